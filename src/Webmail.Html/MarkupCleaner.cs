using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Webmail.Html;

/// <summary>
/// Walks a parsed tree and writes a new document from what <see cref="AllowedMarkup"/> names. Nothing is copied as
/// markup: element names come from the list, text and values are encoded by the writer.
/// </summary>
/// <param name="writer">Where to.</param>
/// <param name="names">Class names and ids that the mail's own style sheets need.</param>
/// <param name="quotes">Quoted text to be marked; none when the input is marked already.</param>
/// <param name="decoration">What the reader gets on top; none while cleaning.</param>
internal sealed class MarkupCleaner(MarkupWriter writer, StyleSheetFilter names, QuotedReply? quotes, MarkupDecoration? decoration)
{
    /// <summary>Attribute of a div that holds quoted text. A mail that sets it itself only folds its own text.</summary>
    public const string QuoteMark = "data-wm-quote";

    private int _depth;
    private int _tables;

    public int RemoteImages { get; private set; }

    public bool SetsColours { get; private set; }

    /// <summary>The tree is deeper than any that a reader needs.</summary>
    public bool IsTooDeep { get; private set; }

    /// <summary>Writes the children of <paramref name="parent"/>.</summary>
    public void Children(INode parent)
    {
        if (++_depth > 2 * MarkupLimits.Depth)
            IsTooDeep = true;
        INode? endOfQuote = null;
        // By index: asking a node for its next sibling searches the whole list every time.
        var children = parent.ChildNodes;
        for (var i = 0; i < children.Length && !writer.IsFull && !IsTooDeep; i++)
        {
            var node = children[i];
            if (endOfQuote is null && quotes?.EndOfQuoteFrom(node) is { } end)
            {
                endOfQuote = end;
                StartQuote();
            }
            Node(node);
            if (node == endOfQuote)
            {
                EndQuote();
                endOfQuote = null;
            }
        }
        _depth--;
    }

    /// <summary>The attributes of the mail's body and html elements that are carried over.</summary>
    public List<KeyValuePair<string, string>> BodyAttributes(IDocument document)
    {
        var attributes = new List<KeyValuePair<string, string>>();
        var style = new List<string>();
        var classes = new List<string>();
        foreach (var element in (ReadOnlySpan<IElement?>)[document.DocumentElement, document.Body])
        {
            if (element is null)
                continue;
            if (element is IHtmlBodyElement)
            {
                AddColour(style, "background-color", element.GetAttribute("bgcolor"));
                AddColour(style, "color", element.GetAttribute("text"));
                CountBackground(element.GetAttribute("background"));
            }
            if (Style(element.GetAttribute("style")) is { Length: > 0 } css)
                style.Add(css);
            classes.AddRange(Classes(element.GetAttribute("class")));
            foreach (var name in (ReadOnlySpan<string>)["dir", "lang", "align"])
            {
                if (element.GetAttribute(name) is { } value && AllowedMarkup.AllowsPlain("div", name, value) && !attributes.Exists(a => a.Key == name))
                    attributes.Add(new(name, value));
            }
        }
        attributes.Insert(0, new("class", string.Join(' ', classes.Prepend(StyleSheetFilter.MailClass))));
        if (document.Body?.Id is { } id && names.Ids.Contains(id))
            attributes.Add(new("id", id));
        if (style.Count > 0)
            attributes.Add(new("style", string.Join(';', style)));
        return attributes;
    }

    private void AddColour(List<string> style, string property, string? colour)
    {
        if (colour is null)
            return;
        // Attributes may leave the "#" out, which CSS does not.
        var value = colour.Length is 3 or 6 && colour.All(char.IsAsciiHexDigit) ? "#" + colour : colour;
        if (Style($"{property}:{value}") is { Length: > 0 } css)
            style.Add(css);
    }

    private void CountBackground(string? url)
    {
        if (url is not null && ImageSource.IsRemote(url))
            RemoteImages++;
    }

    private void Node(INode node)
    {
        switch (node)
        {
            case IText text:
                writer.Text(InvisibleCharacters.WithoutMisleading(text.Data));
                break;
            case IElement element:
                Element(element);
                break;
        }
    }

