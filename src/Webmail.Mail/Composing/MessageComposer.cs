using MimeKit;
using MimeKit.Text;

namespace Webmail.Mail.Composing;

/// <summary>Makes a draft a message (RFC 5322) that every mail program reads.</summary>
public static class MessageComposer
{
    private static readonly HeaderId[] Unwanted = [HeaderId.Bcc, HeaderId.ResentBcc];

    private static readonly FormatOptions Format = Wire(hideBcc: false);
    private static readonly FormatOptions WithoutBcc = Wire(hideBcc: true);

    /// <summary>The message, complete, with what the envelope needs.</summary>
    /// <exception cref="ComposeException">It cannot be sent as it is.</exception>
    public static ComposedMessage Compose(Draft draft, DateTimeOffset date)
    {
        if (!Recipient.TryParse(draft.From, out var sender))
            throw new ComposeException(ComposeFailure.BrokenSender, draft.From);
        var all = draft.To.Concat(draft.Cc).Concat(draft.Bcc).ToList();
        if (all.Count == 0)
            throw new ComposeException(ComposeFailure.NoRecipient, "");
        if (all.Find(static text => !Recipient.TryParse(text, out _)) is { } broken)
            throw new ComposeException(ComposeFailure.BrokenRecipient, broken);

        var message = Build(draft, date);
        // The domain is the same in any case, the name before it may not be.
        var recipients = message.To.Mailboxes.Concat(message.Cc.Mailboxes).Concat(message.Bcc.Mailboxes)
            .Select(static mailbox => mailbox.Address).DistinctBy(static address => Fold(address), StringComparer.Ordinal);
        return new ComposedMessage(MessageIds.Of(draft), sender.Address, [.. recipients], Bytes(message, WithoutBcc), Bytes(message, Format));
    }

    /// <summary>What can be said of a draft in the fields of a message; recipients that are no addresses are left out.</summary>
    internal static MimeMessage Build(Draft draft, DateTimeOffset date)
    {
        var message = new MimeMessage { Date = date, MessageId = MessageIds.Of(draft), Subject = draft.Subject };
        if (Recipient.TryParse(draft.From, out var sender))
            message.From.Add(new MailboxAddress(draft.FromName.Length > 0 ? draft.FromName : sender.Name, sender.Address));
        Add(message.To, draft.To);
        Add(message.Cc, draft.Cc);
        Add(message.Bcc, draft.Bcc);
        if (MessageIds.Clean(draft.InReplyTo) is { Length: > 0 } answered)
            message.InReplyTo = answered;
        foreach (var reference in draft.References.Select(MessageIds.Clean).Where(static id => id.Length > 0))
            message.References.Add(reference);
        message.Body = BodyOf(draft.Text);
        return message;
    }

    /// <summary>The bytes of a message as servers take them.</summary>
    internal static byte[] Bytes(MimeMessage message) => Bytes(message, Format);

    private static MimeKit.TextPart BodyOf(string text)
    {
        var body = new MimeKit.TextPart(TextFormat.Flowed);
        body.SetText(System.Text.Encoding.UTF8, FlowedText.Encode(text));
        body.ContentType.Format = "flowed";
        // No line over 78 but for words that are longer, and none over the 998 of RFC 5322.
        body.ContentTransferEncoding = body.GetBestEncoding(EncodingConstraint.SevenBit, 998);
        return body;
    }

    private static void Add(InternetAddressList list, IReadOnlyList<string> texts)
    {
        foreach (var text in texts)
        {
            if (Recipient.TryParse(text, out var address))
                list.Add(address);
        }
    }

    private static string Fold(string address)
    {
        var at = address.LastIndexOf('@');
        return address[..at] + address[at..].ToLowerInvariant();
    }

    private static byte[] Bytes(MimeMessage message, FormatOptions format)
    {
        using var bytes = new MemoryStream();
        message.WriteTo(format, bytes);
        return bytes.ToArray();
    }

    private static FormatOptions Wire(bool hideBcc)
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.EnsureNewLine = true;
        if (hideBcc)
        {
            foreach (var header in Unwanted)
                format.HiddenHeaders.Add(header);
        }

        return format;
    }
}
