using System.Buffers;

namespace Webmail.Html;

/// <summary>Finds web and mail addresses in a line of plain text.</summary>
internal static class TextLinks
{
    private const int LongestLocalPart = 64;
    private const int LongestDomain = 253;

    /// <summary>A longer address is cut here, so that no line can make the same text be read over and over.</summary>
    private const int LongestPath = MarkupLimits.Url / 2;

    private const string LocalPart = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+/=?^_`{|}~-";
    private static readonly SearchValues<char> Candidates = SearchValues.Create("@hHwWmM");
    private static readonly string[] Beginnings = ["https://", "http://", "www.", "mailto:"];

    /// <summary>The links of <paramref name="line"/> in order; they do not overlap.</summary>
    public static IEnumerable<TextLink> Find(string line)
    {
        var at = 0;
        var done = 0;
        while (at < line.Length && NextCandidate(line, at) is >= 0 and var candidate)
        {
            var link = line[candidate] == '@' ? Mail(line, candidate, done) : Web(line, candidate);
            if (link is { } found)
            {
                yield return found;
                at = done = found.Start + found.Length;
            }
            else
            {
                at = candidate + 1;
            }
        }
    }

    private static int NextCandidate(string line, int from)
    {
        while (from < line.Length)
        {
            var next = line.AsSpan(from).IndexOfAny(Candidates);
            if (next < 0)
                return -1;
            from += next;
            if (line[from] == '@' || BeginningAt(line, from) is not null)
                return from;
            from++;
        }
        return -1;
    }

    private static string? BeginningAt(string line, int at)
    {
        if (at > 0 && (char.IsAsciiLetterOrDigit(line[at - 1]) || line[at - 1] is '_' or '-' or '.' or '@'))
            return null;
        var rest = line.AsSpan(at);
        foreach (var beginning in Beginnings)
        {
            if (rest.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
                return beginning;
        }
        return null;
    }

    private static TextLink? Web(string line, int start)
    {
        var beginning = BeginningAt(line, start)!;
        if (beginning == "mailto:")
        {
            return MailTo(line, start, start + beginning.Length);
        }
        var hostStart = beginning == "www." ? start : start + beginning.Length;
        var hostEnd = EndOfHost(line, hostStart);
        if (hostEnd - hostStart > LongestDomain || LinkTarget.Parse("https://" + line[hostStart..hostEnd].TrimEnd(')', ']', '.', ',', ';', ':', '!', '\'', '*', '~')) is null)
            return null;
        var end = WithoutTrailingPunctuation(line, hostStart, EndOfPath(line, hostEnd));
        if (end <= hostStart)
            return null;
        var text = line[start..end];
        var target = LinkTarget.Parse(beginning == "www." ? "https://" + text : text);
        if (target?.Host is not { } host || (beginning == "www." && host.AsSpan().Count('.') < 2))
            return null;
        return new TextLink(start, end - start, target);
    }

    private static TextLink? MailTo(string line, int start, int addressStart)
    {
        var at = line.AsSpan(addressStart, Math.Min(LongestLocalPart, line.Length - addressStart)).IndexOf('@');
        return at > 0 && Mail(line, addressStart + at, addressStart) is { } mail && mail.Start == addressStart
            ? new TextLink(start, mail.Length + addressStart - start, mail.Target)
            : null;
    }

    /// <summary>A name of ASCII letters ends where other letters begin: sentences in Japanese go on without a space.</summary>
    private static int EndOfHost(string line, int at)
    {
        var ascii = at < line.Length && char.IsAscii(line[at]);
        var dotted = false;
        var last = Math.Min(line.Length, at + LongestDomain + 1);
        while (at < last && IsUrlCharacter(line[at]) && line[at] is not ('/' or '?' or '#')
            && (!ascii || !dotted || char.IsAscii(line[at])))
        {
            dotted |= line[at] == '.';
            at++;
        }
        return at;
    }

    /// <summary>Letters beyond ASCII belong to a path only when they begin a piece of it ("/wiki/日本"), not when text follows ("/pathを").</summary>
    private static int EndOfPath(string line, int at)
    {
        if (at >= line.Length || line[at] is not ('/' or '?' or '#'))
            return at;
        var last = Math.Min(line.Length, at + LongestPath);
        while (at < last && IsUrlCharacter(line[at])
            && (char.IsAscii(line[at]) || line[at - 1] is '/' or '=' or '_' or '-' or '#' or '&' or '(' or '%' || !char.IsAscii(line[at - 1])))
        {
            at++;
        }
        return at;
    }

    private static bool IsUrlCharacter(char c) =>
        c > ' ' && !char.IsWhiteSpace(c) && !char.IsControl(c) && !InvisibleCharacters.IsInvisible(c)
        && c is not ('<' or '>' or '"' or '`' or '|' or '\\' or '«' or '»' or '“' or '”' or '„' or '’' or '‘' or '…')
        && c is not ((>= '\u3000' and <= '\u3004') or (>= '\u3008' and <= '\u303F') or (>= '\uFF00' and <= '\uFF0F') or (>= '\uFF1A' and <= '\uFF20')
            or (>= '\uFF3B' and <= '\uFF40') or (>= '\uFF5B' and <= '\uFF65') or '・');

    private static int WithoutTrailingPunctuation(string line, int start, int end)
    {
        var round = Balance(line, start, end, '(', ')');
        var square = Balance(line, start, end, '[', ']');
        while (end > start)
        {
            var last = line[end - 1];
            if (last is '.' or ',' or ';' or ':' or '!' or '?' or '\'' or '*' or '~' or '{' or '}' or '(' or '[' or '^')
                end--;
            else if (last == ')' && round < 0)
                (end, round) = (end - 1, round + 1);
            else if (last == ']' && square < 0)
                (end, square) = (end - 1, square + 1);
            else
                break;
        }
        return end;
    }

    private static int Balance(string line, int start, int end, char open, char close) =>
        line.AsSpan(start, end - start).Count(open) - line.AsSpan(start, end - start).Count(close);

    private static TextLink? Mail(string line, int at, int from)
    {
        var start = at;
        while (start > from && at - start < LongestLocalPart && LocalPart.Contains(line[start - 1], StringComparison.Ordinal))
            start--;
        while (start < at && line[start] is '.' or '\'' or '/' or '*' or '`' or '{' or '|' or '=')
            start++;
        var end = at + 1;
        while (end < line.Length && end - at <= LongestDomain && (char.IsAsciiLetterOrDigit(line[end]) || line[end] is '.' or '-'))
            end++;
        while (line[end - 1] is '.' or '-')
            end--;
        var domain = line.AsSpan(at + 1, Math.Max(0, end - at - 1));
        var dot = domain.LastIndexOf('.');
        if (start == at || line[at - 1] == '.' || dot < 1 || domain.Length - dot < 3 || domain[0] == '-' || domain.IndexOf("..") >= 0
            || domain[(dot + 1)..].ContainsAnyInRange('0', '9'))
        {
            return null;
        }
        var url = $"mailto:{Uri.EscapeDataString(line[start..at])}@{domain}";
        return LinkTarget.Parse(url) is { } target ? new TextLink(start, end - start, target) : null;
    }
}
