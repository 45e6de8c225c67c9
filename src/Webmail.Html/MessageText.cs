namespace Webmail.Html;

/// <summary>Makes a text/plain part into a document: links, quote levels, format=flowed (RFC 3676).</summary>
public static class MessageText
{
    /// <summary>Renders a text/plain part. Text beyond the limit is cut off, and the document says so.</summary>
    /// <param name="text">The decoded part.</param>
    /// <param name="flowed">It is format=flowed.</param>
    /// <param name="delSp">It has DelSp=yes.</param>
    /// <param name="truncated"><paramref name="text"/> is only its beginning.</param>
    /// <param name="options">How to show it.</param>
    public static RenderedBody Render(string text, bool flowed, bool delSp, bool truncated, RenderOptions options)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(options);
        return new RenderedBody { Document = Document(text, flowed, delSp, truncated, null, options) };
    }

    internal static string Document(string text, bool flowed, bool delSp, bool truncated, string? above, RenderOptions options)
    {
        if (text.Length > MarkupLimits.Input)
        {
            text = text[..MarkupLimits.Input];
            truncated = true;
        }
        var writer = new MarkupWriter(MarkupLimits.Output(text.Length));
        var lines = flowed ? TextLines.Flowed(text, delSp) : TextLines.Fixed(text);
        var complete = new TextBodyWriter(writer, options).Write(lines);
        return BodyDocument.OfText(writer.ToString(), above, truncated || !complete ? options.Words.Truncated : null, options);
    }
}
