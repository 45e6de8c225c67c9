using MimeKit;
using Webmail.Mail.Attaching;

namespace Webmail.Mail.Composing;

/// <summary>Makes a draft a message (RFC 5322) that every mail program reads.</summary>
public static class MessageComposer
{
    private static readonly HeaderId[] Unwanted = [HeaderId.Bcc, HeaderId.ResentBcc];

    private static readonly FormatOptions Format = Wire(hideBcc: false);
    private static readonly FormatOptions WithoutBcc = Wire(hideBcc: true);

    /// <summary>The message, complete, with what the envelope needs.</summary>
    /// <param name="draft">What was written.</param>
    /// <param name="date">When it is sent.</param>
    /// <param name="asIso2022Jp">Japanese is written in ISO-2022-JP where every character fits (RFC 1468).</param>
    /// <exception cref="ComposeException">It cannot be sent as it is.</exception>
    public static ComposedMessage Compose(Draft draft, DateTimeOffset date, bool asIso2022Jp = false)
    {
        if (!Recipient.TryParse(draft.From, out var sender))
            throw new ComposeException(ComposeFailure.BrokenSender, draft.From);
        var all = draft.To.Concat(draft.Cc).Concat(draft.Bcc).ToList();
        if (all.Count == 0)
            throw new ComposeException(ComposeFailure.NoRecipient, "");
        if (all.Find(static text => !Recipient.TryParse(text, out _)) is { } broken)
            throw new ComposeException(ComposeFailure.BrokenRecipient, broken);
        if (draft.Origin?.Kind == DraftKind.Redirect)
            return Redirected(draft, date);

        var message = Build(draft, date);
        if (asIso2022Jp)
            JapaneseText.Apply(message);
        // A picture that was taken out of the text is kept in the draft for whoever undoes that; it does not leave.
        AttachmentParts.AddEmpty(message, [.. draft.Attachments.Where(one => !one.Inline || one.IsShownIn(draft.Html))]);
        return new ComposedMessage(MessageIds.Of(draft), sender.Address, EnvelopeOf(draft), Bytes(message, WithoutBcc), Bytes(message, Format));
    }

    /// <summary>Everybody a draft is for; what is no address is left out.</summary>
    public static IReadOnlyList<Address> RecipientsOf(Draft draft) => [.. draft.To.Concat(draft.Cc).Concat(draft.Bcc)
        .Select(static text => Recipient.TryParse(text, out var mailbox) ? new Address(mailbox.Name ?? "", mailbox.Address) : null).OfType<Address>()];

    // Whoever wrote it says nothing new: only to whom it goes on stands above it (RFC 5322 section 3.6.6).
    private static ComposedMessage Redirected(Draft draft, DateTimeOffset date)
    {
        if (draft.Attachments.FirstOrDefault(static one => one.IsMessage) is not { } original)
            throw new ComposeException(ComposeFailure.NothingToRedirect, "");
        using var built = Build(draft with { Subject = "", ReadReceipt = false, Priority = "" }, date);
        using var resent = new MimeMessage();
        resent.Headers.Clear();
        resent.ResentMessageId = MessageIds.Of(draft);
        resent.ResentDate = date;
        resent.ResentFrom.AddRange(built.From);
        resent.ResentTo.AddRange(built.To);
        resent.ResentCc.AddRange(built.Cc);
        SpooledMessage.Leave(resent, original.Id);
        var message = Bytes(resent, Format);
        resent.ResentBcc.AddRange(built.Bcc);
        return new ComposedMessage(MessageIds.Of(draft), built.From.Mailboxes.First().Address, EnvelopeOf(draft), message, Bytes(resent, Format));
    }

    // The domain is the same in any case, the name before it may not be.
    private static IReadOnlyList<string> EnvelopeOf(Draft draft) =>
        [.. RecipientsOf(draft).Select(static recipient => recipient.Email).DistinctBy(static address => Fold(address), StringComparer.Ordinal)];

    /// <summary>What can be said of a draft in the fields of a message; recipients that are no addresses are left out.</summary>
    internal static MimeMessage Build(Draft draft, DateTimeOffset date)
    {
        var message = new MimeMessage { Date = date, MessageId = MessageIds.Of(draft), Subject = draft.Subject };
        if (Recipient.TryParse(draft.From, out var sender))
            message.From.Add(new MailboxAddress(draft.FromName.Length > 0 ? draft.FromName : sender.Name, sender.Address));
        if (Recipient.TryParse(draft.ReplyTo, out var answersTo))
            message.ReplyTo.Add(answersTo);
        Add(message.To, draft.To);
        Add(message.Cc, draft.Cc);
        Add(message.Bcc, draft.Bcc);
        if (MessageIds.Clean(draft.InReplyTo) is { Length: > 0 } answered)
            message.InReplyTo = answered;
        foreach (var reference in draft.References.Select(MessageIds.Clean).Where(static id => id.Length > 0))
            message.References.Add(reference);
        AddWishes(message, draft);
        message.Body = MessageBody.Of(draft);
        return message;
    }

    /// <summary>Writes a message as servers take it.</summary>
    internal static void WriteTo(MimeMessage message, Stream stream) => message.WriteTo(Format, stream);

    private static void Add(InternetAddressList list, IReadOnlyList<string> texts)
    {
        foreach (var text in texts)
        {
            if (Recipient.TryParse(text, out var address))
                list.Add(address);
        }
    }

    // No standard says how urgent a message is; these two are what programs look for.
    private static void AddWishes(MimeMessage message, Draft draft)
    {
        (message.XPriority, message.Importance) = draft.Priority switch
        {
            "high" => (XMessagePriority.Highest, MessageImportance.High),
            "low" => (XMessagePriority.Lowest, MessageImportance.Low),
            _ => (message.XPriority, message.Importance),
        };
        if (draft.ReadReceipt && message.From.Mailboxes.FirstOrDefault() is { } writer)
            message.Headers.Add(HeaderId.DispositionNotificationTo, writer.ToString(encode: true));
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
