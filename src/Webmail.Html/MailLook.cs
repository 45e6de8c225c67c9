using System.Collections.Frozen;
using AngleSharp.Dom;

namespace Webmail.Html;

/// <summary>How blocks look in mail programs, which know no style sheet of ours.</summary>
internal static class MailLook
{
    private static readonly FrozenDictionary<string, (string Property, string Value)[]> Looks = new Dictionary<string, (string, string)[]>
    {
        ["blockquote"] = [("margin", "0 0 0 2px"), ("border-left", "2px solid #b9c2c8"), ("padding-left", "12px")],
        ["ul"] = [("margin", "0"), ("padding-left", "24px")],
        ["ol"] = [("margin", "0"), ("padding-left", "24px")],
        ["h1"] = [("margin", "0 0 .25em"), ("font-size", "22px")],
        ["h2"] = [("margin", "0 0 .25em"), ("font-size", "18px")],
        ["h3"] = [("margin", "0 0 .25em"), ("font-size", "16px")],
        ["hr"] = [("border", "0"), ("border-top", "1px solid #b9c2c8")],
        ["pre"] = [("margin", "4px 0"), ("padding", "8px 12px"), ("background-color", "#f2f4f5"), ("color", "#1c2326"), ("font-family", "monospace"), ("white-space", "pre-wrap")],
        ["code"] = [("font-family", "monospace")],
        ["img"] = [("max-width", "100%")],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly (string Property, string Value)[] DataTable = [("border-collapse", "collapse")];
    private static readonly (string Property, string Value)[] DataCell = [("border", "1px solid #b9c2c8"), ("padding", "4px 8px"), ("vertical-align", "top")];

    private static readonly string[] LooksOfTables = ["border", "cellpadding", "cellspacing", "width", "bgcolor", "role", "align"];

    // What says how an element is placed or hidden; a message that is written has no need of it.
    private static readonly FrozenSet<string> Dropped =
        new[] { "float", "clear", "display", "visibility", "overflow", "overflow-x", "overflow-y", "opacity", "box-shadow", "background-image" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The declarations of an element that is cleaned: its own, and those it needs besides.</summary>
    public static string Of(IElement element, string name)
    {
        var declarations = new List<(string Property, string Value)>();
        // Cleaned CSS: no string holds a semicolon.
        foreach (var declaration in (element.GetAttribute("style") ?? "").Split(';'))
        {
            var colon = declaration.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && declaration[..colon].Trim() is var property && !Dropped.Contains(property))
                declarations.Add((property, declaration[(colon + 1)..].Trim()));
        }

        foreach (var (property, value) in Needed(element, name))
        {
            if (!declarations.Exists(one => Covers(one.Property, property)))
                declarations.Add((property, value));
        }

        return string.Join(';', declarations.Select(static one => $"{one.Property}:{one.Value}"));
    }

    private static (string Property, string Value)[] Needed(IElement element, string name) => name switch
    {
        "table" when IsOurs(element) => DataTable,
        "td" or "th" when element.Closest("table") is { } table && IsOurs(table) => DataCell,
        _ => Looks.GetValueOrDefault(name, []),
    };

    // Tables of the editor have no looks of their own; whoever gave theirs some meant them.
    private static bool IsOurs(IElement table) =>
        !LooksOfTables.Any(table.HasAttribute);

    private static bool Covers(string own, string needed) =>
        own == needed || needed.StartsWith(own + "-", StringComparison.Ordinal) || own.StartsWith(needed + "-", StringComparison.Ordinal);
}
