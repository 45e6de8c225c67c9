namespace Webmail.Html;

/// <summary>Sets of element names with which the HTML standard's tree construction works.</summary>
internal static class MarkupNames
{
    public static readonly HashSet<string> Void =
        ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

    public static readonly HashSet<string> Formatting =
        ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

    /// <summary>Elements within which formatting from outside is not opened again.</summary>
    public static readonly HashSet<string> FormattingBoundary =
        ["td", "th", "caption", "applet", "object", "marquee", "template"];

    public static readonly HashSet<string> Scope =
        ["html", "table", "td", "th", "caption", "applet", "object", "marquee", "template"];

    public static readonly HashSet<string> ButtonScope = [.. Scope, "button"];

    public static readonly HashSet<string> ListScope = [.. Scope, "ul", "ol", "dl"];

    public static readonly HashSet<string> TableScope = ["html", "table", "template"];

    public static readonly HashSet<string> TablePart =
        ["table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption", "colgroup"];

    public static readonly HashSet<string> ClosesParagraph =
    [
        "address", "article", "aside", "blockquote", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
        "main", "menu", "nav", "ol", "p", "plaintext", "pre", "section", "summary", "table", "ul", "xmp",
    ];

    /// <summary>Elements that begin a new line in text.</summary>
    public static readonly HashSet<string> Block = [.. ClosesParagraph, "br", "tr", "caption", "title", "body"];
}
