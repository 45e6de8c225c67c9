namespace Webmail.Html;

/// <summary>What a reader gets on top of the mail's own markup: folded quotes, real hosts of links, places of blocked images.</summary>
/// <param name="options">How the body is shown.</param>
/// <param name="darkening">Changes its colours; null leaves them.</param>
internal sealed class MarkupDecoration(RenderOptions options, Darkening? darkening = null)
{
    public const string EndOfQuote = "</details>";

    public Darkening? Darkening => darkening;

    public static void LinkAttributes(MarkupWriter writer)
    {
        writer.Attribute("target", "_blank");
        writer.Attribute("rel", "noopener noreferrer nofollow");
    }

    /// <summary>Where a link leads as the reader wants it: addresses to a page of ours that writes to them.</summary>
    public string Href(LinkTarget target)
    {
        if (target.Url.StartsWith(LinkTarget.MailTo, StringComparison.Ordinal))
            return options.ComposeUrl(target.Url) ?? target.Url;
        return options.WithoutLinkTracking && target.Host is not null ? LinkTracking.Without(target.Url) : target.Url;
    }

    public void StartQuote(MarkupWriter writer)
    {
        writer.Markup("<details class=\"wm-quote\"><summary");
        writer.Attribute("aria-label", options.Words.ShowQuotedText);
        writer.Attribute("title", options.Words.ShowQuotedText);
        writer.Markup("></summary>");
    }

    /// <summary>Shows where a link really leads when its text says something else.</summary>
    public static void AfterLink(MarkupWriter writer, LinkTarget target, params IEnumerable<string> texts)
    {
        if (LinkDisclosure.HostToShow(texts, target) is not { } host)
            return;
        writer.Markup("<bdi class=\"wm-host\"> [");
        writer.Text(host);
        writer.Markup("]</bdi>");
    }

    /// <param name="writer">Where to.</param>
    /// <param name="origin">Where the image is.</param>
    /// <param name="url">Of another host: the URL of ours that stands for it.</param>
    public void ImageAttributes(MarkupWriter writer, ImageOrigin origin, string url)
    {
        var source = origin switch
        {
            ImageOrigin.Data or ImageOrigin.Remote => url,
            ImageOrigin.ContentId => options.ContentIdUrl(Uri.UnescapeDataString(url["cid:".Length..])),
            _ => null,
        };
        if (source is not null)
            writer.Attribute("src", source);
    }
}
