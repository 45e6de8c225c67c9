using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using Webmail.Web.Session;

namespace Webmail.Web.Hosting;

/// <summary>The connection of a page to the server, and how it stays open through proxies.</summary>
internal static class PageHub
{
    /// <summary>
    /// The longest a connection is silent, whatever carries it: well below the minute after which many proxies cut it. Over a
    /// WebSocket this is SignalR's own keep-alive; where a proxy lets none through, polls are answered this often.
    /// </summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Maps the hub. Adding the render mode maps it too, but with polls of 90 seconds and no way to say otherwise; this one comes
    /// first and is the same in everything else.
    /// </summary>
    public static void MapPageHub(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapBlazorHub(PageAdmission.HubPath, static options => options.LongPolling.PollTimeout = KeepAlive).Add(static endpoint =>
        {
            ((RouteEndpointBuilder)endpoint).Order = -1;
            var answer = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context =>
            {
                if (context.Features.Get<IHttpWebSocketFeature>() is { } plain)
                    context.Features.Set<IHttpWebSocketFeature>(new CompressedWebSockets(plain));
                return answer(context);
            };
        });

    // Rows of a list shrink to a fraction. What the compressor remembers of earlier messages would save one part in a hundred more,
    // and each page would keep it outside the managed heap for as long as it is open.
    private sealed class CompressedWebSockets(IHttpWebSocketFeature plain) : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => plain.IsWebSocketRequest;

        public Task<WebSocket> AcceptAsync(WebSocketAcceptContext context)
        {
            (context.DangerousEnableCompression, context.DisableServerContextTakeover) = (true, true);
            return plain.AcceptAsync(context);
        }
    }
}
