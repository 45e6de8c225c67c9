using System.Security.Claims;
using Microsoft.Extensions.Options;

namespace Webmail.Web.Session;

/// <summary>
/// Stands before the hub, which only our own pages may talk to, and before its negotiation: a page there is no room for learns it here, once. Closed later by
/// <see cref="PageConnections"/>, it would take that for a broken network and try again for ever. Lets nobody in while the server
/// is about to stop.
/// </summary>
internal sealed class PageAdmission(
    RequestDelegate next, OpenPages pages, Draining draining, IOptions<PageLimits> limits, ILogger<PageAdmission> logger)
{
    public const string HubPath = "/_blazor";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments(HubPath, StringComparison.OrdinalIgnoreCase) && !OwnOrigin.IsOwn(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        if (!context.Request.Path.StartsWithSegments(HubPath + "/negotiate", StringComparison.Ordinal))
            return next(context);
        if (draining.HasBegun)
        {
            context.Response.Headers.RetryAfter = "1";
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }

        if (context.User.FindFirstValue(SessionAuthentication.AccountClaim) is not { } account
            || pages.HasRoom(account, ClientAddress.Of(context), limits.Value))
        {
            return next(context);
        }

        SessionLog.TooManyPages(logger);
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        return Task.CompletedTask;
    }
}
