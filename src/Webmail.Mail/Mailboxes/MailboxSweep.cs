using MailKit;
using MailKit.Search;
using Webmail.Mail.Imap;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Mailboxes;

/// <summary>How far emptying a mailbox is.</summary>
/// <param name="Done">Messages removed so far.</param>
/// <param name="Total">Messages there were.</param>
public sealed record EmptyingProgress(int Done, int Total);

/// <summary>What emptying a mailbox did.</summary>
/// <param name="Messages">How many messages it concerned.</param>
/// <param name="OnlyMarked">
/// The server cannot remove chosen messages (no UIDPLUS, RFC 4315): they are marked as deleted, and go when a mail program expunges.
/// </param>
public sealed record EmptiedMailbox(int Messages, bool OnlyMarked);

/// <summary>Messages that were marked read together.</summary>
/// <param name="Mailbox">Where.</param>
/// <param name="UidValidity">The mailbox's UIDVALIDITY.</param>
/// <param name="Uids">Which.</param>
public sealed record MarkedMessages(MailboxName Mailbox, uint UidValidity, UidSet Uids);

/// <summary>Does something with all messages of a mailbox: those that were there at the beginning, and no others.</summary>
internal sealed class MailboxSweep(ImapSessionPool pool, MailboxChanges changes, AccountId account, MailboxName mailbox)
{
    // Small enough that a cancel is felt and whoever waits for the connection gets it soon.
    private const int ChunkSize = 500;

    // A chunk is given again as often: on the same messages it does nothing twice.
    private const int Attempts = 3;

    /// <summary>Removes all messages for good.</summary>
    public async Task<EmptiedMailbox> EmptyAsync(IProgress<EmptyingProgress>? progress, CancellationToken token)
    {
        var (validity, uids) = await FindAsync(SearchQuery.All, token).ConfigureAwait(false);
        var done = 0;
        var onlyMarked = false;
        progress?.Report(new EmptyingProgress(0, uids.Count));
        foreach (var chunk in uids.Chunk(ChunkSize))
        {
            token.ThrowIfCancellationRequested();
            onlyMarked = !await DoAsync(validity, chunk, RemoveAsync).ConfigureAwait(false);
            done += chunk.Length;
            progress?.Report(new EmptyingProgress(done, uids.Count));
        }

        return new EmptiedMailbox(done, onlyMarked);
    }

    /// <summary>Marks read what is not.</summary>
    public async Task<MarkedMessages> MarkAllReadAsync(CancellationToken token)
    {
        var (validity, uids) = await FindAsync(SearchQuery.NotSeen, token).ConfigureAwait(false);
        foreach (var chunk in uids.Chunk(ChunkSize))
        {
            token.ThrowIfCancellationRequested();
            await DoAsync(validity, chunk, static (session, some, running) => StoreAsync(
                session, some, StoreAction.Add, MailKit.MessageFlags.Seen, running)).ConfigureAwait(false);
        }

        return new MarkedMessages(mailbox, validity, UidSet.Of(uids.Select(static uid => new Uid(uid.Id))));
    }

    /// <summary>Marks messages unread.</summary>
    public async Task MarkUnreadAsync(MarkedMessages messages, CancellationToken token)
    {
        foreach (var chunk in messages.Uids.Select(static uid => new UniqueId(uid.Value)).Chunk(ChunkSize))
        {
            token.ThrowIfCancellationRequested();
            await DoAsync(messages.UidValidity, chunk, static (session, some, running) => StoreAsync(
                session, some, StoreAction.Remove, MailKit.MessageFlags.Seen, running)).ConfigureAwait(false);
        }
    }

    private Task<(uint UidValidity, IList<UniqueId> Uids)> FindAsync(SearchQuery query, CancellationToken token) => pool.RunAsync(
        account, new ImapRequest(mailbox),
        async (session, running) =>
        {
            await session.Client.NoOpAsync(running).ConfigureAwait(false);
            return (session.Opened.UidValidity, await session.Opened.SearchAsync(query, running).ConfigureAwait(false));
        },
        token);

    private async Task<bool> DoAsync(
        uint uidValidity, UniqueId[] chunk, Func<ImapSession, UniqueId[], CancellationToken, Task<bool>> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var done = await pool.RunAsync(
                    account, new ImapRequest(mailbox, MailboxAccess.Write, ImapPriority.Background),
                    (session, running) => session.Opened.UidValidity == uidValidity
                        ? work(session, chunk, running) : throw new MailException(MailFailure.MailboxRecreated),
                    CancellationToken.None).ConfigureAwait(false);
                changes.Publish(account, new MailboxTouched(mailbox));
                return done;
            }
            catch (MailException e) when (attempt < Attempts && e.Failure is (MailFailure.ConnectionLost or MailFailure.ServerTimeout))
            {
                // Once more, on another connection.
            }
        }
    }

    // A plain EXPUNGE would also remove what other programs marked: never that.
    private static async Task<bool> RemoveAsync(ImapSession session, UniqueId[] chunk, CancellationToken token)
    {
        await StoreAsync(session, chunk, StoreAction.Add, MailKit.MessageFlags.Deleted, token).ConfigureAwait(false);
        if (!session.Features.UidPlus)
            return false;
        await session.Opened.ExpungeAsync(chunk, token).ConfigureAwait(false);
        return true;
    }

    private static async Task<bool> StoreAsync(
        ImapSession session, UniqueId[] chunk, StoreAction action, MailKit.MessageFlags flag, CancellationToken token)
    {
        await session.Opened.StoreAsync(chunk, new StoreFlagsRequest(action, flag) { Silent = true }, token).ConfigureAwait(false);
        return true;
    }
}
