using System.Collections.Frozen;

namespace Webmail.Html;

/// <summary>What a mail's CSS may use. Everything not named here is dropped.</summary>
internal static class StyleRules
{
    /// <summary>Functions that cannot carry a URL, read an attribute or a variable.</summary>
    public static readonly FrozenSet<string> Functions = new[]
    {
        "rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color", "calc", "min", "max", "clamp",
        "linear-gradient", "radial-gradient", "conic-gradient", "repeating-linear-gradient", "repeating-radial-gradient",
        "minmax", "repeat", "fit-content",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Functions that are a colour.</summary>
    public static readonly FrozenSet<string> ColourFunctions =
        new[] { "rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Pseudo-classes that say nothing about the reader.</summary>
    public static readonly FrozenSet<string> PseudoClasses = new[]
    {
        "link", "hover", "active", "focus", "first-child", "last-child", "only-child", "first-of-type", "last-of-type", "empty",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Properties whose whole name is allowed.</summary>
    private static readonly FrozenSet<string> Properties = new[]
    {
        "background", "background-color", "background-image", "background-position", "background-repeat", "background-size",
        "background-clip", "background-origin", "border", "border-collapse", "border-spacing", "border-radius",
        "box-shadow", "box-sizing", "caption-side", "clear", "color", "color-scheme", "column-gap", "columns", "direction", "display",
        "empty-cells", "float", "font", "font-family", "font-size", "font-style", "font-stretch", "font-variant", "font-weight",
        "gap", "height", "hyphens", "letter-spacing", "line-height", "list-style", "list-style-position", "list-style-type",
        "margin", "max-height", "max-width", "min-height", "min-width", "object-fit", "object-position", "opacity", "order",
        "outline", "outline-color", "outline-style", "outline-width", "overflow", "overflow-wrap", "overflow-x", "overflow-y",
        "padding", "row-gap", "tab-size", "table-layout", "text-align", "text-align-last", "text-decoration",
        "text-decoration-color", "text-decoration-line", "text-decoration-style", "text-decoration-thickness", "text-indent",
        "text-overflow", "text-shadow", "text-transform", "vertical-align", "visibility", "white-space", "width", "word-break",
        "word-spacing", "word-wrap", "writing-mode", "line-break", "-webkit-text-size-adjust", "-ms-text-size-adjust",
        "text-size-adjust", "aspect-ratio", "text-orientation", "text-emphasis", "ruby-position",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Families of properties that are allowed as a whole.</summary>
    private static readonly string[] Families =
        ["border-top", "border-right", "border-bottom", "border-left", "border-block", "border-inline", "border-color", "border-style",
         "border-width", "margin-", "padding-", "flex", "grid", "align-", "justify-", "place-", "page-break-", "break-"];

    public static bool AllowsProperty(string name) =>
        Properties.Contains(name) || Families.Any(f => name.StartsWith(f, StringComparison.OrdinalIgnoreCase));

    /// <summary>Properties that change the colours of the paper or the ink.</summary>
    public static bool SetsColour(string property) =>
        property is "background" or "background-color" or "background-image" or "color";

    /// <summary>Values that leave colours as they are.</summary>
    public static bool IsNoColour(string value) =>
        value is "transparent" or "inherit" or "initial" or "unset" or "revert" or "none" or "currentcolor" or "windowtext" or "0 0";

    /// <summary>Properties that show an image.</summary>
    public static bool ShowsImage(string property) =>
        property.StartsWith("background", StringComparison.OrdinalIgnoreCase)
        || property.StartsWith("list-style", StringComparison.OrdinalIgnoreCase)
        || property.StartsWith("border-image", StringComparison.OrdinalIgnoreCase)
        || property.Contains("mask", StringComparison.OrdinalIgnoreCase)
        || property.Equals("content", StringComparison.OrdinalIgnoreCase)
        || property.Equals("cursor", StringComparison.OrdinalIgnoreCase);
}
