using System.Buffers;

namespace Webmail.Html;

/// <summary>Where a link of a mail may lead: an absolute http, https, mailto or tel URL.</summary>
/// <param name="Url">The URL as it is written into the document.</param>
/// <param name="Host">ASCII host name of a web link.</param>
internal sealed record LinkTarget(string Url, string? Host)
{
    private static readonly SearchValues<char> TelephoneNumber = SearchValues.Create("0123456789+-.()*#;=, abcdefghijklmnopqrstuvwxyz");

    /// <summary>Reads a link as browsers do; <see langword="null"/> when it may not be followed.</summary>
    public static LinkTarget? Parse(string? href)
    {
        if (href is null || href.Length > MarkupLimits.Url)
            return null;
        var url = string.Concat(href.Where(static c => !char.IsControl(c) && !InvisibleCharacters.IsInvisible(c))).Trim();
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return null;
        return url[..colon].ToLowerInvariant() switch
        {
            "http" => Web("http://", url[(colon + 1)..]),
            "https" => Web("https://", url[(colon + 1)..]),
            "mailto" => new LinkTarget("mailto:" + Escape(url[(colon + 1)..]), null),
            "tel" when !url.AsSpan(colon + 1).ContainsAnyExcept(TelephoneNumber) => new LinkTarget("tel:" + Escape(url[(colon + 1)..]), null),
            _ => null,
        };
    }

    private static LinkTarget? Web(string scheme, string rest)
    {
        if (!rest.StartsWith("//", StringComparison.Ordinal))
            return null;
        rest = rest[2..];
        var end = rest.AsSpan().IndexOfAny("/\\?#");
        var authority = end < 0 ? rest : rest[..end];
        var path = end < 0 ? "" : rest[end..];
        // "https://bank.example@evil.example" leads to the second: a name before the host only misleads.
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        var port = "";
        var portAt = authority.LastIndexOf(':');
        if (portAt > authority.LastIndexOf(']'))
        {
            port = authority[portAt..];
            authority = authority[..portAt];
            if (port.Length > 6 || port.AsSpan(1).ContainsAnyExceptInRange('0', '9'))
                return null;
        }
        return HostName.ToAscii(authority) is { } host ? new LinkTarget(scheme + host + port + Escape(path), host) : null;
    }

    private static string Escape(string rest) =>
        rest.Replace(" ", "%20", StringComparison.Ordinal).Replace("\"", "%22", StringComparison.Ordinal)
            .Replace("<", "%3C", StringComparison.Ordinal).Replace(">", "%3E", StringComparison.Ordinal)
            .Replace("\\", "/", StringComparison.Ordinal).Replace("\u00A0", "%C2%A0", StringComparison.Ordinal);
}
