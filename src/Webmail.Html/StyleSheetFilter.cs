using System.Text;
using System.Text.RegularExpressions;

namespace Webmail.Html;

/// <summary>
/// Filters a mail's style sheets: plain rules and @media, nothing else. Every selector is confined to the element the
/// mail stands in, whose class is <see cref="MailClass"/>.
/// </summary>
/// <param name="theme">The paper that rules for dark or light paper are chosen for; as the browser has it for <see cref="BodyTheme.System"/>.</param>
/// <param name="darkening">Changes the colours; null leaves them.</param>
/// <param name="remoteUrl">See <see cref="RenderOptions.RemoteImageUrl"/>.</param>
/// <param name="remote">Counts the images.</param>
internal sealed partial class StyleSheetFilter(
    BodyTheme theme = BodyTheme.System, Darkening? darkening = null, Func<string, string?>? remoteUrl = null, RemoteTally? remote = null)
{
    /// <summary>Class of the element that stands for the mail's body.</summary>
    public const string MailClass = "wm-mail";

    /// <summary>Beginning of all names of ours; the mail's names never begin so.</summary>
    public const string OwnPrefix = "wm-";

    private const int MediaDepth = 3;

    private readonly StringBuilder _output = new();
    private bool _isForDark;

    /// <summary>What the mail's style attributes come to.</summary>
    public StyleAttributes Attributes { get; } = new();

    /// <summary>Class names the kept rules speak of.</summary>
    public HashSet<string> Classes { get; } = new(StringComparer.Ordinal);

    /// <summary>Ids the kept rules speak of.</summary>
    public HashSet<string> Ids { get; } = new(StringComparer.Ordinal);

    public bool SetsColours { get; private set; }

    /// <summary>Rules for dark paper set colours: the mail knows how it wants to look there.</summary>
    public bool HasDarkColours { get; private set; }

    public string Css => _output.ToString();

    /// <summary>Adds what is allowed of one style sheet.</summary>
    public void Add(string css)
    {
        var tokens = CssTokenizer.Tokenize(css);
        Rules(tokens, 0, tokens.Count, 0);
    }

    private void Rules(List<CssToken> tokens, int from, int to, int depth)
    {
        while (from < to)
        {
            var token = tokens[from];
            if (token.Kind == CssTokenKind.Space || IsCommentDelimiter(tokens, ref from))
            {
                from++;
                continue;
            }
            var open = EndOfPrelude(tokens, from, to, endsAtSemicolon: token.Kind == CssTokenKind.AtKeyword);
            if (open >= to)
                return;
            if (tokens[open].Is(';'))
            {
                from = open + 1;
                continue;
            }
            var close = EndOfBlock(tokens, open, to);
            if (token.Kind != CssTokenKind.AtKeyword)
                Rule(tokens, from, open, close);
            else if (token.Text.Equals("media", StringComparison.OrdinalIgnoreCase) && depth < MediaDepth)
                Media(tokens, from, open, close, depth);
            from = close + 1;
        }
    }

    /// <summary>"&lt;!--" and "--&gt;" round a style sheet are skipped, as browsers do.</summary>
    private static bool IsCommentDelimiter(List<CssToken> tokens, ref int at)
    {
        if (tokens[at].Is('<') && at + 2 < tokens.Count && tokens[at + 1].Is('!') && tokens[at + 2] is { Kind: CssTokenKind.Ident, Text: "--" })
        {
            at += 2;
            return true;
        }
        if (tokens[at] is { Kind: CssTokenKind.Ident, Text: "--" } && at + 1 < tokens.Count && tokens[at + 1].Is('>'))
        {
            at++;
            return true;
        }
        return false;
    }

    private static int EndOfPrelude(List<CssToken> tokens, int from, int to, bool endsAtSemicolon)
    {
        while (from < to && !tokens[from].Is('{') && !(endsAtSemicolon && tokens[from].Is(';')))
            from++;
        return from;
    }

    private static int EndOfBlock(List<CssToken> tokens, int open, int to)
    {
        var depth = 0;
        for (var i = open; i < to; i++)
        {
            if (tokens[i].Is('{'))
                depth++;
            else if (tokens[i].Is('}') && --depth == 0)
                return i;
        }
        return to;
    }

    private void Media(List<CssToken> tokens, int from, int open, int close, int depth)
    {
        var query = new StringBuilder();
        for (var i = from + 1; i < open; i++)
        {
            var token = tokens[i];
            if (token.Kind is CssTokenKind.Ident or CssTokenKind.Number && token.Text.All(IsNameCharacter))
                query.Append(token.Text);
            else if (token.Kind == CssTokenKind.Space || (token.Kind == CssTokenKind.Delimiter && token.Text[0] is '(' or ')' or ':' or ',' or '<' or '=' or '/'))
                query.Append(token.Text);
            else
                return;
        }
        // "<" is written nowhere in a style element: a range such as (width <= 600px) is given up.
        if (query.ToString().Contains('<', StringComparison.Ordinal))
            return;
        var start = _output.Length;
        var schemes = Schemes();
        var (chosen, outer) = (query.ToString().Trim(), _isForDark);
        _isForDark |= schemes.EnumerateMatches(chosen).MoveNext() && chosen.Contains("dark", StringComparison.OrdinalIgnoreCase);
        // The reader's choice of paper counts, not what the system would choose.
        if (theme != BodyTheme.System)
        {
            chosen = schemes.Replace(chosen, match => match.Groups[1].Value.Equals("dark", StringComparison.OrdinalIgnoreCase) == (theme == BodyTheme.Dark)
                ? "(min-width:0)" : "(max-width:0)");
        }

        _output.Append("@media ").Append(chosen).Append('{');
        var empty = _output.Length;
        Rules(tokens, open + 1, close, depth + 1);
        _isForDark = outer;
        if (_output.Length == empty)
            _output.Length = start;
        else
            _output.Append("}\n");
    }

    private void Rule(List<CssToken> tokens, int from, int open, int close)
    {
        var declarations = StyleFilter.Declarations(tokens, open + 1, close, remoteUrl, darkening);
        remote?.AddBlocked(declarations.BlockedImages);
        // What is not kept names nothing either: else the mail would keep classes that no rule speaks of.
        if (declarations.Css.Length == 0)
            return;
        var selectors = new List<string>();
        var start = from;
        for (var i = from; i <= open; i++)
        {
            if (i < open && !tokens[i].Is(','))
                continue;
            if (Selector(tokens, start, i) is { } selector)
                selectors.Add(selector);
            start = i + 1;
        }
        if (selectors.Count == 0)
            return;
        remote?.AddShown(declarations.ShownImages);
        SetsColours |= declarations.SetsColours;
        HasDarkColours |= _isForDark && declarations.SetsColours;
        _output.AppendJoin(',', selectors).Append('{').Append(declarations.Css).Append("}\n");
    }

    private string? Selector(List<CssToken> tokens, int from, int to)
    {
        while (from < to && tokens[from].Kind == CssTokenKind.Space)
            from++;
        while (to > from && tokens[to - 1].Kind == CssTokenKind.Space)
            to--;
        var text = new StringBuilder();
        var classes = new List<string>();
        var ids = new List<string>();
        var confined = false;
        for (var i = from; i < to; i++)
        {
            var token = tokens[i];
            var previous = i > from ? tokens[i - 1] : default;
            if (token.Kind == CssTokenKind.Space)
            {
                text.Append(' ');
            }
            else if (token.Kind == CssTokenKind.Ident && previous.Kind == CssTokenKind.Delimiter && previous.Is('.') && IsMailName(token.Text))
            {
                classes.Add(token.Text);
                text.Append(token.Text);
            }
            else if (token.Kind == CssTokenKind.Ident && previous.Kind == CssTokenKind.Delimiter && previous.Is(':'))
            {
                if (!StyleRules.PseudoClasses.Contains(token.Text))
                    return null;
                text.Append(token.Text);
            }
            else if (token.Kind == CssTokenKind.Ident && !(previous.Kind == CssTokenKind.Delimiter && previous.Is('.')) && token.Text.All(char.IsAsciiLetterOrDigit))
            {
                var isBody = token.Text.Equals("body", StringComparison.OrdinalIgnoreCase) || token.Text.Equals("html", StringComparison.OrdinalIgnoreCase);
                if (isBody && confined)
                    return null;
                confined |= isBody;
                text.Append(isBody ? "." + MailClass : token.Text);
            }
            else if (token.Kind == CssTokenKind.Hash && IsMailName(token.Text))
            {
                ids.Add(token.Text);
                text.Append('#').Append(token.Text);
            }
            else if (token.Kind == CssTokenKind.Delimiter && token.Text[0] is '.' or '*' or '>' or '+' or '~' or ':')
            {
                text.Append(token.Text);
            }
            else
            {
                return null;
            }
        }
        if (text.Length == 0)
            return null;
        Classes.UnionWith(classes);
        Ids.UnionWith(ids);
        return confined ? text.ToString() : $".{MailClass} {text}";
    }

    [GeneratedRegex(@"\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Schemes();

    private static bool IsMailName(string name) =>
        name.All(IsNameCharacter) && (name == MailClass || !name.StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase));

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';
}
