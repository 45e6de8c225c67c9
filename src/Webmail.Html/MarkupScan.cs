namespace Webmail.Html;

/// <summary>
/// Decides before parsing whether markup is within <see cref="MarkupLimits"/>. It follows the tree construction of the
/// HTML standard only as far as depth and element counts go, and errs towards counting too much.
/// </summary>
internal sealed class MarkupScan
{
    private const string Marker = "";

    private readonly int _times;
    private readonly List<OpenElement> _open = [];
    private readonly List<OpenElement> _formatting = [];
    private readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase);
    private int _unclosed;
    private int _elements;
    private int _withReopened;
    private int _styles;
    private int _links;

    private MarkupScan(int times) => _times = times;

    /// <summary>Whether <paramref name="html"/> may be parsed; with <paramref name="asked"/> because its reader wants it although it is long.</summary>
    public static bool IsWithinLimits(string html, bool asked = false)
    {
        var times = asked ? MarkupLimits.WhenAsked : 1;
        return html.Length <= MarkupLimits.Input * times && new MarkupScan(times).Run(html);
    }

    private bool Run(string html)
    {
        var tokens = new MarkupTokenizer(html);
        while (tokens.Next())
        {
            switch (tokens.Kind)
            {
                case MarkupTokenKind.StartTag:
                    if (tokens.AttributeCount > MarkupLimits.AttributesPerElement || tokens.StyleLength > MarkupLimits.StyleAttribute)
                        return false;
                    if (!Open(NameOf(tokens.Name)))
                        return false;
                    break;
                case MarkupTokenKind.EndTag:
                    Close(NameOf(tokens.Name));
                    break;
                case MarkupTokenKind.Text when tokens.IsRawText:
                    if (tokens.Is("style") && (_styles += tokens.Text.Length) > MarkupLimits.StyleSheets)
                        return false;
                    break;
                case MarkupTokenKind.Text when !tokens.Text.IsWhiteSpace():
                    if (!Reopen())
                        return false;
                    break;
            }
        }
        return true;
    }

    private string NameOf(ReadOnlySpan<char> name)
    {
        var lookup = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(name, out var known))
            return known;
        var lower = name.ToString().ToLowerInvariant();
        lookup[name] = lower;
        return lower;
    }

    private bool Open(string name)
    {
        if (++_elements > MarkupLimits.Elements * _times || ++_withReopened > MarkupLimits.ElementsWithReopened * _times)
            return false;
        if (MarkupNames.Void.Contains(name))
            return true;
        CloseImplied(name);
        if (name == "a")
        {
            if (++_links > MarkupLimits.Links * _times)
                return false;
            CloseFormatting(name);
        }
        var element = new OpenElement(name) { IsOpen = true };
        if (MarkupNames.Formatting.Contains(name))
        {
            if (!Reopen())
                return false;
            _formatting.Add(element);
            if (++_unclosed > MarkupLimits.UnclosedFormatting)
                return false;
        }
        else if (MarkupNames.FormattingBoundary.Contains(name))
        {
            _formatting.Add(new OpenElement(Marker));
        }
        _open.Add(element);
        return _open.Count <= MarkupLimits.Depth;
    }

    /// <summary>Formatting elements that a block closed come back with the next content.</summary>
    private bool Reopen()
    {
        var first = _formatting.Count;
        while (first > 0 && _formatting[first - 1].Name != Marker && !_formatting[first - 1].IsOpen)
            first--;
        for (var i = first; i < _formatting.Count; i++)
        {
            _formatting[i].IsOpen = true;
            _open.Add(_formatting[i]);
            if (++_withReopened > MarkupLimits.ElementsWithReopened * _times)
                return false;
        }
        return _open.Count <= MarkupLimits.Depth;
    }

    private void CloseImplied(string name)
    {
        if (MarkupNames.ClosesParagraph.Contains(name))
            CloseWithin("p", MarkupNames.ButtonScope);
        switch (name)
        {
            case "li":
                CloseWithin("li", MarkupNames.ListScope);
                break;
            case "dd" or "dt":
                CloseWithin("dd", MarkupNames.ListScope);
                CloseWithin("dt", MarkupNames.ListScope);
                break;
            case "option" or "optgroup":
                CloseWithin("option", MarkupNames.ListScope);
                break;
            case "td" or "th" or "caption" or "col" or "colgroup":
                CloseCell();
                break;
            case "tr":
                CloseCell();
                CloseWithin("tr", MarkupNames.TableScope);
                break;
            case "tbody" or "thead" or "tfoot":
                CloseCell();
                foreach (var group in (ReadOnlySpan<string>)["tr", "tbody", "thead", "tfoot"])
                    CloseWithin(group, MarkupNames.TableScope);
                break;
        }
    }

    private void CloseCell()
    {
        CloseWithin("td", MarkupNames.TableScope);
        CloseWithin("th", MarkupNames.TableScope);
        CloseWithin("caption", MarkupNames.TableScope);
    }

    private void Close(string name)
    {
        if (MarkupNames.Formatting.Contains(name))
            CloseFormatting(name);
        else
            CloseWithin(name, MarkupNames.TablePart.Contains(name) ? MarkupNames.TableScope : MarkupNames.Scope);
    }

    private void CloseFormatting(string name)
    {
        for (var i = _formatting.Count - 1; i >= 0 && _formatting[i].Name != Marker; i--)
        {
            if (_formatting[i].Name != name)
                continue;
            if (_formatting[i].IsOpen)
                _open.RemoveAt(_open.LastIndexOf(_formatting[i]));
            _formatting.RemoveAt(i);
            _unclosed--;
            return;
        }
    }

    private void CloseWithin(string name, HashSet<string> boundaries)
    {
        var at = _open.Count - 1;
        while (at >= 0 && _open[at].Name != name)
        {
            if (boundaries.Contains(_open[at].Name))
                return;
            at--;
        }
        if (at < 0)
            return;
        for (var i = _open.Count - 1; i >= at; i--)
        {
            _open[i].IsOpen = false;
            if (MarkupNames.FormattingBoundary.Contains(_open[i].Name))
                ForgetFormattingToMarker();
        }
        _open.RemoveRange(at, _open.Count - at);
    }

    private void ForgetFormattingToMarker()
    {
        while (_formatting.Count > 0)
        {
            var last = _formatting[^1];
            _formatting.RemoveAt(_formatting.Count - 1);
            if (last.Name == Marker)
                return;
            _unclosed--;
        }
    }

    private sealed class OpenElement(string name)
    {
        public string Name { get; } = name;

        public bool IsOpen { get; set; }
    }
}
