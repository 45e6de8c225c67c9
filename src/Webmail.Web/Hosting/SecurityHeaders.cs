using Webmail.Web.Shared;

namespace Webmail.Web.Hosting;

/// <summary>
/// The headers every answer carries. An endpoint with a document of its own (a message body) replaces the policy with a stricter
/// one. Stands behind the exception handler, which takes all headers off an answer that failed and comes through here again.
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    private const string PdfFiles = "/pdf";

    // A worker lives by the policy of its own file: what takes a stranger's PDF apart loads its decoders and asks nobody for anything.
    private const string PdfPolicy = "default-src 'none'; script-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        var (request, headers) = (context.Request, context.Response.Headers);
        headers.ContentSecurityPolicy = request.Path.StartsWithSegments(PdfFiles) ? PdfPolicy : Policy(ScriptNonce.Of(context), request);
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()";
        if (request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000";
        context.Response.OnStarting(KeepNothing, context.Response);
        return next(context);
    }

    // Pages and mail are nobody else's to keep. At the end, for static files say otherwise themselves: they add to what is there, and
    // of two answers the stricter counts, so that no script would ever be kept.
    private static Task KeepNothing(object response)
    {
        var headers = ((HttpResponse)response).Headers;
        if (headers.CacheControl.Count == 0)
            headers.CacheControl = "no-cache, no-store";
        return Task.CompletedTask;
    }

    // Nothing is allowed but what is named, and each name is there because:
    // - script-src 'self': our modules are files of this origin, imported by name, which a nonce cannot cover. Nothing a user or a
    //   sender wrote is served as a script: attachments leave as sandboxed downloads. The nonce is for the import map, the only
    //   inline script. No 'unsafe-inline', no 'unsafe-eval'.
    // - style-src 'unsafe-inline': MudBlazor's theme is a <style> without a nonce and its components set style attributes. What
    //   strangers style lives in documents of its own.
    // - img-src data:: what is pasted into the composer is shown before it is uploaded.
    // - connect-src with the WebSocket's scheme and host: older Safari does not count it as 'self'.
    // - frame-src 'self': the bodies of messages. worker-src 'self': nothing else may start a worker.
    // Trusted Types are left out: blazor.web.js writes innerHTML, and the circuit dies with them.
    private static string Policy(string nonce, HttpRequest request) =>
        $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + $"font-src 'self'; connect-src 'self' {(request.IsHttps ? "wss" : "ws")}://{request.Host}; frame-src 'self'; "
        + "form-action 'self'; base-uri 'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; frame-ancestors 'none'";
}
