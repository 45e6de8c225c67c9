using MailKit;
using Webmail.Mail.Attaching;
using Webmail.Mail.Imap;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Operations;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Composing;

/// <summary>Drafts in the Drafts mailbox of an account, where every program and device finds them.</summary>
public sealed class DraftService
{
    private readonly ImapSessionPool _pool;
    private readonly TargetMailboxes _targets;
    private readonly MailboxChanges _changes;
    private readonly AttachmentFetcher _fetcher;
    private readonly TimeProvider _time;
    private readonly DraftCopies _copies = new();

    /// <summary>Over the connections of a pool.</summary>
    public DraftService(ImapSessionPool pool, MailboxService mailboxes, MailboxChanges changes, AttachmentFetcher fetcher, TimeProvider time)
    {
        (_pool, _changes, _fetcher, _time) = (pool, changes, fetcher, time);
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
        await FetchAsync(account, draft, mailbox, token).ConfigureAwait(false);
        using var parts = new SpooledParts(_fetcher.Spool, account, draft.Id);
        using var message = DraftMessage.Write(draft, _time.GetUtcNow(), parts.Open);
        await _pool.RunAsync(account, new ImapRequest(mailbox, MailboxAccess.Write), async (session, inner) =>
        {
            var before = await _copies.FindAsync(session, account, mailbox, draft.Id, inner).ConfigureAwait(false);
            var digest = message.Headers[DraftMessage.DigestField];
            bool IsThis(DraftCopy one) => one.Revision == draft.Revision && one.Digest == digest;
            var seen = before.Any(IsThis) ? Math.Max(known, draft.Revision - 1) : known;
            var unseen = before.Where(one => one.Revision > seen && !IsThis(one) && !Draft.IsSameWriter(one.Writer, draft.Writer));
            if (unseen.MaxBy(static one => one.Revision) is { } other)
                throw new DraftConflictException(await ReadOwnAsync(session, mailbox, other.Uid, inner).ConfigureAwait(false));
            // Another node saved what the same window wrote after this.
            if (before.Any(one => one.Revision > draft.Revision && Draft.IsSameWriter(one.Writer, draft.Writer)))
                return false;
            if (!before.Any(IsThis)
                && await session.Opened.AppendAsync(new AppendRequest(message, MailKit.MessageFlags.Draft | MailKit.MessageFlags.Seen), inner)
                    .ConfigureAwait(false) is { } uid && uid.Validity == session.Opened.UidValidity)
            {
                _copies.Add(account, new MessageKey(mailbox, uid.Validity, new Uid(uid.Id)));
            }

            // Two nodes that saved the same leave one.
            var same = before.Where(IsThis).Select(static one => one.Uid).ToList();
            var old = before.Select(static one => one.Uid).Except(same.Take(1));
            if (draft.Replaces is { } replaced && replaced.Mailbox == mailbox.FullName && replaced.UidValidity == session.Opened.UidValidity)
                old = old.Append(new Uid(replaced.Uid));
            await OperationCommitter.ExpungeAsync(session, UidSet.Of(old), inner).ConfigureAwait(false);
            return true;
        }, token).ConfigureAwait(false);
        _changes.Publish(account, new MailboxTouched(mailbox));
    }

    /// <summary>
    /// The draft in a message; <see langword="null"/> when it cannot be written on here without losing parts of it. What another program
    /// wrote, or changed, is a draft of its own.
    /// </summary>
    public Task<Draft?> OpenAsync(AccountId account, MessageKey message, CancellationToken token) =>
        _pool.RunAsync(account, new ImapRequest(message.Mailbox), async (session, inner) =>
        {
            if (session.Opened.UidValidity != message.UidValidity)
                throw new MailException(MailFailure.MailboxRecreated);
            var ours = await _copies.FindAsync(session, account, message, inner).ConfigureAwait(false) is not null;
            return await DraftReader.ReadAsync(session, message, ours, inner).ConfigureAwait(false);
        }, token);

    /// <summary>The newest revision of a draft in the Drafts mailbox; <see langword="null"/> when there is none.</summary>
    public async Task<Draft?> FindAsync(AccountId account, string id, CancellationToken token)
    {
        var mailbox = await _targets.FindOrMakeAsync(account, SpecialUse.Drafts, token).ConfigureAwait(false);
        return await _pool.RunAsync(account, new ImapRequest(mailbox), async (session, inner) =>
        {
            var copies = await _copies.FindAsync(session, account, mailbox, id, inner).ConfigureAwait(false);
            return copies.MaxBy(static one => one.Revision) is { } newest
                ? await ReadOwnAsync(session, mailbox, newest.Uid, inner).ConfigureAwait(false) : null;
        }, token).ConfigureAwait(false);
    }

    /// <summary>
    /// Brings the attachments of a draft into the spool that are still in a message on the server. Failures surface as
    /// <see cref="MailException"/>.
    /// </summary>
    /// <returns>Those whose bytes are nowhere, or not whole yet.</returns>
    public async Task<IReadOnlyList<DraftAttachment>> FetchAsync(AccountId account, Draft draft, CancellationToken token) =>
        draft.Attachments.Count == 0 ? [] : await FetchAsync(
            account, draft, await _targets.FindOrMakeAsync(account, SpecialUse.Drafts, token).ConfigureAwait(false), token).ConfigureAwait(false);

    /// <summary>Takes all revisions of a draft out of the Drafts mailbox.</summary>
    public async Task RemoveAsync(AccountId account, string id, CancellationToken token)
    {
        var mailbox = await _targets.FindOrMakeAsync(account, SpecialUse.Drafts, token).ConfigureAwait(false);
        await _pool.RunAsync(account, new ImapRequest(mailbox, MailboxAccess.Write), async (session, inner) =>
        {
            var copies = await _copies.FindAsync(session, account, mailbox, id, inner).ConfigureAwait(false);
            await OperationCommitter.ExpungeAsync(session, UidSet.Of(copies.Select(static one => one.Uid)), inner).ConfigureAwait(false);
            return true;
        }, token).ConfigureAwait(false);
        _changes.Publish(account, new MailboxTouched(mailbox));
    }

    private async Task<IReadOnlyList<DraftAttachment>> FetchAsync(AccountId account, Draft draft, MailboxName mailbox, CancellationToken token)
    {
        var spool = _fetcher.Spool;
        if (draft.Attachments.All(one => spool.Find(account, draft.Id, one.Id) is { IsComplete: true }))
            return [];
        var copy = await _pool.RunAsync(account, new ImapRequest(mailbox), async (session, inner) =>
            (await _copies.FindAsync(session, account, mailbox, draft.Id, inner).ConfigureAwait(false)).MaxBy(static one => one.Revision) is { } newest
                ? new MessageKey(mailbox, session.Opened.UidValidity, newest.Uid) : (MessageKey?)null, token).ConfigureAwait(false);
        return await _fetcher.FetchAsync(account, draft.Id, draft.Attachments, copy, token).ConfigureAwait(false);
    }

    private static async Task<Draft> ReadOwnAsync(ImapSession session, MailboxName mailbox, Uid uid, CancellationToken token) =>
        await DraftReader.ReadAsync(session, new MessageKey(mailbox, session.Opened.UidValidity, uid), ours: true, token).ConfigureAwait(false)
            ?? throw new MailException(MailFailure.MessageGone);
}
