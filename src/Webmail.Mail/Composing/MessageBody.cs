using System.Text;
using MimeKit;
using MimeKit.Text;
using Webmail.Mail.Messages.Mime;

namespace Webmail.Mail.Composing;

/// <summary>The body of a message that is written: its text, and beside it the same as HTML (RFC 2046 section 5.1.4).</summary>
internal static class MessageBody
{
    /// <summary>Longest line in octets without its end (RFC 5322 section 2.1.1).</summary>
    internal const int LongestLine = 998;

    private const string Begin = "</head><body>";
    private const string End = "</body></html>";

    /// <summary>The body of a draft: plain text alone, or with the HTML that programs prefer which show it.</summary>
    public static MimeEntity Of(Draft draft) => draft.Html.Length == 0
        ? Text(draft.Text) : new MultipartAlternative { Text(draft.Text), Html(draft.Html, LanguageGuess.Of(draft.Text, [])) };

    /// <summary>The text and the HTML of a message; <see langword="null"/> when it has parts that would be lost by writing on.</summary>
    public static (string Text, string Html)? Read(MimeEntity? body) => body switch
    {
        null => ("", ""),
        MimeKit.TextPart { IsAttachment: false, IsHtml: true } html => ("", HtmlOf(html)),
        MimeKit.TextPart { IsAttachment: false } text => (TextOf(text), ""),
        MultipartAlternative { Count: 1 } one => Read(one[0]),
        MultipartAlternative both when both.Count == 2 && both[0] is MimeKit.TextPart { IsPlain: true } text && both[1] is MimeKit.TextPart { IsHtml: true } html =>
            (TextOf(text), HtmlOf(html)),
        _ => null,
    };

    private static MimeKit.TextPart Text(string text)
    {
        var part = new MimeKit.TextPart(TextFormat.Flowed);
        part.SetText(Encoding.UTF8, FlowedText.Encode(text));
        part.ContentType.Format = "flowed";
        return Encoded(part);
    }

    private static MimeKit.TextPart Html(string body, string language)
    {
        var part = new MimeKit.TextPart(TextFormat.Html);
        var lang = language.Length > 0 ? $" lang=\"{language}\"" : "";
        part.SetText(Encoding.UTF8, $"<!doctype html>\r\n<html{lang}><head><meta charset=\"utf-8\">{Begin}{body.ReplaceLineEndings("\r\n")}{End}\r\n");
        return Encoded(part);
    }

    private static MimeKit.TextPart Encoded(MimeKit.TextPart part)
    {
        part.ContentTransferEncoding = part.GetBestEncoding(EncodingConstraint.SevenBit, LongestLine);
        return part;
    }

    // What stands between the tags of Html above; a document of another program as it is.
    private static string HtmlOf(MimeKit.TextPart part)
    {
        var html = (part.Text ?? "").ReplaceLineEndings("\n");
        var (begin, end) = (html.IndexOf(Begin, StringComparison.Ordinal), html.LastIndexOf(End, StringComparison.Ordinal));
        return begin > 0 && end > begin && html.StartsWith("<!doctype html>\n<html", StringComparison.Ordinal) ? html[(begin + Begin.Length)..end] : html;
    }

    private static string TextOf(MimeKit.TextPart part)
    {
        var text = part.Text ?? "";
        if (part.IsFlowed || string.Equals(part.ContentType.Format, "flowed", StringComparison.OrdinalIgnoreCase))
            return FlowedText.Decode(text);
        text = text.ReplaceLineEndings("\n");
        return text.EndsWith('\n') ? text[..^1] : text;
    }
}
