using MailKit;
using MailKit.Search;
using Webmail.Mail.Imap;

namespace Webmail.Mail.Messages;

/// <summary>Asks the server what is in the mailbox a session has open.</summary>
internal static class MailboxProbe
{
    /// <summary>
    /// All UIDs. Where messages cannot be expunged by UID (no UIDPLUS) those marked \Deleted count as gone: to expunge them would take
    /// along what others marked.
    /// </summary>
    public static async Task<UidSet> AllUidsAsync(ImapSession session, CancellationToken token) => MessageFetch.FromMailKit(
        await session.Opened.SearchAsync(session.Features.UidPlus ? SearchQuery.All : SearchQuery.NotDeleted, token).ConfigureAwait(false));

    /// <summary>Those of the messages that are there and to which a condition applies.</summary>
    public static async Task<UidSet> FindAsync(ImapSession session, UidSet uids, SearchQuery? condition, CancellationToken token)
    {
        if (uids.Count == 0)
            return uids;
        SearchQuery among = SearchQuery.Uids(uids.RangeCount > 1
            ? MessageFetch.ToMailKit(uids)
            : new UniqueIdRange(new UniqueId(uids.First!.Value.Value), new UniqueId(uids.Last!.Value.Value)));
        if (!session.Features.UidPlus)
            among = among.And(SearchQuery.NotDeleted);
        var found = await session.Opened.SearchAsync(condition is null ? among : among.And(condition), token).ConfigureAwait(false);
        // A range that ends in "*" has the newest message in it, whatever its UID.
        return MessageFetch.FromMailKit(found).Intersect(uids);
    }

    /// <summary>How many messages lack \Seen; where the server has ESEARCH (RFC 4731), without listing them.</summary>
    public static async Task<int> UnseenAsync(ImapSession session, CancellationToken token)
    {
        if (!session.Features.ESearch)
            return (await session.Opened.SearchAsync(SearchQuery.NotSeen, token).ConfigureAwait(false)).Count;
        var found = await session.Opened.SearchAsync(SearchOptions.Count, SearchQuery.NotSeen, token).ConfigureAwait(false);
        return found.Count;
    }

    /// <summary>The counts of the open mailbox. STATUS is not for a mailbox that is selected (RFC 9051 section 6.3.11).</summary>
    public static async Task<MailboxStatus> StatusAsync(ImapSession session, CachedMailbox shape, CancellationToken token) => new(
        shape.Uids.Count, await UnseenAsync(session, token).ConfigureAwait(false), shape.UidNext, shape.UidValidity, shape.HighestModSeq);

    /// <summary>
    /// The shape of the open mailbox, given its newest UIDs in ascending order. Where no UID was ever skipped in between, the oldest
    /// one tells them all, and no search is needed.
    /// </summary>
    public static async Task<CachedMailbox> ShapeAsync(
        ImapSession session, IReadOnlyList<Uid> newest, ulong highestModSeq, CancellationToken token)
    {
        var folder = session.Opened;
        var uids = UidSet.Of(newest);
        if (!session.Features.UidPlus)
        {
            uids = await AllUidsAsync(session, token).ConfigureAwait(false);
        }
        else if (folder.Count > newest.Count)
        {
            var oldest = newest.Count > 0 ? await MessageFetch.OldestUidAsync(folder, token).ConfigureAwait(false) : null;
            uids = oldest is { } first && uids.Last is { } last && last.Value - first.Value + 1 == (uint)folder.Count
                ? UidSet.OfRange(first.Value, last.Value) : await AllUidsAsync(session, token).ConfigureAwait(false);
        }

        var next = Math.Max(folder.UidNext?.Id ?? 0, (uids.Last?.Value ?? 0) + 1);
        return new CachedMailbox(folder.UidValidity, next, highestModSeq, uids);
    }

    /// <summary>HIGHESTMODSEQ of the open mailbox, or 0 where it has none.</summary>
    public static ulong HighestModSeq(ImapSession session) =>
        session.Features.CondStore && session.Opened.Supports(FolderFeature.ModSequences) ? session.Opened.HighestModSeq : 0;
}
