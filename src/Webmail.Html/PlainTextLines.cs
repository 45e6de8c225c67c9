using System.Globalization;
using System.Text;
using AngleSharp.Dom;

namespace Webmail.Html;

/// <summary>Writes a tree as lines: lists with their marks, quotes with "&gt;", links with their addresses, tables as rows.</summary>
internal sealed class PlainTextLines
{
    /// <summary>The width tables are aligned within.</summary>
    private const int Width = 76;

    private const char HardSpace = '\u00A0';
    private static readonly string Rule = new('-', 32);

    private readonly List<string> _lines = [];
    private readonly StringBuilder _line = new();
    private bool _gap;
    private bool _open;
    private int _depth;

    public void Children(INode parent)
    {
        if (++_depth <= 2 * MarkupLimits.Depth)
        {
            // By index: asking a node for its next sibling searches the whole list every time.
            var children = parent.ChildNodes;
            for (var i = 0; i < children.Length; i++)
            {
                if (children[i] is IText text)
                    Inline(text.Data);
                else if (children[i] is IElement element)
                    Element(element);
            }
        }

        _depth--;
    }

    public override string ToString() => string.Join('\n', Finished());

    private List<string> Finished()
    {
        EndLine();
        return _lines;
    }

    private void Element(IElement element)
    {
        var name = element.LocalName;
        if (AllowedMarkup.DroppedWithContent.Contains(name) || BlockStyle.IsHidden(element))
            return;
        switch (name)
        {
            case "br":
                _open = true;
                EndLine();
                break;
            case "hr":
                Block([Rule], gap: false);
                break;
            case "img":
                Image(element);
                break;
            case "a":
                Link(element);
                break;
            case "pre":
                Block(element.TextContent.Trim('\n').Split('\n'), gap: false);
                break;
            case "blockquote":
                Block(Inner(element).Select(static line => line.Length == 0 ? ">" : line[0] == '>' ? ">" + line : "> " + line), gap: false);
                break;
            case "ul" or "ol":
                Block(Items(element), BlockStyle.HasGap(element));
                break;
            case "table":
                Block(Table(element), gap: false);
                break;
            default:
                if (!MarkupNames.Block.Contains(name))
                {
                    Children(element);
                    break;
                }

                EndLine();
                var before = _lines.Count;
                Children(element);
                // A paragraph with nothing in it is a blank line.
                _open |= name == "p" && _lines.Count == before;
                EndLine();
                _gap |= name == "p" && BlockStyle.HasGap(element);
                break;
        }
    }

    private List<string> Inner(INode element)
    {
        var inner = new PlainTextLines { _depth = _depth };
        inner.Children(element);
        return inner.Finished();
    }

    private IEnumerable<string> Items(IElement list)
    {
        var number = int.TryParse(list.GetAttribute("start"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var start) ? start : 1;
        foreach (var item in list.Children)
        {
            var mark = list.LocalName == "ol" ? string.Create(CultureInfo.InvariantCulture, $"{number++}. ") : "- ";
            var first = true;
            foreach (var line in Inner(item).DefaultIfEmpty(""))
            {
                yield return first ? mark + line : line.Length == 0 ? "" : new string(' ', mark.Length) + line;
                first = false;
            }
        }
    }

    private IEnumerable<string> Table(IElement table)
    {
        var rows = BlockStyle.RowsOf(table).Select(static row => row.Children.Where(static cell => cell.LocalName is "td" or "th").ToList()).ToList();
        if (!BlockStyle.IsDataTable(table))
            return rows.SelectMany(static row => row).SelectMany(Inner);
        var cells = rows.Select(row => row.Select(cell => string.Join(' ', Inner(cell)).Trim()).ToList()).ToList();
        var columns = cells.Count == 0 ? 0 : cells.Max(static row => row.Count);
        var widths = Enumerable.Range(0, columns).Select(column => cells.Max(row => column < row.Count ? WidthOf(row[column]) : 0)).ToList();
        var aligned = widths.Sum() + (3 * columns) <= Width;
        return cells.Select(row => string.Join(
            " | ", row.Select((text, column) => aligned ? text + new string(' ', widths[column] - WidthOf(text)) : text)).TrimEnd());
    }

    // East Asian letters are as wide as two others.
    private static int WidthOf(string text) => text.Sum(static c => c is (>= '\u1100' and <= '\u115F') or (>= '\u2E80' and <= '\uA4CF')
        or (>= '\uAC00' and <= '\uD7A3') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFF00' and <= '\uFF60') ? 2 : 1);

    private void Image(IElement image)
    {
        if (image.GetAttribute("alt") is { } alt && !string.IsNullOrWhiteSpace(alt))
            Inline($"[{alt.Trim()}]");
    }

    private void Link(IElement link)
    {
        var (lines, from) = (_lines.Count, _line.Length);
        Children(link);
        var text = (_lines.Count == lines && from <= _line.Length ? _line.ToString(from, _line.Length - from) : "").Trim();
        if (LinkTarget.Parse(link.GetAttribute("href")) is not { } target || (text.Length == 0 && _lines.Count == lines))
            return;
        var shown = target.Url.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? target.Url["mailto:".Length..] : target.Url;
        if (!Bare(shown).Equals(Bare(text), StringComparison.OrdinalIgnoreCase))
            Inline($" <{shown}>");
    }

    private static string Bare(string address) => (address.Contains("://", StringComparison.Ordinal) ? address[(address.IndexOf("://", StringComparison.Ordinal) + 3)..] : address)
        .TrimEnd('/');

    private void Inline(string text)
    {
        foreach (var c in text)
        {
            var space = c is ' ' or '\t' or '\r' or '\n' or '\f';
            if (space && (_line.Length == 0 || _line[^1] == ' '))
                continue;
            _line.Append(space ? ' ' : c);
            _open = true;
        }
    }

    private void Block(IEnumerable<string> lines, bool gap)
    {
        EndLine();
        foreach (var line in lines)
            Add(line);
        _gap |= gap;
    }

    private void EndLine()
    {
        if (_open)
            Add(InvisibleCharacters.WithoutMisleading(_line.ToString().TrimEnd(' ')).Replace(HardSpace, ' '));
        _line.Clear();
        _open = false;
    }

    private void Add(string line)
    {
        if (_gap && _lines.Count > 0 && _lines[^1].Length > 0)
            _lines.Add("");
        _gap = false;
        _lines.Add(line);
    }
}
