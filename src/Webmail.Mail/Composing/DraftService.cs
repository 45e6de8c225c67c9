using MailKit;
using MailKit.Search;
using MimeKit;
using Webmail.Mail.Imap;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Operations;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Composing;

/// <summary>Drafts in the Drafts mailbox of an account, where every program and device finds them.</summary>
public sealed class DraftService
{
    private const long LargestDraft = 64 * 1024 * 1024;

    private readonly ImapSessionPool _pool;
    private readonly TargetMailboxes _targets;
    private readonly MailboxChanges _changes;
    private readonly TimeProvider _time;

    /// <summary>Over the connections of a pool.</summary>
    public DraftService(ImapSessionPool pool, MailboxService mailboxes, MailboxChanges changes, TimeProvider time)
    {
        (_pool, _changes, _time) = (pool, changes, time);
        _targets = new TargetMailboxes(pool, mailboxes, changes);
    }

    /// <summary>
    /// Puts a revision into the Drafts mailbox, and only then takes the ones before it out: a crash in between leaves both, and the
    /// next save takes the older one. Failures surface as <see cref="MailException"/>.
    /// </summary>
    /// <param name="account">Whose.</param>
    /// <param name="draft">The revision.</param>
    /// <param name="known">The newest revision its writer has seen.</param>
    /// <param name="token">Ends the wait.</param>
    /// <exception cref="DraftConflictException">There is another its writer has not seen; nothing is changed.</exception>
    public async Task SaveAsync(AccountId account, Draft draft, long known, CancellationToken token)
    {
        var mailbox = await _targets.FindOrMakeAsync(account, SpecialUse.Drafts, token).ConfigureAwait(false);
        var bytes = DraftMessage.Write(draft, _time.GetUtcNow());
        await _pool.RunAsync(account, new ImapRequest(mailbox, MailboxAccess.Write), async (session, inner) =>
        {
            var before = await RevisionsAsync(session, draft.Id, inner).ConfigureAwait(false);
            if (before.Count > 0 && before.MaxBy(static one => one.Revision) is var newest && newest.Revision > known && newest.Revision != draft.Revision
                && await ReadAsync(session, mailbox, newest.Uid, inner).ConfigureAwait(false) is { } theirs)
            {
                throw new DraftConflictException(theirs);
            }

            if (before.All(one => one.Revision != draft.Revision))
                await AppendAsync(session, bytes, inner).ConfigureAwait(false);
            // Two nodes that saved the same leave one.
            var same = before.Where(one => one.Revision == draft.Revision).Select(static one => one.Uid).ToList();
            var old = before.Select(static one => one.Uid).Except(same.Take(1));
            if (draft.Replaces is { } replaced && replaced.Mailbox == mailbox.FullName && replaced.UidValidity == session.Opened.UidValidity)
                old = old.Append(new Uid(replaced.Uid));
            await OperationCommitter.ExpungeAsync(session, UidSet.Of(old), inner).ConfigureAwait(false);
            return true;
        }, token).ConfigureAwait(false);
        _changes.Publish(account, new MailboxTouched(mailbox));
    }

    /// <summary>The draft in a message; <see langword="null"/> when it cannot be written on here without losing parts of it.</summary>
    public Task<Draft?> OpenAsync(AccountId account, MessageKey message, CancellationToken token) =>
        _pool.RunAsync(account, new ImapRequest(message.Mailbox), async (session, inner) =>
        {
            if (session.Opened.UidValidity != message.UidValidity)
                throw new MailException(MailFailure.MailboxRecreated);
            return await ReadAsync(session, message.Mailbox, message.Uid, inner).ConfigureAwait(false);
        }, token);

    /// <summary>The newest revision of a draft in the Drafts mailbox; <see langword="null"/> when there is none.</summary>
    public async Task<Draft?> FindAsync(AccountId account, string id, CancellationToken token)
    {
        var mailbox = await _targets.FindOrMakeAsync(account, SpecialUse.Drafts, token).ConfigureAwait(false);
        return await _pool.RunAsync(account, new ImapRequest(mailbox), async (session, inner) =>
        {
            var revisions = await RevisionsAsync(session, id, inner).ConfigureAwait(false);
            return revisions.Count == 0
                ? null : await ReadAsync(session, mailbox, revisions.MaxBy(static one => one.Revision).Uid, inner).ConfigureAwait(false);
        }, token).ConfigureAwait(false);
    }

    /// <summary>Takes all revisions of a draft out of the Drafts mailbox.</summary>
    public async Task RemoveAsync(AccountId account, string id, CancellationToken token)
    {
        var mailbox = await _targets.FindOrMakeAsync(account, SpecialUse.Drafts, token).ConfigureAwait(false);
        await _pool.RunAsync(account, new ImapRequest(mailbox, MailboxAccess.Write), async (session, inner) =>
        {
            var revisions = await RevisionsAsync(session, id, inner).ConfigureAwait(false);
            await OperationCommitter.ExpungeAsync(session, UidSet.Of(revisions.Select(static one => one.Uid)), inner).ConfigureAwait(false);
            return true;
        }, token).ConfigureAwait(false);
        _changes.Publish(account, new MailboxTouched(mailbox));
    }

    private static async Task<IReadOnlyList<(Uid Uid, long Revision)>> RevisionsAsync(ImapSession session, string id, CancellationToken token)
    {
        var query = SearchQuery.HeaderContains(DraftMessage.IdField, id).And(SearchQuery.NotDeleted);
        var found = await session.Opened.SearchAsync(query, token).ConfigureAwait(false);
        if (found.Count == 0)
            return [];
        var headers = await session.Opened.FetchAsync(
            found, new FetchRequest(MessageSummaryItems.UniqueId, [DraftMessage.IdField, DraftMessage.RevisionField]), token).ConfigureAwait(false);
        // SEARCH finds parts of words too.
        return [.. headers.Where(one => one.Headers is not null && one.Headers[DraftMessage.IdField]?.Trim() == id)
            .Select(static one => (new Uid(one.UniqueId.Id), DraftMessage.RevisionOf(one.Headers!)))];
    }

    private static async Task<Draft?> ReadAsync(ImapSession session, MailboxName mailbox, Uid uid, CancellationToken token)
    {
        var key = new MessageKey(mailbox, session.Opened.UidValidity, uid);
        var size = (await session.Opened.FetchAsync([new UniqueId(uid.Value)], new FetchRequest(MessageSummaryItems.UniqueId | MessageSummaryItems.Size), token)
            .ConfigureAwait(false)).FirstOrDefault()?.Size ?? throw new MailException(MailFailure.MessageGone);
        if (size > LargestDraft)
            return null;
        using var message = await session.Opened.GetMessageAsync(new UniqueId(uid.Value), token).ConfigureAwait(false);
        return DraftMessage.Read(message, key);
    }

    private static async Task AppendAsync(ImapSession session, byte[] bytes, CancellationToken token)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        using var message = await MimeMessage.LoadAsync(stream, token).ConfigureAwait(false);
        await session.Opened.AppendAsync(new AppendRequest(message, MailKit.MessageFlags.Draft | MailKit.MessageFlags.Seen), token).ConfigureAwait(false);
    }
}
