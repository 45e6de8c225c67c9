using System.Buffers;
using AngleSharp.Dom;

namespace Webmail.Html;

/// <summary>Finds the text of earlier messages in a reply, by the marks that mail programs leave.</summary>
internal sealed class QuotedReply
{
    private static readonly SearchValues<char> Blank = SearchValues.Create(" \t\r\n\f\u00A0\u200B\u200C\u200D\uFEFF");

    private static readonly string[] Classes =
        ["gmail_quote", "gmail_quote_container", "yahoo_quoted", "protonmail_quote", "moz-cite-prefix", "tutanota_quote", "zmail_extra"];

    private static readonly string[] Ids =
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
        var children = parent.ChildNodes;
        for (var i = 0; i < children.Length; i++)
        {
            var node = children[i];
            if (node is IText text)
            {
                textBefore |= text.Data.AsSpan().ContainsAnyExcept(Blank);
            }
            else if (node is IElement element && !AllowedMarkup.DroppedWithContent.Contains(element.LocalName) && !element.HasAttribute(MarkupCleaner.QuoteMark))
            {
                if (textBefore && EndOf(element, children, i) is var end and >= 0)
                {
                    _quotes[node] = children[end];
                    i = end;
                    continue;
                }
                textBefore |= element.LocalName == "img";
                Search(element, ref textBefore, depth + 1);
            }
        }
    }

    /// <summary>Index of the last sibling of the quote that begins with an element; -1 when none begins there.</summary>
    private static int EndOf(IElement element, INodeList siblings, int index)
    {
        if (element.LocalName == "blockquote" && (Is(element.GetAttribute("type"), "cite") || IsOfClass(element, "gmail_quote")))
        {
            return index;
        }
        if (element.LocalName is not ("div" or "hr" or "section"))
            return -1;
        // These begin the quoted message, which then follows them.
        if (IsMarked(element, "divRplyFwdMsg", "appendonsend", "reply-intro", "zwchr") || IsOutlookHeader(element))
            return siblings.Length - 1;
        if (IsOfClass(element, "moz-cite-prefix"))
            return FollowingQuote(siblings, index);
        var marked = Classes.Any(name => IsOfClass(element, name)) || Ids.Any(id => Is(element.Id, id))
            || element.Id?.StartsWith("yahoo_quoted", StringComparison.Ordinal) == true
            || Is(element.GetAttribute("name"), "quote");
        return marked ? index : -1;
    }

    // A list of classes is made when it is first asked for, which most elements need not be.
    private static bool IsOfClass(IElement element, string name) =>
        element.ClassName is { } names && names.Contains(name, StringComparison.Ordinal) && element.ClassList.Contains(name);

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

    private static int FollowingQuote(INodeList siblings, int prefix)
    {
        var next = prefix + 1;
        while (next < siblings.Length && siblings[next] is not IElement)
            next++;
        return next < siblings.Length && siblings[next] is IElement { LocalName: "blockquote" } ? next : -1;
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
