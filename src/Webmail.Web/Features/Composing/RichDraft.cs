using Webmail.Html;
using Webmail.Mail.Composing;

namespace Webmail.Web.Features.Composing;

/// <summary>Rich text of drafts at the door, on its way in and out: what a browser or another mail program says is never believed.</summary>
internal static class RichDraft
{
    /// <summary>The draft with HTML that is harmless, and with the text that says the same. HTML over a limit leaves its text alone.</summary>
    public static Draft Clean(Draft draft)
    {
        if (draft.Html.Length == 0)
            return draft;
        var shown = draft.Attachments.Where(static one => one.Inline).Select(static one => one.Cid).ToHashSet(StringComparer.Ordinal);
        return WrittenHtml.Clean(draft.Html, shown) is { } html
            ? draft with { Html = html, Text = PlainText.Of(html) }
            : draft with { Html = "", Text = draft.Text.Length > 0 ? draft.Text : PlainText.Of(draft.Html) };
    }
}
