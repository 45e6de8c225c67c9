using Webmail.Web.Session;

namespace Webmail.Web.Features.Composing.Http;

/// <summary>The account in the address must be the one that is signed in: a page of somebody else's session writes nothing here.</summary>
internal sealed class OwnAccount : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.GetRouteValue("account") as string == context.HttpContext.RequestServices.GetRequiredService<CurrentAccount>().Id.Value
            ? next(context)
            : ValueTask.FromResult<object?>(Results.StatusCode(StatusCodes.Status401Unauthorized));
}
