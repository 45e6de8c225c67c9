using MailKit;
using MailKit.Net.Imap;
using Webmail.Mail.Imap;
using Webmail.Mail.Messages;

namespace Webmail.Mail.Snapshots;

/// <summary>A message on its way.</summary>
/// <param name="Message">What it is known as.</param>
/// <param name="Flags">Its flags; never \Deleted.</param>
/// <param name="Date">When it came (INTERNALDATE).</param>
/// <param name="Raw">All its bytes; <see langword="null"/> when it is fetched in pieces.</param>
internal sealed record TravellingMessage(IndexedMessage Message, MessageFlags Flags, DateTimeOffset Date, byte[]? Raw)
{
    /// <summary>Its bytes as they are sent.</summary>
    public long Size => Raw is null ? Message.Size : Raw.Length;
}

/// <summary>
/// Reads what is copied over the account's pool, after everybody who waits for something: with EXAMINE and BODY.PEEK, so nothing
/// changes. Each call lends a connection for one or two commands only.
/// </summary>
internal sealed class SourceAccount(ImapSessionPool pool, AccountId account)
{
    /// <summary>What all of the user's own mailboxes begin with ("INBOX."), or empty.</summary>
    public Task<string> PrefixAsync(CancellationToken token) => pool.RunAsync(
        account, new ImapRequest(null, Priority: ImapPriority.Background),
        static (session, _) => Task.FromResult(
            session.Client.PersonalNamespaces is [{ Path.Length: > 0 } own, ..] ? own.Path.TrimEnd(own.DirectorySeparator) + own.DirectorySeparator : ""),
        token);

    /// <summary>What is in a mailbox.</summary>
    public async Task<(uint UidValidity, IReadOnlyList<IndexedMessage> Messages)> IndexAsync(MailboxName mailbox, CancellationToken token)
    {
        var (validity, uids) = await pool.RunAsync(
            account, Opened(mailbox),
            static async (session, inner) => (session.Opened.UidValidity, await MessageIndex.UidsAsync(session.Opened, inner).ConfigureAwait(false)),
            token).ConfigureAwait(false);
        var messages = new List<IndexedMessage>(uids.Count);
        foreach (var some in uids.Chunk(MessageIndex.Window))
        {
            messages.AddRange(await WithOpenAsync(
                mailbox, validity, (folder, inner) => MessageIndex.ReadAsync(folder, some, inner), token).ConfigureAwait(false));
        }

        return (validity, messages);
    }

    /// <summary>Messages with flags and bytes, in the order asked for; those that are gone are left out.</summary>
    public Task<IReadOnlyList<TravellingMessage>> FetchAsync(
        MailboxName mailbox, uint validity, IReadOnlyList<IndexedMessage> messages, CancellationToken token) => WithOpenAsync<IReadOnlyList<TravellingMessage>>(
        mailbox, validity,
        async (folder, inner) =>
        {
            List<UniqueId> uids = [.. messages.Select(static message => new UniqueId(message.Uid))];
            var found = await SummariesAsync(folder, uids, inner).ConfigureAwait(false);
            var raw = new Dictionary<uint, byte[]>();
            await ((ImapFolder)folder).GetStreamsAsync(
                uids, async (_, _, uid, stream, reading) => raw[uid.Id] = await BytesAsync(stream, reading).ConfigureAwait(false), inner)
                .ConfigureAwait(false);
            return [.. messages.Where(message => found.ContainsKey(message.Uid) && raw.ContainsKey(message.Uid))
                .Select(message => Travelling(message, found[message.Uid], raw[message.Uid]))];
        },
        token);

    /// <summary>One message without its bytes; <see langword="null"/> when it is gone.</summary>
    public Task<TravellingMessage?> DescribeAsync(MailboxName mailbox, uint validity, IndexedMessage message, CancellationToken token) =>
        WithOpenAsync(
            mailbox, validity,
            async (folder, inner) => (await SummariesAsync(folder, [new UniqueId(message.Uid)], inner).ConfigureAwait(false))
                .TryGetValue(message.Uid, out var summary) ? Travelling(message, summary, null) : null,
            token);

    /// <summary>A piece of a message; shorter than asked for at its end.</summary>
    public Task<byte[]> PieceAsync(MailboxName mailbox, uint validity, uint uid, int offset, int count, CancellationToken token) => WithOpenAsync(
        mailbox, validity,
        async (folder, inner) => await BytesAsync(
            await folder.GetStreamAsync(new UniqueId(uid), "", offset, count, inner).ConfigureAwait(false), inner).ConfigureAwait(false),
        token);

    /// <summary>The subject of a message, to tell which one it is; empty when it is gone or has none.</summary>
    public Task<string> SubjectAsync(MailboxName mailbox, uint validity, uint uid, CancellationToken token) => WithOpenAsync(
        mailbox, validity,
        async (folder, inner) =>
        {
            var found = await folder.FetchAsync([new UniqueId(uid)], MessageSummaryItems.Envelope, inner).ConfigureAwait(false);
            return found is [{ Envelope.Subject: { } subject }, ..] ? DisplayText.Clean(subject, 200) : "";
        },
        token);

    private Task<TRead> WithOpenAsync<TRead>(MailboxName mailbox, uint validity, Func<IMailFolder, CancellationToken, Task<TRead>> work, CancellationToken token) =>
        pool.RunAsync(
            account, Opened(mailbox),
            (session, inner) => session.Opened.UidValidity == validity
                ? work(session.Opened, inner) : throw new MailException(MailFailure.MailboxRecreated),
            token);

    private static ImapRequest Opened(MailboxName mailbox) => new(mailbox, MailboxAccess.Read, ImapPriority.Background);

    private static async Task<Dictionary<uint, IMessageSummary>> SummariesAsync(IMailFolder folder, List<UniqueId> uids, CancellationToken token)
    {
        var found = await folder.FetchAsync(
            uids, MessageSummaryItems.UniqueId | MessageSummaryItems.Flags | MessageSummaryItems.InternalDate, token).ConfigureAwait(false);
        return found.ToDictionary(static summary => summary.UniqueId.Id);
    }

    private static TravellingMessage Travelling(IndexedMessage message, IMessageSummary summary, byte[]? raw)
    {
        var flags = MailKitFlags.Read(summary.Flags ?? MailKit.MessageFlags.None, summary.Keywords);
        return new TravellingMessage(
            message, flags with { System = flags.System & ~SystemFlags.Deleted }, summary.InternalDate ?? DateTimeOffset.UnixEpoch, raw);
    }

    private static async Task<byte[]> BytesAsync(Stream stream, CancellationToken token)
    {
        await using (stream.ConfigureAwait(false))
        {
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, token).ConfigureAwait(false);
            return bytes;
        }
    }
}
