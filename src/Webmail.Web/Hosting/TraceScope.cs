using System.Diagnostics;
using Webmail.Mail;

namespace Webmail.Web.Hosting;

/// <summary>
/// What a log line says besides its message: the trace it belongs to, and nothing else. The scopes of the framework hold the paths
/// of requests, and with them names of folders and the secret addresses of messages.
/// </summary>
internal sealed class TraceScope : IExternalScopeProvider, IDisposable
{
    // Work on mail that no request began gets a trace of its own, also where nobody collects traces.
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = static source => source.Name == MailTelemetry.Name,
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    };

    public TraceScope() => ActivitySource.AddActivityListener(_listener);

    public void ForEachScope<TState>(Action<object?, TState> callback, TState state)
    {
        if (Activity.Current is { } activity)
            callback(new Trace(activity.TraceId.ToHexString(), activity.SpanId.ToHexString()), state);
    }

    public IDisposable Push(object? state) => NoScope.Instance;

    public void Dispose() => _listener.Dispose();

    private sealed class Trace(string trace, string span) : List<KeyValuePair<string, object?>>([new("TraceId", trace), new("SpanId", span)])
    {
        public override string ToString() => $"trace {trace} span {span}";
    }

    private sealed class NoScope : IDisposable
    {
        public static readonly NoScope Instance = new();

        public void Dispose()
        {
            // Nothing was kept.
        }
    }
}
