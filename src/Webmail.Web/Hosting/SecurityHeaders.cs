using Webmail.Web.Shared;

namespace Webmail.Web.Hosting;

/// <summary>
/// The headers every answer carries. An endpoint with a document of its own (a message body) replaces the policy with a stricter
/// one. Styles are 'unsafe-inline' because MudBlazor sets style attributes and elements; scripts never are.
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var (request, headers) = (context.Request, context.Response.Headers);
        headers.ContentSecurityPolicy = Policy(ScriptNonce.Of(context), request);
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()";
        if (request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000";
        // Pages and mail are nobody else's to keep; static files say otherwise themselves.
        headers.CacheControl = "no-cache, no-store";
        return next(context);
    }

    private static string Policy(string nonce, HttpRequest request) =>
        $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + $"font-src 'self'; connect-src 'self' {(request.IsHttps ? "wss" : "ws")}://{request.Host}; frame-src 'self'; "
        + "form-action 'self'; base-uri 'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; frame-ancestors 'none'";
}
