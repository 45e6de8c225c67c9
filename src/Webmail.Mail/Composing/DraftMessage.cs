using System.Globalization;
using System.Text.Json;
using MimeKit;
using Webmail.Mail.Attaching;

namespace Webmail.Mail.Composing;

/// <summary>
/// A draft as a message in the Drafts mailbox: readable in every program. What a message has no field for (which draft it is, which
/// revision, recipients that are half typed) stands in fields of our own.
/// </summary>
internal static class DraftMessage
{
    /// <summary>The draft's name; what all its revisions are found by.</summary>
    public const string IdField = "X-Compose-Id";

    /// <summary>The draft's revision.</summary>
    public const string RevisionField = "X-Compose-Revision";

    /// <summary>The window it was written in.</summary>
    public const string WriterField = "X-Compose-Writer";

    /// <summary>What the message holds, as its writer left it: what another program makes of it is not ours any more.</summary>
    public const string DigestField = "X-Compose-Digest";

    /// <summary>All of the draft but its text and its HTML.</summary>
    public const string DraftField = "X-Compose-Draft";

    /// <summary>The message for a revision; the same revision with the same content has the same digest.</summary>
    /// <param name="draft">The revision.</param>
    /// <param name="date">Now.</param>
    /// <param name="contentOf">The bytes of an attachment; they are read whenever the message is written. Without it there are none.</param>
    public static MimeMessage Write(Draft draft, DateTimeOffset date, Func<string, Stream?>? contentOf = null)
    {
        var message = MessageComposer.Build(draft, date);
        KeepText(message, draft.Text);
        AttachmentParts.AddToDraft(message, draft.Attachments, contentOf ?? (static _ => null));
        message.Headers.Add(IdField, draft.Id);
        message.Headers.Add(RevisionField, draft.Revision.ToString(CultureInfo.InvariantCulture));
        if (draft.Writer.Length > 0)
            message.Headers.Add(WriterField, draft.Writer);
        // Everything but the text: a program that rewrites addresses must not change what was typed.
        var fields = JsonSerializer.SerializeToUtf8Bytes(draft with { Text = "", Html = "", Subject = "" }, DraftJson.Options);
        message.Headers.Add(DraftField, Convert.ToBase64String(fields));
        SetBoundaries(message.Body, draft.Id);
        using var digest = new DraftDigest();
        MessageComposer.WriteTo(message, digest);
        message.Headers.Add(DigestField, digest.Take());
        return message;
    }

    /// <summary>
    /// The draft in a message; <see langword="null"/> when it has parts that would be lost by writing on here. One of another program
    /// gets a name of its own and takes that one's place.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="key">Where it is.</param>
    /// <param name="ours">Whether it is as this program wrote it: what our own fields say counts only then.</param>
    public static Draft? Read(MimeMessage message, MessageKey key, bool ours)
    {
        if (MessageBody.Read(message.Body) is not var (text, html))
            return null;
        if (ours && FieldsOf(message) is { } own)
            return own with { Text = text, Html = html, Subject = message.Subject ?? "" };
        return new Draft
        {
            Id = Draft.NewId(),
            From = message.From.Mailboxes.FirstOrDefault()?.Address ?? "",
            FromName = message.From.Mailboxes.FirstOrDefault()?.Name ?? "",
            ReplyTo = string.Join(", ", Texts(message.ReplyTo).Take(1)),
            To = Texts(message.To),
            Cc = Texts(message.Cc),
            Bcc = Texts(message.Bcc),
            Subject = message.Subject ?? "",
            Text = text,
            Html = html,
            InReplyTo = message.InReplyTo ?? "",
            References = [.. message.References],
            Priority = message.XPriority < XMessagePriority.Normal || message.Importance == MessageImportance.High ? "high"
                : message.XPriority > XMessagePriority.Normal || message.Importance == MessageImportance.Low ? "low" : "",
            ReadReceipt = message.Headers.Contains(HeaderId.DispositionNotificationTo),
            Replaces = new DraftOrigin(key.Mailbox.FullName, key.UidValidity, key.Uid.Value, DraftKind.Reply),
        };
    }

    /// <summary>The revision that the header says; 0 when it says none.</summary>
    public static long RevisionOf(HeaderList headers) =>
        long.TryParse(headers[RevisionField], NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0;

    // The same each time: what is the same, is the same byte by byte. No transfer encoding writes "=_".
    private static void SetBoundaries(MimeEntity? entity, string seed)
    {
        if (entity is not Multipart all)
            return;
        all.Boundary = $"=_{seed}";
        for (var i = 0; i < all.Count; i++)
            SetBoundaries(all[i], $"{seed}_{i}");
    }

    // Flowed text loses blanks at the ends of lines, and a draft is no text yet to make nice.
    private static void KeepText(MimeMessage message, string text)
    {
        if (message.BodyParts.OfType<MimeKit.TextPart>().FirstOrDefault(static part => part.IsPlain && !part.IsAttachment) is not { } plain)
            return;
        plain.SetText(System.Text.Encoding.UTF8, text.ReplaceLineEndings("\r\n") + "\r\n");
        plain.ContentType.Parameters.Remove("format");
        plain.ContentTransferEncoding = plain.GetBestEncoding(EncodingConstraint.SevenBit, 998);
    }

    private static Draft? FieldsOf(MimeMessage message)
    {
        if (message.Headers[DraftField] is not { } field)
            return null;
        try
        {
            var packed = new string([.. field.Where(static c => !char.IsWhiteSpace(c))]);
            var fields = JsonSerializer.Deserialize<Draft>(Convert.FromBase64String(packed), DraftJson.Options)?.Check();
            return fields?.Id == message.Headers[IdField]?.Trim() ? fields : null;
        }
        catch (Exception damaged) when (damaged is FormatException or JsonException or ArgumentException)
        {
            return null; // The ordinary fields say most of it.
        }
    }

    private static IReadOnlyList<string> Texts(InternetAddressList list) =>
        [.. list.Mailboxes.Select(static mailbox => RecipientText.Write(mailbox.Name ?? "", mailbox.Address))];
}
