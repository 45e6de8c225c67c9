using System.Globalization;
using System.Text.Json;
using MimeKit;

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

    private const string DraftField = "X-Compose-Draft";

    /// <summary>The message for a revision.</summary>
    public static byte[] Write(Draft draft, DateTimeOffset date)
    {
        var message = MessageComposer.Build(draft, date);
        message.Headers.Add(IdField, draft.Id);
        message.Headers.Add(RevisionField, draft.Revision.ToString(CultureInfo.InvariantCulture));
        // Everything but the text: a program that rewrites addresses must not change what was typed.
        var fields = JsonSerializer.SerializeToUtf8Bytes(draft with { Text = "", Subject = "" }, DraftJson.Options);
        message.Headers.Add(DraftField, Convert.ToBase64String(fields));
        return MessageComposer.Bytes(message);
    }

    /// <summary>
    /// The draft in a message; <see langword="null"/> when it has parts that would be lost by writing on here. One of another program
    /// gets a name of its own and takes that one's place.
    /// </summary>
    public static Draft? Read(MimeMessage message, MessageKey key)
    {
        if (message.Body is not (null or MimeKit.TextPart { IsHtml: false }) || message.Body is MimeKit.TextPart { IsAttachment: true })
            return null;
        var text = TextOf(message.Body as MimeKit.TextPart);
        if (FieldsOf(message) is { } own)
            return own with { Text = text, Subject = message.Subject ?? "" };
        return new Draft
        {
            Id = Draft.NewId(),
            From = message.From.Mailboxes.FirstOrDefault()?.Address ?? "",
            FromName = message.From.Mailboxes.FirstOrDefault()?.Name ?? "",
            To = Texts(message.To),
            Cc = Texts(message.Cc),
            Bcc = Texts(message.Bcc),
            Subject = message.Subject ?? "",
            Text = text,
            InReplyTo = message.InReplyTo ?? "",
            References = [.. message.References],
            Replaces = new DraftOrigin(key.Mailbox.FullName, key.UidValidity, key.Uid.Value, DraftKind.Reply),
        };
    }

    /// <summary>The revision that the header says; 0 when it says none.</summary>
    public static long RevisionOf(HeaderList headers) =>
        long.TryParse(headers[RevisionField], NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0;

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

    private static string TextOf(MimeKit.TextPart? part)
    {
        if (part is null)
            return "";
        var text = part.Text ?? "";
        if (part.IsFlowed || string.Equals(part.ContentType.Format, "flowed", StringComparison.OrdinalIgnoreCase))
            return FlowedText.Decode(text);
        text = text.ReplaceLineEndings("\n");
        return text.EndsWith('\n') ? text[..^1] : text;
    }

    private static IReadOnlyList<string> Texts(InternetAddressList list) => [.. list.Mailboxes.Select(static mailbox => mailbox.ToString())];
}
