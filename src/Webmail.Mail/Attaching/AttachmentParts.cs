using MimeKit;

namespace Webmail.Mail.Attaching;

/// <summary>
/// Attachments as parts of a message. Their bytes are read while it is written: in a message that waits to leave, an empty part stands
/// for each, which is filled when it leaves.
/// </summary>
internal static class AttachmentParts
{
    private const string SpooledField = "X-Compose-Spooled";

    /// <summary>What the copy in the Drafts mailbox calls an attachment that nothing refers to.</summary>
    public static string DraftCid(string attachment) => $"{attachment}@compose";

    /// <summary>Puts attachments into a draft, each with a name it is found by; those whose bytes are not there are left out.</summary>
    public static void AddToDraft(MimeMessage message, IReadOnlyList<DraftAttachment> attachments, Func<string, Stream?> contentOf) => Add(
        message, attachments, contentOf, static (attachment, part) =>
        {
            if (!attachment.Inline)
                part.ContentId = DraftCid(attachment.Id);
        });

    /// <summary>Puts an empty part for each attachment.</summary>
    public static void AddEmpty(MimeMessage message, IReadOnlyList<DraftAttachment> attachments) => Add(
        message, attachments, static _ => new MemoryStream([], writable: false), static (attachment, part) => part.Headers.Add(SpooledField, attachment.Id));

    /// <summary>Fills what <see cref="AddEmpty"/> left empty.</summary>
    /// <exception cref="MailException">One is not here any more.</exception>
    public static void Fill(MimeMessage message, Func<string, Stream?> contentOf)
    {
        foreach (var part in message.BodyParts.ToList())
        {
            if (part.Headers[SpooledField]?.Trim() is not { Length: > 0 } id)
                continue;
            part.Headers.RemoveAll(SpooledField);
            var content = contentOf(id)
                ?? throw new MailException(MailFailure.AttachmentGone, part.ContentDisposition?.FileName ?? part.ContentType.Name);
            if (part is MessagePart inner)
                inner.Message = MimeMessage.Load(content, persistent: true);
            else if (part is MimePart file)
                file.Content = new MimeContent(content);
        }
    }

    private static void Add(
        MimeMessage message, IReadOnlyList<DraftAttachment> attachments, Func<string, Stream?> contentOf, Action<DraftAttachment, MimeEntity> mark)
    {
        var shown = new List<MimeEntity>();
        var beside = new List<MimeEntity>();
        foreach (var attachment in attachments)
        {
            if (contentOf(attachment.Id) is not { } content)
                continue;
            var part = PartOf(attachment, content);
            mark(attachment, part);
            (attachment.Inline ? shown : beside).Add(part);
        }

        if (shown.Count > 0 && !PutBesideHtml(message, shown))
            beside.InsertRange(0, shown);
        if (beside.Count == 0)
            return;
        var mixed = new Multipart("mixed");
        if (message.Body is { } body)
            mixed.Add(body);
        foreach (var part in beside)
            mixed.Add(part);
        message.Body = mixed;
    }

    // The HTML of multipart/alternative, or the HTML that is all there is (RFC 2387).
    private static bool PutBesideHtml(MimeMessage message, IEnumerable<MimeEntity> shown)
    {
        if (message.Body is MultipartAlternative both && both.FirstOrDefault(static part => part is MimeKit.TextPart { IsHtml: true }) is { } html)
        {
            both[both.IndexOf(html)] = Related(html, shown);
            return true;
        }

        if (message.Body is not MimeKit.TextPart { IsHtml: true } alone)
            return false;
        message.Body = Related(alone, shown);
        return true;
    }

    private static Multipart Related(MimeEntity html, IEnumerable<MimeEntity> shown)
    {
        var related = new Multipart("related") { html };
        related.ContentType.Parameters.Add("type", "text/html");
        foreach (var part in shown)
            related.Add(part);
        return related;
    }

    private static MimeEntity PartOf(DraftAttachment attachment, Stream content)
    {
        MimeEntity? part = attachment.IsMessage ? MessageOf(content) : null;
        part ??= new MimePart(TypeOf(attachment.MediaType)) { Content = new MimeContent(content), ContentTransferEncoding = ContentEncoding.Base64 };
        part.ContentDisposition = new ContentDisposition(attachment.Inline ? ContentDisposition.Inline : ContentDisposition.Attachment);
        // RFC 2231 for who reads it, and in the type as older programs expect it.
        part.ContentDisposition.Parameters.Add(new Parameter("filename", attachment.Name) { EncodingMethod = ParameterEncodingMethod.Rfc2231 });
        part.ContentType.Parameters.Add(new Parameter("name", attachment.Name) { EncodingMethod = ParameterEncodingMethod.Rfc2047 });
        if (attachment.Inline)
            part.ContentId = attachment.Cid;
        return part;
    }

    // A message may not be encoded as files are (RFC 2046 section 5.2.1). What only says that it is one, goes as the file it is.
    private static MessagePart? MessageOf(Stream content)
    {
        try
        {
            return new MessagePart("rfc822") { Message = content.Length == 0 ? new MimeMessage() : MimeMessage.Load(content, persistent: true) };
        }
        catch (FormatException)
        {
            content.Position = 0;
            return null;
        }
    }

    private static ContentType TypeOf(string mediaType) =>
        mediaType.StartsWith("message/", StringComparison.Ordinal) || mediaType.StartsWith("multipart/", StringComparison.Ordinal)
            || !ContentType.TryParse(mediaType, out var parsed) ? new ContentType("application", "octet-stream") : parsed;
}
