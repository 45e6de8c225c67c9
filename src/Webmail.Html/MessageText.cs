namespace Webmail.Html;

/// <summary>Makes a text/plain part into a document: links, quote levels, format=flowed (RFC 3676).</summary>
public static class MessageText
{
    /// <summary>Renders a text/plain part.</summary>
    public static RenderedBody Render(string text, bool flowed, bool delSp, bool truncated, RenderOptions options) => throw new NotImplementedException($"{text}{flowed}{delSp}{truncated}{options}");
}
