using Webmail.Html;
using Webmail.Mail.Composing.Identities;

namespace Webmail.Web.Shared;

/// <summary>Signatures with looks at the door: what a browser or the mailbox of settings says is never believed.</summary>
internal static class RichSignature
{
    /// <summary>The HTML, harmless, with those pictures that there are; and the text that says the same. HTML over a limit leaves its text alone.</summary>
    public static (string Html, string Text) Clean(string html, IEnumerable<SignaturePicture> pictures)
    {
        if (html.Length == 0)
            return ("", "");
        var known = pictures.Select(static one => one.Cid).ToHashSet(StringComparer.Ordinal);
        return WrittenHtml.Clean(html, known) is { } clean ? (clean, PlainText.Of(clean).TrimEnd()) : ("", PlainText.Of(html).TrimEnd());
    }
}
