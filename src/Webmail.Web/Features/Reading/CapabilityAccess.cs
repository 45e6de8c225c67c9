using Webmail.Mail.Accounts;
using Webmail.Web.Session;

namespace Webmail.Web.Features.Reading;

/// <summary>Opens the capability in a URL before anything else happens. Whatever is wrong with it, the answer is the same 404.</summary>
internal static class CapabilityAccess
{
    /// <summary>
    /// Lets through requests whose capability is good while the session it was given to goes on, on whichever node: frames send no
    /// cookie, so a proxy may lead them to a node that never saw it.
    /// </summary>
    public static TBuilder RequireCapability<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddEndpointFilter(static (invocation, next) => CheckAsync(invocation, next, withSession: false));

    /// <summary>Lets through requests whose capability is good and was given to the session of their cookie.</summary>
    public static TBuilder RequireCapabilityAndSession<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddEndpointFilter(static (invocation, next) => CheckAsync(invocation, next, withSession: true));

    /// <summary>What the request's capability opens.</summary>
    public static MessageCapability Capability(this HttpContext context) =>
        context.Features.Get<MessageCapability>() ?? throw new InvalidOperationException("The endpoint requires no capability.");

    /// <summary>Where the images of the request's capability are.</summary>
    public static ImageLocation Images(this HttpContext context) =>
        ImageLocation.Of(context.Request, (string)context.Request.RouteValues["capability"]!);

    private static async ValueTask<object?> CheckAsync(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next, bool withSession)
    {
        var context = invocation.HttpContext;
        var capabilities = context.RequestServices.GetRequiredService<MessageCapabilities>();
        var capability = capabilities.Open(context.Request.RouteValues["capability"] as string);
        try
        {
            if (capability is null || !(withSession ? IsGivenTo(capability, context) : await GoesOnAsync(capability, context)))
            {
                await FailurePage.LinkExpiredAsync(context);
                return Results.Empty;
            }
        }
        catch (SessionStoreException)
        {
            // As for a page: whether the session goes on cannot be known right now.
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        context.Features.Set(capability);
        return await next(invocation);
    }

    private static ValueTask<bool> GoesOnAsync(MessageCapability capability, HttpContext context) =>
        context.RequestServices.GetRequiredService<AccountSessions>()
            .ContinueAsync(capability.SessionKey, capability.Account, context.RequestAborted);

    private static bool IsGivenTo(MessageCapability capability, HttpContext context)
    {
        var current = context.RequestServices.GetRequiredService<CurrentAccount>();
        return current.SessionKey.Length > 0 && current.SessionKey == capability.SessionKey && current.Id == capability.Account;
    }
}
