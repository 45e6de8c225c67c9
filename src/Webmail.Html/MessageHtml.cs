namespace Webmail.Html;

/// <summary>Makes untrusted mail HTML into a harmless document.</summary>
public static class MessageHtml
{
    /// <summary>Cleans a text/html part.</summary>
    public static RenderedBody Render(string html, bool truncated, RenderOptions options) => throw new NotImplementedException($"{html}{truncated}{options}");
}
