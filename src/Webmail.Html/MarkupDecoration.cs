namespace Webmail.Html;

/// <summary>What a reader gets on top of the mail's own markup: folded quotes, real hosts of links, places of blocked images.</summary>
internal sealed class MarkupDecoration(RenderOptions options)
{
    public const string EndOfQuote = "</details>";

    public static void LinkAttributes(MarkupWriter writer, LinkTarget target)
    {
        writer.Attribute("href", target.Url);
        writer.Attribute("target", "_blank");
        writer.Attribute("rel", "noopener noreferrer nofollow");
    }

    public void StartQuote(MarkupWriter writer)
    {
        writer.Markup("<details class=\"wm-quote\"><summary");
        writer.Attribute("aria-label", options.Words.ShowQuotedText);
        writer.Attribute("title", options.Words.ShowQuotedText);
        writer.Markup("></summary>");
    }

    /// <summary>Shows where a link really leads when its text says something else.</summary>
    public static void AfterLink(MarkupWriter writer, LinkTarget target, string text)
    {
        if (LinkDisclosure.HostToShow(text, target) is not { } host)
            return;
        writer.Markup("<bdi class=\"wm-host\"> [");
        writer.Text(host);
        writer.Markup("]</bdi>");
    }

    public void ImageAttributes(MarkupWriter writer, ImageOrigin origin, string url)
    {
        var source = origin switch
        {
            ImageOrigin.Data => url,
            ImageOrigin.ContentId => options.ContentIdUrl(Uri.UnescapeDataString(url["cid:".Length..])),
            _ => null,
        };
        if (source is not null)
            writer.Attribute("src", source);
    }
}
