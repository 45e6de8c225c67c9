using System.Net.Sockets;
using System.Security.Claims;
using Microsoft.Extensions.Options;

namespace Webmail.Web.Session;

/// <summary>Stands before the hub: counts the WebSockets of open pages and refuses more than an account or address may have.</summary>
internal sealed class PageConnections(RequestDelegate next, OpenPages pages, IOptions<PageLimits> limits, ILogger<PageConnections> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
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
