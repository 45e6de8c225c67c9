using System.Net.Sockets;
using System.Security.Claims;
using Microsoft.Extensions.Options;

namespace Webmail.Web.Session;

/// <summary>
/// Stands before the hub: counts the WebSockets of open pages, refuses more than an account or address may have, and lets nobody
/// in while the server is about to stop.
/// </summary>
internal sealed class PageConnections(
    RequestDelegate next, OpenPages pages, Draining draining, IOptions<PageLimits> limits, ILogger<PageConnections> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (draining.HasBegun && Connects(context))
        {
            context.Response.Headers.RetryAfter = "1";
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (!context.WebSockets.IsWebSocketRequest || !context.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal)
            || !SessionCookie.TryRead(context.Request, out var token))
        {
            await next(context);
            return;
        }

        var account = context.User.FindFirstValue(SessionAuthentication.AccountClaim) ?? "";
        var address = ClientAddress(context);
        var (ofAccount, ofAddress) = pages.Count(account, address);
        if (ofAccount >= limits.Value.MaxPagesPerAccount || ofAddress >= limits.Value.MaxPagesPerAddress)
        {
            SessionLog.TooManyPages(logger, Math.Max(ofAccount, ofAddress));
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }

        using (pages.Add(new OpenPage(token, account, address, context.Abort)))
            await next(context);
    }

    private static bool Connects(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/_blazor/negotiate", StringComparison.Ordinal)
        || (context.WebSockets.IsWebSocketRequest && context.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal));

    /// <summary>The client, an IPv6 one by its /64: that is what one household or machine has.</summary>
    private static string ClientAddress(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        return address is null ? ""
            : address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
                ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
                : address.MapToIPv4().ToString();
    }
}
