using System.Diagnostics;
using OpenTelemetry;

namespace Webmail.Web.Hosting;

/// <summary>
/// Takes away what tells about people before a span leaves the process: paths hold names of folders and secret addresses of
/// messages, queries what was searched for. The route and the status stay.
/// </summary>
internal sealed class SpanCleaner : BaseProcessor<Activity>
{
    private static readonly string[] Private =
    [
        "url.path", "url.query", "url.full", "user_agent.original", "client.address", "network.peer.address", "http.url",
        "http.target", "http.user_agent", "exception.message", "exception.stacktrace",
    ];

    public override void OnEnd(Activity data)
    {
        foreach (var tag in Private)
            data.SetTag(tag, null);
    }
}
