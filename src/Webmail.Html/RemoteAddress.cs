namespace Webmail.Html;

/// <summary>The address of something on another host, in the one form in which it is handed on.</summary>
internal static class RemoteAddress
{
    /// <summary>
    /// The absolute http or https address in ASCII, without a fragment and without any character that could end a string of CSS or begin a comment;
    /// <see langword="null"/> when it cannot be fetched: another scheme, a name and password in it, a broken host, too long.
    /// </summary>
    public static string? Absolute(string source)
    {
        var url = ImageSource.Cleaned(source);
        var query = url.AsSpan().IndexOfAny('?', '#');
        var path = (query < 0 ? url : url[..query]).Replace('\\', '/');
        url = query < 0 ? path : path + url[query..];
        if (url.StartsWith("//", StringComparison.Ordinal))
            url = "https:" + url;
        if (url.Length > MarkupLimits.RemoteUrl || !Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps) || uri.UserInfo.Length > 0 || HostOf(uri) is not { } host)
        {
            return null;
        }

        var port = uri.IsDefaultPort ? "" : $":{uri.Port}";
        var rest = uri.PathAndQuery.Replace("'", "%27", StringComparison.Ordinal)
            .Replace("(", "%28", StringComparison.Ordinal).Replace(")", "%29", StringComparison.Ordinal)
            .Replace("*", "%2A", StringComparison.Ordinal);
        var absolute = $"{uri.Scheme}://{host}{port}{rest}";
        return absolute.Length <= MarkupLimits.RemoteUrl && IsHarmlessInCss(absolute) ? absolute : null;
    }

    /// <summary>The host of an address that <see cref="Absolute"/> gave.</summary>
    public static string HostOf(string absolute) => HostOf(new Uri(absolute)) ?? "";

    /// <summary>Whether an address may stand between single quotes in CSS, and in an attribute.</summary>
    public static bool IsHarmlessInCss(string url) =>
        url.All(static c => char.IsAsciiLetterOrDigit(c) || "-._~:/?#[]@!$&+,;=%|^`{}".Contains(c, StringComparison.Ordinal));

    private static string? HostOf(Uri uri) =>
        HostName.ToAscii(uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost);
}
