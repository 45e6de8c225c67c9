using System.Security.Claims;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace Webmail.Web.Session;

/// <summary>
/// Counts the connections of open pages, whatever carries them (WebSocket or long polling), and closes what is more than an
/// account or address may have.
/// </summary>
internal sealed class PageConnections(OpenPages pages, IOptions<PageLimits> limits, ILogger<PageConnections> logger) : IHubFilter
{
    private static readonly object Entry = new();

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        var connection = context.Context;
        if (connection.GetHttpContext() is not { } http || !SessionCookie.TryRead(http.Request, out var token))
        {
            connection.Abort();
            return;
        }

        var page = new OpenPage(
            token, connection.User?.FindFirstValue(SessionAuthentication.AccountClaim) ?? "", ClientAddress.Of(http), connection.Abort);
        if (pages.Add(page, limits.Value) is not { } entry)
        {
            SessionLog.TooManyPages(logger);
            connection.Abort();
            return;
        }

        connection.Items[Entry] = entry;
        await next(context);
    }

    public Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        (context.Context.Items[Entry] as IDisposable)?.Dispose();
        return next(context, exception);
    }
}