    private void Element(IElement element)
    {
        var name = element.LocalName;
        if (element.NamespaceUri != NamespaceNames.HtmlUri || AllowedMarkup.DroppedWithContent.Contains(name))
            CountBackground(element.GetAttribute("poster"));
        else if (name == "img")
            Image(element);
        else if (name == "a")
            Link(element);
        else if (name == "div" && element.HasAttribute(QuoteMark))
            Quote(element);
        else if (name == "table" && decoration is not null && _tables == 0 && element.GetAttribute("align") is not ("left" or "right"))
            WideTable(element);
        else if (AllowedMarkup.Elements.Contains(name))
            Plain(element, name);
        else
            Unknown(element);
    }

    private void Unknown(IElement element)
    {
        if (element is IHtmlInputElement)
            CountBackground(element.GetAttribute("src"));
        Children(element);
    }

    private void Plain(IElement element, string name)
    {
        if (name == "table")
            _tables++;
        writer.StartTag(name);
        Attributes(element, name);
        writer.EndOfStartTag();
        if (!AllowedMarkup.Void.Contains(name))
        {
            // A parser drops the first line break of a pre element.
            if (name == "pre" && element.FirstChild is IText { Data: ['\n', ..] })
                writer.Text("\n");
            Children(element);
            writer.EndTag(name);
        }
        if (name == "table")
            _tables--;
    }

    private void WideTable(IElement table)
    {
        writer.Markup("<div class=\"wm-wide\">");
        Plain(table, "table");
        writer.Markup("</div>");
    }

    private void Quote(IElement element)
    {
        StartQuote();
        Children(element);
        EndQuote();
    }

    private void StartQuote()
    {
        if (decoration is null)
            writer.Markup($"<div {QuoteMark}=\"\">");
        else
            decoration.StartQuote(writer);
    }

    private void EndQuote() => writer.Markup(decoration is null ? "</div>" : MarkupDecoration.EndOfQuote);

    private void Link(IElement element)
    {
        writer.StartTag("a");
        var target = LinkTarget.Parse(element.GetAttribute("href"));
        if (target is not null)
            MarkupDecoration.LinkAttributes(writer, target);
        Attributes(element, "a");
        writer.EndOfStartTag();
        Children(element);
        writer.EndTag("a");
        if (target is not null && decoration is not null)
            MarkupDecoration.AfterLink(writer, target, element.TextContent);
    }

    private void Image(IElement element)
    {
        var (origin, url) = ImageSource.Classify(element.GetAttribute("src"));
        if (origin == ImageOrigin.Remote || (origin == ImageOrigin.None && ImageSource.HasRemoteCandidate(element.GetAttribute("srcset"))))
            RemoteImages++;
        writer.StartTag("img");
        if (decoration is not null)
            decoration.ImageAttributes(writer, origin, url);
        else if (origin != ImageOrigin.None)
            writer.Attribute("src", url);
        Attributes(element, "img");
        writer.EndOfStartTag();
    }

    private void Attributes(IElement element, string name)
    {
        foreach (var attribute in element.Attributes)
        {
            if (attribute.NamespaceUri is not null)
                continue;
            var value = attribute.Value;
            switch (attribute.LocalName)
            {
                case "style":
                    if (Style(value) is { Length: > 0 } css)
                        writer.Attribute("style", css);
                    break;
                case "class":
                    if (Classes(value) is { Count: > 0 } classes)
                        writer.Attribute("class", string.Join(' ', classes));
                    break;
                case "id":
                    if (names.Ids.Contains(value))
                        writer.Attribute("id", value);
                    break;
                case "background":
                    CountBackground(value);
                    break;
                case var text when AllowedMarkup.TextAttributes.Contains(text):
                    writer.Attribute(text, InvisibleCharacters.WithoutMisleading(value));
                    break;
                case var plain when AllowedMarkup.AllowsPlain(name, plain, value):
                    SetsColours |= AllowedMarkup.SetsColour(plain);
                    writer.Attribute(plain, value);
                    break;
            }
        }
    }

    private string? Style(string? css)
    {
        if (css is null)
            return null;
        var result = StyleFilter.Declarations(css);
        SetsColours |= result.SetsColours;
        RemoteImages += result.RemoteImages;
        return result.Css;
    }

    private List<string> Classes(string? value) =>
        value is null ? [] : [.. value.Split([' ', '\t', '\n', '\r', '\f'], StringSplitOptions.RemoveEmptyEntries).Where(names.Classes.Contains)];
}
