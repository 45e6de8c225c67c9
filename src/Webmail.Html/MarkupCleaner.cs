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
/// <param name="remoteUrl">
/// What stands for the address of an image on another host: while cleaning the address itself, in the end a URL of ours. None leaves such
/// images out.
/// </param>
internal sealed class MarkupCleaner(
    MarkupWriter writer, StyleSheetFilter names, QuotedReply? quotes, MarkupDecoration? decoration, Func<string, string?>? remoteUrl)
{
    /// <summary>Attribute of a div that holds quoted text. A mail that sets it itself only folds its own text.</summary>
    public const string QuoteMark = "data-wm-quote";

    private int _depth;
    private int _tables;

    /// <summary>The images on other hosts.</summary>
    public RemoteTally Remote { get; init; } = new();

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

    /// <summary>The attributes of the mail's body and html elements that are carried over, as they are shown in the end.</summary>
    /// <param name="document">The mail.</param>
    /// <param name="shownUrl">See <see cref="RenderOptions.RemoteImageUrl"/>.</param>
    /// <param name="darkening">Changes its colours; null leaves them.</param>
    public List<KeyValuePair<string, string>> BodyAttributes(IDocument document, Func<string, string?>? shownUrl, Darkening? darkening)
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
                AddColour(style, "background-color", element.GetAttribute("bgcolor"), darkening);
                AddColour(style, "color", element.GetAttribute("text"), darkening);
                if (Background(element.GetAttribute("background"), shownUrl) is { } image)
                    style.Add($"background-image:url('{image}')");
            }
            if (Style(element.GetAttribute("style"), shownUrl, darkening) is { Length: > 0 } css)
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

    private void AddColour(List<string> style, string property, string? colour, Darkening? darkening)
    {
        if (colour is null)
            return;
        // Attributes may leave the "#" out, which CSS does not.
        var value = colour.Length is 3 or 6 && colour.All(char.IsAsciiHexDigit) ? "#" + colour : colour;
        if (Style($"{property}:{value}", null, darkening) is { Length: > 0 } css)
            style.Add(css);
    }

    private void CountBlocked(string? url)
    {
        if (url is not null && ImageSource.IsRemote(url))
            Remote.AddBlocked();
    }

    /// <summary>What stands for a background of another host; <see langword="null"/> when there is none, or it is left out.</summary>
    private string? Background(string? url, Func<string, string?>? urlOf)
    {
        if (url is null || !ImageSource.IsRemote(url))
            return null;
        if (Mapped(url, urlOf) is not { } mapped)
        {
            Remote.AddBlocked();
            return null;
        }

        Remote.AddShown();
        SetsColours = true;
        return mapped;
    }

    private string? Mapped(string url, Func<string, string?>? urlOf) =>
        urlOf is not null && Remote.HasRoom && RemoteAddress.Absolute(url) is { } absolute && urlOf(absolute) is { } mapped
            && RemoteAddress.IsHarmlessInCss(mapped) ? mapped : null;

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
            CountBlocked(element.GetAttribute("poster"));
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
            CountBlocked(element.GetAttribute("src"));
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
            writer.Attribute("href", decoration?.Href(target) ?? target.Url);
        if (target is not null && decoration is not null)
            MarkupDecoration.LinkAttributes(writer);
        Attributes(element, "a");
        writer.EndOfStartTag();
        Children(element);
        writer.EndTag("a");
        if (target is not null && decoration is not null)
            MarkupDecoration.AfterLink(writer, target, TextsOf(element));
    }

    /// <summary>All that says what a link is: its text, and what is shown or read out in its place.</summary>
    private static IEnumerable<string> TextsOf(IElement link) =>
        link.QuerySelectorAll("*").Prepend(link).SelectMany(static element =>
            new[] { element.GetAttribute("title"), element.GetAttribute("alt"), element.GetAttribute("aria-label") })
            .OfType<string>().Prepend(link.TextContent);

    private void Image(IElement element)
    {
        var (origin, url) = ImageSource.Classify(element.GetAttribute("src"));
        if (origin == ImageOrigin.None && ImageSource.RemoteCandidate(element.GetAttribute("srcset")) is { } candidate)
            (origin, url) = (ImageOrigin.Remote, candidate);
        if (origin == ImageOrigin.Remote)
            (origin, url) = RemoteImage(element, url);
        writer.StartTag("img");
        if (decoration is not null)
            decoration.ImageAttributes(writer, origin, url);
        else if (origin != ImageOrigin.None)
            writer.Attribute("src", url);
        Attributes(element, "img");
        writer.EndOfStartTag();
    }

    /// <summary>Counts an image of another host and says what is written for it: nothing for one that is blocked, or that nobody can see.</summary>
    private (ImageOrigin Origin, string Url) RemoteImage(IElement element, string url)
    {
        var named = element.Id is { } id && names.Ids.Contains(id);
        if (TrackingPixel.Is(element, named || Classes(element.GetAttribute("class")).Count > 0))
        {
            Remote.AddTracker(url);
        }
        else if (Mapped(url, remoteUrl) is { } mapped)
        {
            Remote.AddShown();
            return (ImageOrigin.Remote, mapped);
        }
        else
        {
            Remote.AddBlocked();
        }

        return (ImageOrigin.None, "");
    }

    private void Attributes(IElement element, string name)
    {
        var darkening = decoration?.Darkening;
        if (darkening is not null && DarkStyle(element, name, darkening) is { Length: > 0 } dark)
            writer.Attribute("style", dark);
        // By index: so many elements have none, and an enumerator each would cost more than the rest.
        var attributes = element.Attributes;
        for (var i = 0; i < attributes.Length; i++)
        {
            var attribute = attributes[i]!;
            if (attribute.NamespaceUri is not null)
                continue;
            var value = attribute.Value;
            switch (attribute.LocalName)
            {
                case "style" or "bgcolor" or "color" or "bordercolor" when darkening is not null:
                    break;
                case "style":
                    if (Style(value, remoteUrl) is { Length: > 0 } css)
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
                    if (Background(value, AllowedMarkup.HasBackground(name) ? remoteUrl : null) is { } image)
                        writer.Attribute("background", image);
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

    /// <summary>Attributes cannot hold two colours, so they become declarations; those of the style attribute win, as before.</summary>
    private string DarkStyle(IElement element, string name, Darkening darkening)
    {
        var declarations = element.Attributes
            .Where(attribute => attribute.LocalName is "bgcolor" or "color" or "bordercolor" && AllowedMarkup.AllowsPlain(name, attribute.LocalName, attribute.Value))
            .Select(attribute => darkening.Attribute(attribute.LocalName, attribute.Value))
            .Append(Style(element.GetAttribute("style"), remoteUrl, darkening) ?? "");
        return string.Join(';', declarations.Where(static declaration => declaration.Length > 0));
    }

    private string? Style(string? css, Func<string, string?>? urlOf, Darkening? darkening = null)
    {
        if (css is null)
            return null;
        // What was filtered before is remembered, but not with addresses or colours of this one way to show it.
        var result = urlOf is null && darkening is null ? names.Attributes.Filter(css)
            : StyleFilter.Declarations(css, Remote.HasRoom ? urlOf : null, darkening);
        SetsColours |= result.SetsColours;
        Remote.AddBlocked(result.BlockedImages);
        Remote.AddShown(result.ShownImages);
        return result.Css;
    }

    private List<string> Classes(string? value) =>
        value is null || names.Classes.Count == 0 ? [] : [.. value.Split([' ', '\t', '\n', '\r', '\f'], StringSplitOptions.RemoveEmptyEntries).Where(names.Classes.Contains)];
}
