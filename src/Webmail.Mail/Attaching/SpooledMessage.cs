using MimeKit;

namespace Webmail.Mail.Attaching;

/// <summary>
/// A message that leaves, with the bytes that wait for it in the spool: its attachments, or all of it below the fields of one that only
/// goes on to others. They are read while it is written; closed with this.
/// </summary>
internal sealed class SpooledMessage : IDisposable
{
    private const string WholeField = "X-Compose-Spooled-Message";

    private readonly SpooledParts _parts;

    private SpooledMessage(MimeMessage message, SpooledParts parts) => (Message, _parts) = (message, parts);

    /// <summary>The whole message.</summary>
    public MimeMessage Message { get; }

    /// <summary>These fields leave above a message that is in the spool.</summary>
    public static void Leave(MimeMessage fields, string attachment) => fields.Headers.Add(WholeField, attachment);

    /// <summary>Makes what waits whole.</summary>
    /// <exception cref="MailException">Something of it is not in the spool any more.</exception>
    public static async Task<SpooledMessage> LoadAsync(
        ReadOnlyMemory<byte> bytes, AttachmentSpool? spool, AccountId account, string draft, CancellationToken token)
    {
        using var stream = new MemoryStream(bytes.ToArray(), writable: false);
        var message = await MimeMessage.LoadAsync(stream, token).ConfigureAwait(false);
        var parts = new SpooledParts(spool, account, draft);
        try
        {
            if (message.Headers[WholeField]?.Trim() is { Length: > 0 } attachment)
                return new SpooledMessage(await UnderAsync(message, attachment, parts, token).ConfigureAwait(false), parts);
            AttachmentParts.Fill(message, parts.Open);
            return new SpooledMessage(message, parts);
        }
        catch
        {
            message.Dispose();
            parts.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Message.Dispose();
        _parts.Dispose();
    }

    // The rest stays as it came to the last byte: what signed it still holds.
    private static async Task<MimeMessage> UnderAsync(MimeMessage fields, string attachment, SpooledParts parts, CancellationToken token)
    {
        var content = parts.Open(attachment) ?? throw new MailException(MailFailure.MessageGone);
        MimeMessage whole;
        try
        {
            whole = await MimeMessage.LoadAsync(content, persistent: true, token).ConfigureAwait(false);
        }
        catch (FormatException broken)
        {
            throw new MailException(MailFailure.MessageGone, "", broken);
        }

        foreach (var (at, field) in fields.Headers.Where(static field => field.Field != WholeField).Index())
            whole.Headers.Insert(at, field.Clone());
        fields.Dispose();
        return whole;
    }
}
