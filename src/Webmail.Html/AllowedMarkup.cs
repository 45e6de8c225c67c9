using System.Buffers;
using System.Collections.Frozen;

namespace Webmail.Html;

/// <summary>The elements and attributes a mail may use. What is not named here does not reach the reader.</summary>
internal static class AllowedMarkup
{
    public static readonly FrozenSet<string> Elements = new[]
    {
        "a", "abbr", "acronym", "address", "article", "aside", "b", "bdi", "big", "blockquote", "br", "caption", "center", "cite",
        "code", "col", "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1",
        "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "nav", "ol", "p", "pre",
        "q", "rp", "rt", "ruby", "s", "samp", "section", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody",
        "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Elements whose content goes with them. Of other unknown ones the content stays.</summary>
    public static readonly FrozenSet<string> DroppedWithContent = new[]
    {
        "applet", "area", "audio", "base", "basefont", "bgsound", "canvas", "datalist", "dialog", "embed", "fencedframe", "frame",
        "frameset", "head", "iframe", "link", "map", "math", "meta", "noembed", "noframes", "noscript", "object", "param",
        "plaintext", "portal", "script", "source", "style", "svg", "template", "title", "track", "video", "xml", "xmp",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static readonly FrozenSet<string> Void = new[] { "br", "col", "hr", "img", "wbr" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Attributes with a free text as value.</summary>
    public static readonly FrozenSet<string> TextAttributes =
        new[] { "title", "alt", "abbr", "summary", "aria-label" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Attributes whose value is one word, number or colour.</summary>
    private static readonly FrozenSet<string> WordAttributes = new[]
    {
        "align", "bgcolor", "border", "bordercolor", "cellpadding", "cellspacing", "clear", "color", "cols", "colspan", "dir",
        "height", "hspace", "lang", "noshade", "nowrap", "reversed", "rowspan", "rules", "scope", "size", "span", "start",
        "valign", "value", "vspace", "width", "datetime", "frame",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly SearchValues<char> InWords = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789#%-+., ");

    private static readonly SearchValues<char> InTimes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789#%-+., :");

    private static readonly FrozenSet<string> Roles =
        new[] { "presentation", "none", "heading", "list", "listitem", "img", "separator" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether an attribute without URL, style or name in it may stay as it is.</summary>
    public static bool AllowsPlain(string element, string attribute, string value)
    {
        if (attribute == "role")
            return Roles.Contains(value);
        if (attribute == "type")
            return element is "ol" or "ul" or "li" ? value.Length < 16 && value.All(char.IsAsciiLetterOrDigit) : element == "blockquote" && value == "cite";
        if (attribute == "aria-hidden")
            return value is "true" or "false";
        if (attribute == "face")
            return element == "font" && value.Length < 256 && value.All(static c => char.IsLetterOrDigit(c) || c is ' ' or ',' or '-' or '_' or '\'');
        return WordAttributes.Contains(attribute) && value.Length < 64
            && !value.AsSpan().ContainsAnyExcept(attribute == "datetime" ? InTimes : InWords);
    }

    /// <summary>Elements that browsers still give a background attribute.</summary>
    public static bool HasBackground(string element) => element is "table" or "tbody" or "thead" or "tfoot" or "tr" or "td" or "th";

    /// <summary>Attributes that colour the paper or the ink.</summary>
    public static bool SetsColour(string attribute) => attribute is "bgcolor" or "color";
}
