using MailKit;
using Webmail.Mail.Imap;
using Webmail.Mail.Messages;

namespace Webmail.Mail.Operations;

/// <summary>Recognises messages by what they look like, where no UID tells which copy is whose.</summary>
internal static class MessagePrints
{
    private static readonly FetchRequest Wanted = new(
        MessageSummaryItems.UniqueId | MessageSummaryItems.InternalDate | MessageSummaryItems.Size, ["Message-ID"]);

    private const uint Recent = 1_000_000;

    /// <summary>The prints of messages in the open mailbox.</summary>
    public static async Task<IReadOnlyList<MessagePrint>> ReadAsync(IMailFolder folder, UidSet uids, CancellationToken token) =>
        uids.Count == 0 ? [] : PrintsOf(await folder.FetchAsync(MessageFetch.ToMailKit(uids), Wanted, token).ConfigureAwait(false));

    /// <summary>The prints of the messages that came into a mailbox since its UIDNEXT was seen; none when it was made anew or is gone.</summary>
    public static async Task<IReadOnlyList<MessagePrint>> ReadNewAsync(
        ImapSessionPool pool, AccountId account, MailboxName mailbox, uint uidValidity, uint uidNext, CancellationToken token)
    {
        var since = UidSet.OfRange(uidNext, uidNext > uint.MaxValue - Recent ? uint.MaxValue : uidNext + Recent);
        try
        {
            return await pool.RunAsync(
                account, new ImapRequest(mailbox),
                async (session, inner) =>
                {
                    // What was copied a moment ago is told with the next answer.
                    await session.Client.NoOpAsync(inner).ConfigureAwait(false);
                    if (session.Opened.UidValidity != uidValidity)
                        return [];
                    var found = await MailboxProbe.FindAsync(session, since, null, inner).ConfigureAwait(false);
                    return await ReadAsync(session.Opened, found, inner).ConfigureAwait(false);
                },
                token).ConfigureAwait(false);
        }
        catch (MailException e) when (e.Failure == MailFailure.MailboxGone)
        {
            return [];
        }
    }

    /// <summary>
    /// Finds the copies of messages among others: each copy belongs to one original. Of <paramref name="first"/> those come first whose
    /// copies are known to be there. Without prints, as many as there are originals are taken to be theirs, in order.
    /// </summary>
    public static Dictionary<Uid, Uid> Pair(UidSet first, UidSet then, IReadOnlyList<MessagePrint> originals, IReadOnlyList<MessagePrint> copies)
    {
        var pairs = new Dictionary<Uid, Uid>();
        var prints = originals.ToDictionary(static print => print.Uid);
        var free = copies.OrderBy(static copy => copy.Uid).GroupBy(static copy => copy.Marks)
            .ToDictionary(static group => group.Key, static group => new Queue<uint>(group.Select(static copy => copy.Uid)));
        foreach (var uid in first.Concat(then))
        {
            if (prints.TryGetValue(uid.Value, out var print) && free.TryGetValue(print.Marks, out var left) && left.TryDequeue(out var copy))
                pairs[uid] = new Uid(copy);
        }

        UidSet unpaired = UidSet.Of(first.Where(uid => !prints.ContainsKey(uid.Value)));
        Uid[] rest = [.. free.Values.SelectMany(static left => left).Order().Select(static uid => new Uid(uid))];
        if (unpaired.Count > 0 && unpaired.Count == rest.Length)
        {
            foreach (var (original, copy) in unpaired.Zip(rest))
                pairs[original] = copy;
        }

        return pairs;
    }

    private static IReadOnlyList<MessagePrint> PrintsOf(IEnumerable<IMessageSummary> summaries) =>
    [
        .. summaries.Where(static summary => summary.UniqueId.IsValid).Select(static summary => new MessagePrint(
            summary.UniqueId.Id, summary.Headers?["Message-ID"] ?? "", summary.Size ?? 0, summary.InternalDate?.ToUnixTimeSeconds() ?? 0)),
    ];
}
