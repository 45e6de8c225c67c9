using System.Buffers;
using System.Text;

namespace Webmail.Html;

/// <summary>Filters the declarations of a rule or a style attribute, failing closed: one token not understood drops its declaration.</summary>
internal static class StyleFilter
{
    private const int ParenthesesDepth = 8;

    private static readonly SearchValues<char> NotInUrl = SearchValues.Create("\"'(\\ \t\r\n\f");

    /// <summary>The allowed declarations of <paramref name="css"/>, written anew.</summary>
    /// <param name="css">From a style attribute.</param>
    /// <param name="remoteUrl">See <see cref="RenderOptions.RemoteImageUrl"/>.</param>
    /// <param name="darkening">Changes its colours; null leaves them.</param>
    public static StyleResult Declarations(string css, Func<string, string?>? remoteUrl = null, Darkening? darkening = null) =>
        css.Length > MarkupLimits.StyleAttribute ? default(StyleResult) with { Css = "" }
            : Declarations(CssTokenizer.Tokenize(css), 0, null, remoteUrl, darkening);

    /// <summary>The allowed declarations in tokens <paramref name="from"/> to <paramref name="to"/>.</summary>
    public static StyleResult Declarations(List<CssToken> tokens, int from, int? to, Func<string, string?>? remoteUrl, Darkening? darkening = null)
    {
        var output = new StringBuilder();
        var colours = false;
        var (blocked, shown) = (0, 0);
        var end = to ?? tokens.Count;
        while (from < end)
        {
            var stop = EndOfDeclaration(tokens, from, end);
            if (Declaration(tokens, from, stop, remoteUrl, darkening) is var (name, value, images) && value is not null)
            {
                if (output.Length > 0)
                    output.Append(';');
                shown += images;
                output.Append(name).Append(':').Append(value);
                colours |= StyleRules.SetsColour(name) && !StyleRules.IsNoColour(WithoutImportance(value));
            }
            else
            {
                blocked += RemoteImages(tokens, from, stop, name);
            }
            from = stop + 1;
        }
        return new StyleResult(output.ToString(), colours, blocked, shown);
    }

    private static int EndOfDeclaration(List<CssToken> tokens, int from, int end)
    {
        var depth = 0;
        for (; from < end; from++)
        {
            var token = tokens[from];
            if (token.Kind == CssTokenKind.Function || token.Is('(') || token.Is('[') || token.Is('{'))
                depth++;
            else if (token.Is(')') || token.Is(']') || token.Is('}'))
                depth = Math.Max(0, depth - 1);
            else if (token.Is(';') && depth == 0)
                return from;
        }
        return end;
    }

    private static (string Name, string? Value, int Images) Declaration(
        List<CssToken> tokens, int from, int stop, Func<string, string?>? remoteUrl, Darkening? darkening)
    {
        while (from < stop && tokens[from].Kind == CssTokenKind.Space)
            from++;
        if (from >= stop || tokens[from].Kind != CssTokenKind.Ident)
            return ("", null, 0);
        var name = tokens[from++].Text.ToLowerInvariant();
        while (from < stop && tokens[from].Kind == CssTokenKind.Space)
            from++;
        if (from >= stop || !tokens[from].Is(':') || !StyleRules.AllowsProperty(name))
            return (name, null, 0);
        var urlOf = name is "background" or "background-image" ? remoteUrl : null;
        var (value, images) = Value(tokens, from + 1, stop, urlOf);
        // What was not allowed as it is, is not allowed in other colours.
        if (value is not null && darkening is not null)
            (value, images) = darkening.Value(name, tokens, from + 1, stop) is { } darkened ? Value(darkened, 0, darkened.Count, urlOf) : (null, 0);
        return (name, value, images);
    }

