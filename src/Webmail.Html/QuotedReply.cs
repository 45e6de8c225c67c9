using System.Buffers;
using AngleSharp.Dom;

namespace Webmail.Html;

/// <summary>Finds the text of earlier messages in a reply, by the marks that mail programs leave.</summary>
internal sealed class QuotedReply
{
    private static readonly SearchValues<char> _blank = SearchValues.Create(" \t\r\n\f\u00A0\u200B\u200C\u200D\uFEFF");

    private static readonly string[] _classes =
        ["gmail_quote", "gmail_quote_container", "yahoo_quoted", "protonmail_quote", "moz-cite-prefix", "tutanota_quote", "zmail_extra"];

    private static readonly string[] _ids =
        ["divRplyFwdMsg", "appendonsend", "reply-intro", "mail-editor-reference-message-container", "OLK_SRC_BODY_SECTION", "isReplyContent", "zwchr"];

    private readonly Dictionary<INode, INode> _quotes = [];

    private QuotedReply()
    {
    }

    /// <summary>Finds the quotes below <paramref name="body"/> that have text before them.</summary>
    public static QuotedReply Find(INode body)
    {
        var found = new QuotedReply();
        var textBefore = false;
        found.Search(body, ref textBefore, 0);
        return found;
    }

    /// <summary>The last node of the quote that begins with <paramref name="node"/>; <see langword="null"/> when none begins there.</summary>
    public INode? EndOfQuoteFrom(INode node) => _quotes.GetValueOrDefault(node);

    private void Search(INode parent, ref bool textBefore, int depth)
    {
        if (depth > 2 * MarkupLimits.Depth)
            return;
        for (var node = parent.FirstChild; node is not null; node = node.NextSibling)
        {
            if (node is IText text)
            {
                textBefore |= text.Data.AsSpan().ContainsAnyExcept(_blank);
            }
            else if (node is IElement element && !AllowedMarkup.DroppedWithContent.Contains(element.LocalName))
            {
                if (textBefore && EndOf(element) is { } end)
                {
                    _quotes[node] = end;
                    node = end;
                    continue;
                }
                textBefore |= element.LocalName == "img";
                Search(element, ref textBefore, depth + 1);
            }
        }
    }

    private static INode? EndOf(IElement element)
    {
        if (element.LocalName == "blockquote" && (Is(element.GetAttribute("type"), "cite") || element.ClassList.Contains("gmail_quote")))
            return element;
        if (element.LocalName is not ("div" or "hr" or "section"))
            return null;
        // These begin the quoted message, which then follows them.
        if (IsMarked(element, "divRplyFwdMsg", "appendonsend", "reply-intro", "zwchr") || IsOutlookHeader(element))
            return element.Parent?.LastChild;
        if (element.ClassList.Contains("moz-cite-prefix"))
            return FollowingQuote(element);
        var marked = _classes.Any(element.ClassList.Contains) || _ids.Any(id => Is(element.Id, id))
            || element.Id?.StartsWith("yahoo_quoted", StringComparison.Ordinal) == true
            || Is(element.GetAttribute("name"), "quote");
        return marked ? element : null;
    }

    private static bool IsMarked(IElement element, params ReadOnlySpan<string> ids)
    {
        foreach (var id in ids)
        {
            // Programs put a prefix before the ids of what they quote or paste, as in "x_divRplyFwdMsg".
            if (element.Id is { } own && own.EndsWith(id, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    private static INode? FollowingQuote(IElement prefix)
    {
        var next = prefix.NextElementSibling;
        return next is { LocalName: "blockquote" } ? next : null;
    }

    /// <summary>Outlook draws a line above "From: … Sent: …" and marks it with nothing else.</summary>
    private static bool IsOutlookHeader(IElement element)
    {
        var style = element.GetAttribute("style");
        return style is not null && style.Length < 256
            && style.Replace(" ", "", StringComparison.Ordinal).Contains("border:none;border-top:solid", StringComparison.OrdinalIgnoreCase)
            && element.QuerySelector("b, strong") is { } bold && bold.TextContent.TrimEnd().TrimEnd('\u00A0') is [.., ':' or '：'];
    }

    private static bool Is(string? value, string name) => string.Equals(value, name, StringComparison.OrdinalIgnoreCase);
}
