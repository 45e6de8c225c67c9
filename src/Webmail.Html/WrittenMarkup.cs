using AngleSharp.Dom;

namespace Webmail.Html;

/// <summary>Writes a cleaned tree for mail programs: with looks in style attributes, without names and marks of our own.</summary>
/// <param name="writer">Where to.</param>
/// <param name="images">Content-IDs of the images of the message.</param>
/// <param name="quoting">Tables that only put things into their places become what is in them.</param>
internal sealed class WrittenMarkup(MarkupWriter writer, IReadOnlySet<string> images, bool quoting)
{
    /// <summary>Images up to this many pixels only tell that somebody looked.</summary>
    private const int Beacon = 2;

    private static readonly HashSet<string> Unwanted = new(StringComparer.Ordinal)
    {
        "class", "id", "style", "href", "src", "target", "rel", "background", "summary", "aria-hidden", "aria-label",
    };

    private int _depth;

    /// <summary>The tree is deeper than any that is written.</summary>
    public bool IsTooDeep { get; private set; }

    /// <summary>Writes the children of <paramref name="parent"/>.</summary>
    public void Children(INode parent)
    {
        if (++_depth > 2 * MarkupLimits.Depth)
            IsTooDeep = true;
        var children = parent.ChildNodes;
        for (var i = 0; i < children.Length && !writer.IsFull && !IsTooDeep; i++)
        {
            if (children[i] is IText text)
                writer.Text(text.Data);
            else if (children[i] is IElement element)
                Element(element);
        }

        _depth--;
    }

    private void Element(IElement element)
    {
        var name = element.LocalName;
        if (BlockStyle.IsHidden(element))
            return;
        if (name == "img")
            Image(element);
        else if (element.HasAttribute(MarkupCleaner.QuoteMark) || (name == "a" && LinkTarget.Parse(element.GetAttribute("href")) is null))
            Children(element);
        else if (quoting && name == "table" && !BlockStyle.IsDataTable(element))
            Cells(element);
        else
            Plain(element, name);
    }

    private void Cells(IElement table)
    {
        foreach (var cell in BlockStyle.RowsOf(table).SelectMany(static row => row.Children))
        {
            writer.Markup("<div>");
            Children(cell);
            writer.Markup("</div>");
        }
    }

    private void Plain(IElement element, string name)
    {
        writer.StartTag(name);
        if (name == "a")
            writer.Attribute("href", LinkTarget.Parse(element.GetAttribute("href"))!.Url);
        Attributes(element, name);
        writer.EndOfStartTag();
        if (AllowedMarkup.Void.Contains(name))
            return;
        // A parser drops the first line break of a pre element.
        if (name == "pre" && element.FirstChild is IText { Data: ['\n', ..] })
            writer.Text("\n");
        Children(element);
        writer.EndTag(name);
    }

    private void Image(IElement image)
    {
        var (origin, url) = ImageSource.Classify(image.GetAttribute("src"));
        if (origin == ImageOrigin.ContentId && images.Contains(Uri.UnescapeDataString(url["cid:".Length..])))
        {
            writer.StartTag("img");
            writer.Attribute("src", url);
            Attributes(image, "img");
            writer.EndOfStartTag();
        }
        else if (image.GetAttribute("alt")?.Trim() is { Length: > 0 } words && !IsBeacon(image))
        {
            writer.Text($"[{words}]");
        }
    }

    private static bool IsBeacon(IElement image) => IsTiny(image.GetAttribute("width")) || IsTiny(image.GetAttribute("height"));

    private static bool IsTiny(string? size) => int.TryParse(size, out var pixels) && pixels <= Beacon;

    private void Attributes(IElement element, string name)
    {
        foreach (var attribute in element.Attributes)
        {
            if (!Unwanted.Contains(attribute.LocalName))
                writer.Attribute(attribute.LocalName, attribute.Value);
        }

        if (MailLook.Of(element, name) is { Length: > 0 } look)
            writer.Attribute("style", look);
    }
}
