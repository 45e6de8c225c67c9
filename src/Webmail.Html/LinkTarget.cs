using System.Buffers;

namespace Webmail.Html;

/// <summary>Where a link of a mail may lead: an absolute http, https, mailto or tel URL.</summary>
/// <param name="Url">The URL as it is written into the document.</param>
/// <param name="Host">ASCII host name of a web link.</param>
internal sealed record LinkTarget(string Url, string? Host)
{
    /// <summary>Begins the URL of a mail address (RFC 6068).</summary>
    public const string MailTo = "mailto:";

    private static readonly SearchValues<char> TelephoneNumber = SearchValues.Create("0123456789+-.()*#;=, abcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> Escaped = SearchValues.Create(" \"<>\\\u00A0");

    /// <summary>Reads a link as browsers do; <see langword="null"/> when it may not be followed.</summary>
    public static LinkTarget? Parse(string? href)
    {
        if (href is null || href.Length > MarkupLimits.Url)
            return null;
        var url = href.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? string.Concat(href.Where(static c => !char.IsControl(c) && !InvisibleCharacters.IsInvisible(c))).Trim()
            : href;
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return null;
        var scheme = url.AsSpan(0, colon);
        var rest = url.AsSpan(colon + 1);
        if (scheme.Equals("https", StringComparison.OrdinalIgnoreCase))
            return Web("https://", rest);
        if (scheme.Equals("http", StringComparison.OrdinalIgnoreCase))
            return Web("http://", rest);
        if (scheme.Equals("mailto", StringComparison.OrdinalIgnoreCase))
            return new LinkTarget(string.Concat(MailTo, Escape(rest)), null);
        return scheme.Equals("tel", StringComparison.OrdinalIgnoreCase) && !rest.ContainsAnyExcept(TelephoneNumber)
            ? new LinkTarget(string.Concat("tel:", Escape(rest)), null)
            : null;
    }

    private static LinkTarget? Web(string scheme, ReadOnlySpan<char> rest)
    {
        if (!rest.StartsWith("//"))
            return null;
        rest = rest[2..];
        var end = rest.IndexOfAny("/\\?#");
        var authority = end < 0 ? rest : rest[..end];
        var path = end < 0 ? default : rest[end..];
        // "https://bank.example@evil.example" leads to the second: a name before the host only misleads.
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        ReadOnlySpan<char> port = default;
        var portAt = authority.LastIndexOf(':');
        if (portAt > authority.LastIndexOf(']'))
        {
            port = authority[portAt..];
            authority = authority[..portAt];
            if (port.Length > 6 || port[1..].ContainsAnyExceptInRange('0', '9'))
                return null;
        }
        return HostName.ToAscii(authority.ToString()) is { } host ? new LinkTarget(string.Concat(scheme + host, port, Escape(path)), host) : null;
    }

    private static ReadOnlySpan<char> Escape(ReadOnlySpan<char> rest) => !rest.ContainsAny(Escaped) ? rest
        : rest.ToString().Replace(" ", "%20", StringComparison.Ordinal).Replace("\"", "%22", StringComparison.Ordinal)
            .Replace("<", "%3C", StringComparison.Ordinal).Replace(">", "%3E", StringComparison.Ordinal)
            .Replace("\\", "/", StringComparison.Ordinal).Replace("\u00A0", "%C2%A0", StringComparison.Ordinal);
}
