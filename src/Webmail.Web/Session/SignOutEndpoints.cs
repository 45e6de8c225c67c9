using Microsoft.AspNetCore.Antiforgery;
using Webmail.Mail.Accounts;

namespace Webmail.Web.Session;

/// <summary>Signing out, here and everywhere.</summary>
internal static class SignOutEndpoints
{
    public static void MapSignOut(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/signout").WithMetadata(new RequireAntiforgeryTokenAttribute());
        group.MapPost("", static async (HttpContext context, AccountSessions sessions, CancellationToken token) =>
        {
            if (SessionCookie.TryRead(context.Request, out var session))
                await sessions.EndAsync(session, token);
            return SignedOut(context);
        });
        group.MapPost("/all", static async (HttpContext context, AccountSessions sessions, CurrentAccount current, CancellationToken token) =>
        {
            await sessions.EndAllAsync(current.Id, null, token);
            return SignedOut(context);
        });
    }

    private static IResult SignedOut(HttpContext context)
    {
        SessionCookie.Delete(context);
        return Results.LocalRedirect(context.Request.PathBase + "/signin?reason=out");
    }
}
