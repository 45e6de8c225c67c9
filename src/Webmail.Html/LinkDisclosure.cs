using System.Collections.Frozen;
using System.Text;

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

    /// <summary>Endings of domain names that are told from the end of a sentence, besides those of countries.</summary>
    private static readonly FrozenSet<string> Endings = new[]
    {
        "com", "org", "net", "info", "biz", "edu", "gov", "mil", "int", "app", "dev", "shop", "online", "xyz", "site", "store", "bank",
        "cloud", "club", "top", "live", "news", "example", "test",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The host to show beside a link; <see langword="null"/> when nothing that is said of it misleads.</summary>
    /// <param name="texts">Its text, and what is shown or read out in its place.</param>
    /// <param name="target">Where it leads.</param>
    public static string? HostToShow(IEnumerable<string> texts, LinkTarget target)
    {
        if (target.Host is not { } host)
            return null;
        return HostName.IsMisleading(host) || texts.Any(text => NamesAnother(text, host)) ? host : null;
    }

    // Whatever names a host has a dot in it.
    private static bool NamesAnother(string text, string host) => (text.Contains('.', StringComparison.Ordinal) || !Ascii.IsValid(text))
        && NamedHosts(Seen(text)).Any(named => !HostName.AreRelated(named, host));

    /// <summary>Without what cannot be seen; letters of full width are read as the others.</summary>
    private static string Seen(string text)
    {
        var seen = InvisibleCharacters.AsSeen(text.Length > LongestText ? text[..LongestText] : text).Trim();
        return string.Concat(seen.Select(static c => c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c));
    }

    /// <summary>The hosts a text names: in URLs, after "www.", and as words that are nothing but a domain name.</summary>
    private static IEnumerable<string> NamedHosts(string text)
    {
        var words = text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in words)
        {
            var scheme = word.IndexOf("://", StringComparison.Ordinal);
            var www = word.IndexOf("www.", StringComparison.OrdinalIgnoreCase);
            if (scheme >= 0 && HostAt(word[(scheme + 3)..]) is { } inUrl)
                yield return inUrl;
            else if (www >= 0 && (www == 0 || !char.IsAsciiLetterOrDigit(word[www - 1])) && HostAt(word[www..]) is { } afterWww)
                yield return afterWww;
            else if (HostAt(word) is { } alone && (words.Length == 1 || IsClearly(word, alone)))
                yield return alone;
        }
    }

    /// <summary>Within a sentence, "ASP.NET" and "end.Next" are no hosts.</summary>
    private static bool IsClearly(string word, string host)
    {
        var ending = host[(host.LastIndexOf('.') + 1)..];
        return !word.Any(char.IsAsciiLetterUpper) && (ending.Length == 2 || Endings.Contains(ending));
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
