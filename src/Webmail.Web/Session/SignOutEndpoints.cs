using Microsoft.AspNetCore.Antiforgery;
using Webmail.Mail.Accounts;

namespace Webmail.Web.Session;

/// <summary>Signing out, here and everywhere.</summary>
internal static class SignOutEndpoints
{
    public static void MapSignOut(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/signout").WithMetadata(new RequireAntiforgeryTokenAttribute()).AddEndpointFilter(OurOwnForm);
        group.MapPost("", static async (HttpContext context, AccountSessions sessions, CancellationToken token) =>
        {
            try
            {
                if (SessionCookie.TryRead(context.Request, out var session))
                    await sessions.EndAsync(session, token);
            }
            catch (SessionStoreException)
            {
                // It is over all the same: the browser gives its half of the key away here, and the rest expires.
            }

            return SignedOut(context);
        });
        group.MapPost("/all", static async (HttpContext context, AccountSessions sessions, CurrentAccount current, CancellationToken token) =>
        {
            try
            {
                await sessions.EndAllAsync(current.Id, null, token);
                return SignedOut(context);
            }
            catch (SessionStoreException)
            {
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }
        });
    }

    // The middleware has looked at the token; without a bound form nobody minds what it found.
    private static async ValueTask<object?> OurOwnForm(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: true } ? await next(context) : Results.BadRequest();

    private static IResult SignedOut(HttpContext context)
    {
        SessionCookie.Delete(context);
        return Results.LocalRedirect(context.Request.PathBase + "/signin?reason=out");
    }
}
