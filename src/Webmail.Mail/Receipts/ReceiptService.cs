using System.Globalization;
using MimeKit;
using Webmail.Mail.Composing;
using Webmail.Mail.Composing.Identities;
using Webmail.Mail.Messages;
using Webmail.Mail.Operations;
using Webmail.Mail.Sending;

namespace Webmail.Mail.Receipts;

/// <summary>Tells whoever asked that a message was seen (RFC 8098), when its reader wants that, and never by itself.</summary>
public sealed class ReceiptService(MessageReader reader, IdentityService identities, Outbox outbox, OperationJournal operations, TimeProvider time)
{
    /// <summary>Sends the receipt, once however often it is asked for. Failures surface as <see cref="MailException"/>.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="key">The message that was seen.</param>
    /// <param name="subject">Of the receipt.</param>
    /// <param name="words">What it says to people, given the address that the message came to.</param>
    /// <param name="token">Ends the wait.</param>
    public async Task SendAsync(MailAccount account, MessageKey key, string subject, Func<string, string> words, CancellationToken token)
    {
        var seen = await reader.OpenAsync(account.Id, key, "", token).ConfigureAwait(false);
        var header = await reader.ReadHeaderAsync(account.Id, key, "", token).ConfigureAwait(false);
        var (identity, from) = ReplyAddressing.Writer(await identities.ReadAsync(account, token).ConfigureAwait(false), seen.Envelope, header);
        var id = IdOf(key);
        if (seen.ReceiptTo.Length > 0)
        {
            using var receipt = Write(new MailboxAddress(identity.Name, from), seen, id, subject, words(from));
            using var bytes = new MemoryStream();
            MessageComposer.WriteTo(receipt, bytes);
            await outbox.AddAsync(account.Id, new Submission
            {
                Id = id,
                MessageId = receipt.MessageId ?? "",
                Subject = subject,
                Sender = "",
                Recipients = [seen.ReceiptTo],
                Message = bytes.ToArray(),
                Copy = ReadOnlyMemory<byte>.Empty,
                NotBefore = time.GetUtcNow(),
                IsReceipt = true,
            }, token).ConfigureAwait(false);
        }

        await IgnoreAsync(account.Id, key, token).ConfigureAwait(false);
    }

    /// <summary>Nobody is told, and nobody is asked again, on any device (RFC 3503).</summary>
    public Task IgnoreAsync(AccountId account, MessageKey key, CancellationToken token) => operations.AddAsync(account, new Operation
    {
        Id = $"receipt-{IdOf(key)}",
        Kind = OperationKind.Label,
        Mailbox = key.Mailbox,
        UidValidity = key.UidValidity,
        Uids = UidSet.Of([key.Uid]),
        Flags = FlagChange.Of(Keyword.ReceiptHandled, set: true) with { KeywordsOptional = true },
        Made = time.GetUtcNow(),
    }, token);

    private static MimeMessage Write(MailboxAddress from, Message seen, string id, string subject, string words)
    {
        var notification = new MessageDispositionNotification();
        notification.Fields.Add("Final-Recipient", $"rfc822;{from.GetAddress(idnEncode: true)}");
        if (MessageIds.Clean(seen.Envelope.MessageId) is { Length: > 0 } messageId)
            notification.Fields.Add("Original-Message-ID", $"<{messageId}>");
        notification.Fields.Add("Disposition", "manual-action/MDN-sent-manually; displayed");
        var message = new MimeMessage
        {
            MessageId = $"{id}@{from.Domain}",
            Subject = subject,
            Body = new MultipartReport("disposition-notification", new MimeKit.TextPart("plain") { Text = words }, notification),
        };
        message.From.Add(from);
        message.To.Add(new MailboxAddress("", seen.ReceiptTo));
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-replied");
        return message;
    }

    private static string IdOf(MessageKey key) =>
        HexId.Of(string.Create(CultureInfo.InvariantCulture, $"receipt {key.Mailbox.FullName} {key.UidValidity} {key.Uid}"));
}
