using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Webmail.Mail.Labels;

/// <summary>Why a name makes no label.</summary>
public enum LabelNameProblem
{
    /// <summary>It does.</summary>
    None,

    /// <summary>There is nothing in it.</summary>
    Empty,

    /// <summary>Its keyword would be longer than servers take.</summary>
    TooLong,

    /// <summary>It has a character that no keyword can carry.</summary>
    Unwritable,

    /// <summary>Mail programs use the keyword among themselves.</summary>
    Technical,
}

/// <summary>
/// What a label is called. Keywords are ASCII atoms (RFC 9051 section 9), so mail programs write other letters in modified UTF-7,
/// as mailbox names once were (RFC 3501 section 5.1.3). Names made here come back the same; keywords are never changed.
/// </summary>
public static class LabelName
{
    /// <summary>The longest keyword that is made here; Cyrus and Courier take little more.</summary>
    public const int MaxKeywordLength = 100;

    /// <summary>The name to show; the keyword itself when it is not encoded like that.</summary>
    public static string Of(string keyword)
    {
        if (!keyword.Contains('&', StringComparison.Ordinal))
            return keyword;
        var name = new StringBuilder(keyword.Length);
        var at = 0;
        while (at < keyword.Length)
        {
            var end = keyword[at] == '&' ? keyword.IndexOf('-', at) : -1;
            if (end < 0)
            {
                name.Append(keyword[at++]);
            }
            else if (end == at + 1)
            {
                name.Append('&');
                at = end + 1;
            }
            else if (Decode(keyword.AsSpan(at + 1, end - at - 1)) is { } letters)
            {
                name.Append(letters);
                at = end + 1;
            }
            else
            {
                return keyword;
            }
        }

        return name.ToString();
    }

    /// <summary>The keyword for a name somebody typed. Blanks around it do not count.</summary>
    public static LabelNameProblem TryMakeKeyword(string name, out string keyword)
    {
        keyword = "";
        name = name.Trim();
        if (name.Length == 0)
            return LabelNameProblem.Empty;
        // Half a surrogate pair and control characters are typing accidents; a backslash in front is for the system's own flags.
        if (name.Any(char.IsControl) || name[0] == '\\' || !IsWellFormed(name))
            return LabelNameProblem.Unwritable;
        if (name.Length > MaxKeywordLength)
            return LabelNameProblem.TooLong;
        keyword = Encode(name);
        if (keyword.Length > MaxKeywordLength)
            return LabelNameProblem.TooLong;
        return TechnicalKeywords.Contains(keyword) ? LabelNameProblem.Technical : LabelNameProblem.None;
    }

    /// <summary>Whether this is an atom that may stand in a command as it is (RFC 9051: ATOM-CHAR).</summary>
    public static bool IsKeyword([NotNullWhen(true)] string? text) => Keyword.IsValid(text);

    private static string Encode(string name)
    {
        var keyword = new StringBuilder(name.Length);
        for (var at = 0; at < name.Length;)
        {
            if (name[at] == '&')
            {
                keyword.Append("&-");
                at++;
            }
            else if (IsAtomChar(name[at]))
            {
                keyword.Append(name[at++]);
            }
            else
            {
                var end = at;
                while (end < name.Length && !IsAtomChar(name[end]))
                    end++;
                var base64 = Convert.ToBase64String(Encoding.BigEndianUnicode.GetBytes(name[at..end]));
                keyword.Append('&').Append(base64.TrimEnd('=').Replace('/', ',')).Append('-');
                at = end;
            }
        }

        return keyword.ToString();
    }

    private static string? Decode(ReadOnlySpan<char> base64)
    {
        var padded = base64.ToString().Replace(',', '/').PadRight((base64.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var length) && length >= 2
            ? Encoding.BigEndianUnicode.GetString(bytes, 0, length & ~1)
            : null;
    }

    private static bool IsAtomChar(char c) => c is > ' ' and < '\x7f' and not ('(' or ')' or '{' or '%' or '*' or '"' or '\\' or ']');

    private static bool IsWellFormed(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (!char.IsSurrogate(name[i]))
                continue;
            if (i + 1 >= name.Length || !char.IsSurrogatePair(name[i], name[i + 1]))
                return false;
            i++;
        }

        return true;
    }
}
