using System.Text;

namespace Webmail.Html;

/// <summary>Filters the declarations of a rule or a style attribute, failing closed: one token not understood drops its declaration.</summary>
internal static class StyleFilter
{
    private const int ParenthesesDepth = 8;

    /// <summary>The allowed declarations of <paramref name="css"/>, written anew.</summary>
    public static StyleResult Declarations(string css) =>
        css.Length > MarkupLimits.StyleAttribute ? new StyleResult("", false, 0) : Declarations(CssTokenizer.Tokenize(css), 0, null);

    /// <summary>The allowed declarations in tokens <paramref name="from"/> to <paramref name="to"/>.</summary>
    public static StyleResult Declarations(List<CssToken> tokens, int from, int? to)
    {
        var output = new StringBuilder();
        var colours = false;
        var images = 0;
        var end = to ?? tokens.Count;
        while (from < end)
        {
            var stop = EndOfDeclaration(tokens, from, end);
            if (Declaration(tokens, from, stop) is var (name, value) && value is not null)
            {
                if (output.Length > 0)
                    output.Append(';');
                output.Append(name).Append(':').Append(value);
                colours |= StyleRules.SetsColour(name) && !StyleRules.IsNoColour(WithoutImportance(value));
            }
            else
            {
                images += RemoteImages(tokens, from, stop, name);
            }
            from = stop + 1;
        }
        return new StyleResult(output.ToString(), colours, images);
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

    private static (string Name, string? Value) Declaration(List<CssToken> tokens, int from, int stop)
    {
        while (from < stop && tokens[from].Kind == CssTokenKind.Space)
            from++;
        if (from >= stop || tokens[from].Kind != CssTokenKind.Ident)
            return ("", null);
        var name = tokens[from++].Text.ToLowerInvariant();
        while (from < stop && tokens[from].Kind == CssTokenKind.Space)
            from++;
        if (from >= stop || !tokens[from].Is(':') || !StyleRules.AllowsProperty(name))
            return (name, null);
        return (name, Value(tokens, from + 1, stop));
    }

    private static string? Value(List<CssToken> tokens, int from, int stop)
    {
        var value = new StringBuilder();
        var depth = 0;
        for (; from < stop; from++)
        {
            var token = tokens[from];
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
                    return null;
            }
        }
        var written = value.ToString().Trim();
        // Two delimiters may touch only here, and must not begin a comment.
        return depth == 0 && written.Length > 0 && !written.Contains("/*", StringComparison.Ordinal) ? written : null;
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
/// <param name="RemoteImages">Images from elsewhere that were dropped.</param>
internal readonly record struct StyleResult(string Css, bool SetsColours, int RemoteImages);