    private static (string? Value, int Images) Value(List<CssToken> tokens, int from, int stop, Func<string, string?>? remoteUrl)
    {
        var value = new StringBuilder();
        var images = 0;
        var depth = 0;
        for (; from < stop; from++)
        {
            var token = tokens[from];
            if (remoteUrl is not null && RemoteUrl(tokens, ref from, stop, remoteUrl) is { } url)
            {
                value.Append("url('").Append(url).Append("')");
                images++;
                continue;
            }
            switch (token.Kind)
            {
                case CssTokenKind.Space:
                    if (value.Length > 0 && value[^1] != ' ')
                        value.Append(' ');
                    continue;
                case CssTokenKind.Ident or CssTokenKind.Number when IsPlain(token.Text):
                    value.Append(token.Text);
                    break;
                case CssTokenKind.Hash when token.Text.All(char.IsAsciiHexDigit):
                    value.Append('#').Append(token.Text);
                    break;
                case CssTokenKind.Colour:
                    value.Append(token.Text);
                    break;
                case CssTokenKind.String when IsPlain(token.Text):
                    value.Append('\'').Append(token.Text).Append('\'');
                    break;
                case CssTokenKind.Function when StyleRules.Functions.Contains(token.Text) && ++depth <= ParenthesesDepth:
                    value.Append(token.Text.ToLowerInvariant()).Append('(');
                    break;
                case CssTokenKind.Delimiter when token.Is('(') && ++depth <= ParenthesesDepth:
                    value.Append('(');
                    break;
                case CssTokenKind.Delimiter when token.Is(')') && --depth >= 0:
                    value.Append(')');
                    break;
                case CssTokenKind.Delimiter when token.Text[0] is ',' or '+' or '-' or '*' or '/' or '!':
                    value.Append(token.Text);
                    break;
                default:
                    return (null, 0);
            }
        }
        var written = value.ToString().Trim();
        // Two delimiters may touch only here, and must not begin a comment.
        return depth == 0 && written.Length > 0 && !written.Contains("/*", StringComparison.Ordinal) ? (written, images) : (null, 0);
    }

    /// <summary>
    /// The URL of ours for the url() at <paramref name="at"/>, which then is at its end; <see langword="null"/> when there is none that may
    /// be loaded. What the mail wrote is not carried over: the address is read, mapped, and written anew.
    /// </summary>
    private static string? RemoteUrl(List<CssToken> tokens, ref int at, int stop, Func<string, string?> remoteUrl)
    {
        var end = at;
        string? address = null;
        if (tokens[at].Kind == CssTokenKind.Refused && tokens[at].Text.StartsWith("url(", StringComparison.Ordinal))
        {
            address = tokens[at].Text[4..];
            // In these a browser sees no URL, or another one.
            if (address.AsSpan().ContainsAny(NotInUrl))
                return null;
        }
        else if (tokens[at].Kind == CssTokenKind.Function && tokens[at].Text.Equals("url", StringComparison.OrdinalIgnoreCase))
        {
            end = AfterSpace(tokens, at + 1, stop);
            if (end >= stop || tokens[end].Kind != CssTokenKind.String)
                return null;
            address = tokens[end].Text;
            end = AfterSpace(tokens, end + 1, stop);
            if (end >= stop || !tokens[end].Is(')'))
                return null;
        }

        if (address is null || !ImageSource.IsRemote(address) || RemoteAddress.Absolute(address) is not { } absolute
            || remoteUrl(absolute) is not { } url || !RemoteAddress.IsHarmlessInCss(url))
        {
            return null;
        }

        at = end;
        return url;
    }

    private static int AfterSpace(List<CssToken> tokens, int at, int stop)
    {
        while (at < stop && tokens[at].Kind == CssTokenKind.Space)
            at++;
        return at;
    }

    /// <summary>Nothing in it could end a string, an attribute or a style element, or be read as an escape.</summary>
    private static bool IsPlain(string text) =>
        text.All(static c => c is not ('\'' or '"' or '\\' or '<' or '>' or '&' or '{' or '}' or ';' or '@') && !char.IsControl(c)
            && !InvisibleCharacters.IsInvisible(c))
        && !text.Contains("//", StringComparison.Ordinal);

    private static string WithoutImportance(string value)
    {
        var mark = value.IndexOf('!', StringComparison.Ordinal);
        return (mark < 0 ? value : value[..mark]).Trim().ToLowerInvariant();
    }

    private static int RemoteImages(List<CssToken> tokens, int from, int stop, string property)
    {
        if (!StyleRules.ShowsImage(property))
            return 0;
        var count = 0;
        for (; from < stop; from++)
        {
            var token = tokens[from];
            var url = token.Kind switch
            {
                CssTokenKind.String => token.Text,
                CssTokenKind.Refused when token.Text.StartsWith("url(", StringComparison.Ordinal) => token.Text[4..],
                _ => "",
            };
            if (ImageSource.IsRemote(url))
                count++;
        }
        return count;
    }
}

/// <summary>CSS that may be shown.</summary>
/// <param name="Css">The CSS, written anew.</param>
/// <param name="SetsColours">It changes the colour of paper or ink.</param>
/// <param name="BlockedImages">Images from elsewhere that were dropped.</param>
/// <param name="ShownImages">Images from elsewhere that are in it.</param>
internal readonly record struct StyleResult(string Css, bool SetsColours, int BlockedImages, int ShownImages);
