namespace Webmail.Web.Features.Reading;

/// <summary>Where the images of one body are served: below the capability, and nowhere else.</summary>
/// <param name="Authority">Host, with a port that is not the scheme's own.</param>
/// <param name="Path">From the root of the host, with a slash at both ends.</param>
internal sealed record ImageLocation(string Authority, string Path)
{
    /// <summary>Below it are images of other hosts.</summary>
    public const string Remote = "remote";

    /// <summary>As a source expression of a Content-Security-Policy.</summary>
    public string SourceExpression => Authority + Path;

    /// <summary>The images of the capability in an application at <paramref name="baseUri"/>.</summary>
    public static ImageLocation Of(Uri baseUri, string capability) =>
        new(baseUri.Authority, $"{RootOf(baseUri)}{MessageUrls.Prefix}/{capability}/img/");

    /// <summary>As seen by a request under the capability.</summary>
    public static ImageLocation Of(HttpRequest request, string capability) => Of(BaseOf(request), capability);

    /// <summary>The application of a request as the beginning of a source expression.</summary>
    public static string ApplicationOf(HttpRequest request)
    {
        var baseUri = BaseOf(request);
        return baseUri.Authority + RootOf(baseUri);
    }

    /// <summary>The address of one image.</summary>
    public string UrlOf(string section) => Path + section;

    /// <summary>The address under which an image of another host is fetched.</summary>
    public string UrlOfRemote(string token) => $"{Path}{Remote}/{token}";

    private static Uri BaseOf(HttpRequest request) =>
        new($"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}/");

    // A semicolon or comma would end the directive; both are legal in a path.
    private static string RootOf(Uri baseUri) =>
        baseUri.AbsolutePath.Replace(";", "%3B", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
