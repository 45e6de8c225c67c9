using System.Text;
using MimeKit;

namespace Webmail.Mail.Composing;

/// <summary>
/// Japanese as ISO-2022-JP (RFC 1468), for programs and telephones that read nothing else. Only where nothing is lost: what has other
/// letters stays UTF-8, each field and each text by itself.
/// </summary>
internal static class JapaneseText
{
    private const int CodePage = 50220;

    private static readonly Encoding Jis = CodePagesEncodingProvider.Instance.GetEncoding(CodePage)!;

    /// <summary>Whether a text says the same in ISO-2022-JP, and needs it.</summary>
    public static bool Fits(string text) => !Ascii.IsValid(text) && Jis.GetString(Jis.GetBytes(text)) == text;

    /// <summary>Writes subject, names and plain text of a message so. HTML names its own charset, and old programs do not read it.</summary>
    public static void Apply(MimeMessage message)
    {
        if (message.Subject is { } subject && Fits(subject))
            message.Headers.Replace(HeaderId.Subject, Jis, subject);
        foreach (var list in new[] { message.From, message.ReplyTo, message.To, message.Cc, message.Bcc })
        {
            foreach (var mailbox in list.Mailboxes.Where(static mailbox => Fits(mailbox.Name ?? "")))
                mailbox.Encoding = Jis;
        }

        foreach (var part in message.BodyParts.OfType<MimeKit.TextPart>().Where(static part => part.IsPlain && !part.IsAttachment))
        {
            if (part.Text is not { } text || !Fits(text))
                continue;
            part.SetText(Jis, text);
            part.ContentTransferEncoding = part.GetBestEncoding(EncodingConstraint.SevenBit, MessageBody.LongestLine);
        }
    }
}
