using AngleSharp.Dom;

namespace Webmail.Html;

/// <summary>What the look of a block says about its text.</summary>
internal static class BlockStyle
{
    /// <summary>It is not shown: many newsletters begin with text that only the list is to show.</summary>
    public static bool IsHidden(IElement element) =>
        element.HasAttribute("hidden") || Value(element, "display") == "none" || Value(element, "visibility") == "hidden";

    /// <summary>Whether it keeps a distance from what follows: as paragraphs do, unless they say otherwise.</summary>
    public static bool HasGap(IElement element)
    {
        if (element.ClassList.Contains("MsoNormal"))
            return false;
        var margin = Value(element, "margin-bottom");
        if (margin is null && Value(element, "margin") is { } all)
        {
            var sides = all.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            margin = sides.Length switch { 0 => null, 1 or 2 => sides[0], _ => sides[2] };
        }

        return margin is null || !margin.StartsWith('0') || margin.StartsWith("0.", StringComparison.Ordinal);
    }

    /// <summary>A table that holds data, not one that only puts things into their places.</summary>
    public static bool IsDataTable(IElement table)
    {
        if (table.GetAttribute("role") is "presentation" or "none" || table.QuerySelector("table, h1, h2, h3, hr") is not null)
            return false;
        var rows = RowsOf(table).ToList();
        return rows.Count > 0 && rows.Max(static row => row.ChildElementCount) > 1
            && (table.QuerySelector("th") is not null || rows.Count > 1) && table.QuerySelector("td > img:only-child") is null;
    }

    /// <summary>The rows of a table, not those of tables within it.</summary>
    public static IEnumerable<IElement> RowsOf(IElement table) => table.Children.SelectMany(static child => child.LocalName switch
    {
        "tr" => [child],
        "thead" or "tbody" or "tfoot" => child.Children.Where(static row => row.LocalName == "tr"),
        _ => Enumerable.Empty<IElement>(),
    });

    private static string? Value(IElement element, string property)
    {
        if (element.GetAttribute("style") is not { Length: < MarkupLimits.StyleAttribute } style)
            return null;
        string? value = null;
        foreach (var declaration in style.Split(';'))
        {
            var colon = declaration.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && declaration.AsSpan(0, colon).Trim().Equals(property, StringComparison.OrdinalIgnoreCase))
                value = declaration[(colon + 1)..].Replace("!important", "", StringComparison.OrdinalIgnoreCase).Trim().ToLowerInvariant();
        }

        return value;
    }
}
