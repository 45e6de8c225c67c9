using System.Collections.Frozen;

namespace Webmail.Html;

/// <summary>Decides when the real host of a link must be shown beside it, because its text says another.</summary>
internal static class LinkDisclosure
{
    private const int LongestText = 2_000;

    /// <summary>Endings that look like a top-level domain but mostly name files.</summary>
    private static readonly FrozenSet<string> FileEndings = new[]
    {
        "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "zip", "png", "jpg", "jpeg", "gif", "txt", "csv", "html", "htm",
        "ics", "eml", "js", "cs", "json", "xml", "yml", "yaml", "exe", "mp3", "mp4",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The host to show beside a link; <see langword="null"/> when its text does not mislead.</summary>
    public static string? HostToShow(string text, LinkTarget target)
    {
        if (target.Host is not { } host)
            return null;
        if (HostName.IsMisleading(host))
            return host;
        var seen = InvisibleCharacters.AsSeen(text.Length > LongestText ? text[..LongestText] : text).Trim();
        return NamedHost(seen) is { } named && !HostName.AreRelated(named, host) ? host : null;
    }

    /// <summary>The host a text names: in a URL, after "www.", or when it is nothing but a domain name.</summary>
    private static string? NamedHost(string text)
    {
        foreach (var word in text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries))
        {
            var scheme = word.IndexOf("://", StringComparison.Ordinal);
            if (scheme >= 0 && HostAt(word[(scheme + 3)..]) is { } inUrl)
                return inUrl;
            var www = word.IndexOf("www.", StringComparison.OrdinalIgnoreCase);
            if (www >= 0 && (www == 0 || !char.IsAsciiLetterOrDigit(word[www - 1])) && HostAt(word[www..]) is { } afterWww)
                return afterWww;
        }
        return text.Any(char.IsWhiteSpace) ? null : HostAt(text);
    }

    private static string? HostAt(string text)
    {
        var end = text.AsSpan().IndexOfAny("/\\?#");
        var authority = end < 0 ? text : text[..end];
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        var colon = authority.IndexOf(':', StringComparison.Ordinal);
        authority = (colon < 0 ? authority : authority[..colon]).Trim(' ', '.', ',', ';', ')', '(', '[', ']', '<', '>', '"', '\'', '!', '…', '»', '«');
        var top = authority[(authority.LastIndexOf('.') + 1)..];
        return authority.Contains('.', StringComparison.Ordinal) && !authority.Contains("..", StringComparison.Ordinal)
            && top.Length >= 2 && top.All(char.IsLetter) && !FileEndings.Contains(top)
            ? HostName.ToAscii(authority)
            : null;
    }
}
