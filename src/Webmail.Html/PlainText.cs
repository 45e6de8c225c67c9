namespace Webmail.Html;

/// <summary>HTML as text that reads well: for quoting, and for readers without HTML; never for showing as HTML.</summary>
public static class PlainText
{
    /// <summary>What a reader would read, a paragraph per line; of mail that is larger than we take apart, the beginning.</summary>
    public static string Of(string html)
    {
        ArgumentNullException.ThrowIfNull(html);
        if (!MarkupScan.IsWithinLimits(html))
            return MarkupText.Extract(html);
        using var document = MessageHtml.Parse(html);
        var lines = new PlainTextLines();
        if (document.Body is { } body)
            lines.Children(body);
        return lines.ToString();
    }
}
