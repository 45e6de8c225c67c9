namespace Webmail.Web.Features.Composing.Http;

/// <summary>
/// Lets nothing in but our own pages. A header that forms cannot send and other origins may not is asked for (they would need a
/// consent that is never given); browsers that say where a request comes from are believed.
/// </summary>
internal sealed class PageOnly : IEndpointFilter
{
    public const string Header = "X-Webmail";

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var headers = context.HttpContext.Request.Headers;
        var site = headers["Sec-Fetch-Site"];
        return headers.ContainsKey(Header) && (site.Count == 0 || site == "same-origin")
            ? next(context)
            : ValueTask.FromResult<object?>(Results.StatusCode(StatusCodes.Status403Forbidden));
    }
}
