namespace Webmail.Html;

/// <summary>What a piece of a style sheet is.</summary>
internal enum CssTokenKind
{
    Space,
    Ident,
    Function,
    AtKeyword,
    Hash,
    String,
    Number,

    /// <summary>A single character that is no part of another token.</summary>
    Delimiter,

    /// <summary>A colour of ours, as it is to be written; never read.</summary>
    Colour,

    /// <summary>An unquoted url(), an unended string, an escape: nothing that holds one is kept.</summary>
    Refused,
}

/// <summary>A piece of a style sheet; <paramref name="Text"/> holds a string without quotes, a function without "(", a hash without "#".</summary>
internal readonly record struct CssToken(CssTokenKind Kind, string Text)
{
    public bool Is(char delimiter) => Kind == CssTokenKind.Delimiter && Text[0] == delimiter;
}

/// <summary>
/// Splits CSS into tokens (CSS Syntax Level 3). Escapes are not decoded: a backslash makes a token refused, and what
/// is kept is written again from its tokens, so reading something otherwise than a browser cannot let anything through.
/// </summary>
internal static class CssTokenizer
{
    public static List<CssToken> Tokenize(string css)
    {
        var tokens = new List<CssToken>();
        var at = 0;
        while (at < css.Length)
            tokens.Add(Read(css, ref at));
        return tokens;
    }

    private static CssToken Read(string css, ref int at)
    {
        var c = css[at];
        if (IsSpace(c) || StartsComment(css, at))
        {
            SkipSpace(css, ref at);
            return new CssToken(CssTokenKind.Space, " ");
        }
        if (c is '"' or '\'')
            return ReadString(css, ref at);
        if (StartsNumber(css, at))
            return ReadNumber(css, ref at);
        if (StartsIdent(css, at))
            return ReadIdentLike(css, ref at);
        if (c is '#' or '@' && at + 1 < css.Length && (IsName(css[at + 1]) || css[at + 1] == '\\'))
        {
            at++;
            var name = ReadName(css, ref at);
            return name is null
                ? new CssToken(CssTokenKind.Refused, "")
                : new CssToken(c == '#' ? CssTokenKind.Hash : CssTokenKind.AtKeyword, name);
        }
        at++;
        return c == '\\' ? new CssToken(CssTokenKind.Refused, "") : new CssToken(CssTokenKind.Delimiter, c.ToString());
    }

    private static CssToken ReadIdentLike(string css, ref int at)
    {
        var name = ReadName(css, ref at);
        if (at >= css.Length || css[at] != '(')
            return name is null ? new CssToken(CssTokenKind.Refused, "") : new CssToken(CssTokenKind.Ident, name);
        at++;
        if (name is null)
            return new CssToken(CssTokenKind.Refused, "");
        if (!name.Equals("url", StringComparison.OrdinalIgnoreCase))
            return new CssToken(CssTokenKind.Function, name);
        var argument = at;
        while (argument < css.Length && IsSpace(css[argument]))
            argument++;
        if (argument < css.Length && css[argument] is '"' or '\'')
            return new CssToken(CssTokenKind.Function, name);
        // The rest of an unquoted url() is one token, whatever it holds, up to the first unescaped ")".
        var start = at;
        while (at < css.Length && css[at] != ')')
            at += css[at] == '\\' ? 2 : 1;
        at = Math.Min(at, css.Length);
        var url = css[start..at].Trim();
        at = Math.Min(at + 1, css.Length);
        return new CssToken(CssTokenKind.Refused, "url(" + url);
    }

    private static CssToken ReadString(string css, ref int at)
    {
        var quote = css[at++];
        var start = at;
        while (at < css.Length && css[at] != quote)
        {
            if (css[at] is '\n' or '\r' or '\f')
                return new CssToken(CssTokenKind.Refused, "");
            at += css[at] == '\\' ? 2 : 1;
        }
        at = Math.Min(at, css.Length);
        var text = css[start..at];
        if (at == css.Length)
            return new CssToken(CssTokenKind.Refused, "");
        at++;
        return text.Contains('\\', StringComparison.Ordinal) ? new CssToken(CssTokenKind.Refused, "") : new CssToken(CssTokenKind.String, text);
    }

    private static CssToken ReadNumber(string css, ref int at)
    {
        var start = at;
        if (css[at] is '+' or '-')
            at++;
        while (at < css.Length && (char.IsAsciiDigit(css[at]) || (css[at] == '.' && at + 1 < css.Length && char.IsAsciiDigit(css[at + 1]))))
            at++;
        if (at < css.Length && css[at] == '%')
            at++;
        else if (at < css.Length && (IsName(css[at]) || css[at] == '\\') && ReadName(css, ref at) is null)
            return new CssToken(CssTokenKind.Refused, "");
        return new CssToken(CssTokenKind.Number, css[start..at]);
    }

    /// <summary>Reads a name; <see langword="null"/> when it has an escape in it.</summary>
    private static string? ReadName(string css, ref int at)
    {
        var start = at;
        var escaped = false;
        while (at < css.Length && (IsName(css[at]) || css[at] == '\\'))
        {
            escaped |= css[at] == '\\';
            at += css[at] == '\\' ? 2 : 1;
        }
        at = Math.Min(at, css.Length);
        return escaped ? null : css[start..at];
    }

    private static void SkipSpace(string css, ref int at)
    {
        while (at < css.Length)
        {
            if (StartsComment(css, at))
            {
                var end = css.IndexOf("*/", at + 2, StringComparison.Ordinal);
                at = end < 0 ? css.Length : end + 2;
            }
            else if (IsSpace(css[at]))
            {
                at++;
            }
            else
            {
                return;
            }
        }
    }

    private static bool StartsComment(string css, int at) => css[at] == '/' && at + 1 < css.Length && css[at + 1] == '*';

    private static bool StartsNumber(string css, int at)
    {
        if (css[at] is '+' or '-')
            at++;
        if (at < css.Length && css[at] == '.')
            at++;
        return at < css.Length && char.IsAsciiDigit(css[at]);
    }

    private static bool StartsIdent(string css, int at) =>
        css[at] == '-'
            ? at + 1 < css.Length && (css[at + 1] is '-' or '\\' || IsNameStart(css[at + 1]))
            : IsNameStart(css[at]) || (css[at] == '\\' && at + 1 < css.Length && css[at + 1] is not ('\n' or '\r' or '\f'));

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_' || c >= '\u0080';

    private static bool IsName(char c) => IsNameStart(c) || char.IsAsciiDigit(c) || c == '-';

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f';
}
