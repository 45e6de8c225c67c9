namespace Webmail.Web.Features.Reading;

/// <summary>
/// The response headers of everything that comes out of a message. They are the wall: even mail that slips through the cleaning
/// runs nothing, loads nothing and reaches nobody.
/// </summary>
internal static class MessageHeaders
{
    private const string Sealed = "sandbox; default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    private const string NoDevices = "camera=(), microphone=(), geolocation=(), clipboard-write=()";

    /// <summary>A body in its frame. Its images come from <paramref name="imageSource"/> only.</summary>
    public static void ForBody(HttpResponse response, string imageSource) =>
        Apply(response, "text/html; charset=utf-8",
            "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; " +
            $"img-src {imageSource} data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'");

    /// <summary>A page on paper: one script of ours, named by its hash, opens the print dialog.</summary>
    public static void ForPrint(HttpResponse response, string imageSource, string scriptHash) =>
        Apply(response, "text/html; charset=utf-8",
            "sandbox allow-modals allow-scripts; default-src 'none'; " +
            $"script-src '{scriptHash}'; img-src {imageSource} data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; " +
            "frame-ancestors 'none'");

    /// <summary>
    /// The page that draws a PDF. It asks for nothing beyond <paramref name="sources"/>, and no string becomes code in it or the
    /// address of code: also if pdf.js could be led astray, there would be nowhere to go.
    /// </summary>
    public static void ForPdf(HttpResponse response, string sources) =>
        Apply(response, "text/html; charset=utf-8",
            $"default-src 'none'; script-src 'self'; worker-src 'self'; connect-src {sources}; img-src 'self'; style-src 'self'; font-src 'self'; "
            + "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types pdf");

    /// <summary>An image of a body. The frame has no origin, so to it every origin is foreign: no resource policy here.</summary>
    public static void ForInlineImage(HttpResponse response, string mediaType)
    {
        Apply(response, mediaType, Sealed);
        response.Headers.Remove("Cross-Origin-Resource-Policy");
    }

    /// <summary>An image that is not there: an empty answer.</summary>
    public static void ForMissingImage(HttpResponse response)
    {
        ForInlineImage(response, "text/plain");
        response.StatusCode = StatusCodes.Status404NotFound;
        response.ContentLength = 0;
    }

    /// <summary>A file to save.</summary>
    public static void ForDownload(HttpResponse response, string mediaType, string fileName)
    {
        Apply(response, mediaType, Sealed);
        response.Headers.ContentDisposition = DownloadName.Disposition("attachment", fileName);
    }

    /// <summary>An image to look at.</summary>
    public static void ForPreview(HttpResponse response, string mediaType, string fileName)
    {
        Apply(response, mediaType, Sealed);
        response.Headers.ContentDisposition = DownloadName.Disposition("inline", fileName);
    }

    /// <summary>The source of a message, in a tab of its own.</summary>
    public static void ForSource(HttpResponse response) => Apply(response, "text/plain; charset=utf-8", Sealed);

    /// <summary>A page that says what went wrong, in a frame of ours or in a tab.</summary>
    public static void ForFailure(HttpResponse response)
    {
        Apply(response, "text/html; charset=utf-8",
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'");
        response.Headers.Remove("Content-Disposition");
    }

    private static void Apply(HttpResponse response, string contentType, string policy)
    {
        var headers = response.Headers;
        headers.ContentType = contentType;
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "private, no-store";
        headers["Permissions-Policy"] = NoDevices;
    }
}
