using Webmail.Mail.Imap;
using Webmail.Mail.Messages;

namespace Webmail.Mail.Operations;

/// <summary>
/// Finds out what became of a part whose command was sent and not answered: the connection broke, the server said NO half-way, or
/// this process was killed. Looks before anything is sent again, so that no message is lost and none is there twice.
/// </summary>
internal sealed class ChunkRecovery(ImapSessionPool pool)
{
    /// <summary>What was found done of it, finished; <see langword="null"/> when nothing was done, and it can be begun anew.</summary>
    public async Task<Chunk?> ResolveAsync(AccountId account, Operation operation, MailboxName? target, Chunk chunk, CancellationToken token) =>
        operation.Fate switch
        {
            MessageFate.Move when chunk.Stage == ChunkStage.Copied => await FinishMoveAsync(account, operation, chunk, chunk.Uids, token).ConfigureAwait(false),
            MessageFate.Move => await ResolveMoveAsync(account, operation, target!.Value, chunk, token).ConfigureAwait(false),
            MessageFate.Copy => Reduced(chunk, UidSet.Empty, await CopiesAsync(account, target!.Value, chunk, UidSet.Empty, chunk.Uids, token).ConfigureAwait(false)),
            _ => await RepeatAsync(account, operation, chunk, token).ConfigureAwait(false),
        };

    /// <summary>Looks for the copies where the server did not tell which they are.</summary>
    public async Task<Chunk> FindCopiesAsync(AccountId account, MailboxName target, Chunk chunk, CancellationToken token) =>
        chunk.Uids.Count == 0 || chunk.From.Count > 0 || chunk.TargetUidNext == 0
            ? chunk
            : WithCopies(chunk, await CopiesAsync(account, target, chunk, chunk.Uids, UidSet.Empty, token).ConfigureAwait(false));

    /// <summary>The part with its copies, when each original has one and both are in the same order.</summary>
    public static Chunk WithCopies(Chunk chunk, IReadOnlyDictionary<Uid, Uid> copies)
    {
        var known = chunk.Uids.Where(copies.ContainsKey).ToList();
        Uid[] to = [.. known.Select(uid => copies[uid])];
        // Copies in another order than their originals: what belongs to which could not be told from two sets.
        var inOrder = to.Zip(to.Skip(1)).All(static pair => pair.First < pair.Second);
        return inOrder ? chunk with { From = UidSet.Of(known), To = UidSet.Of(to) } : chunk with { From = UidSet.Empty, To = UidSet.Of(to) };
    }

    private async Task<Chunk?> ResolveMoveAsync(
        AccountId account, Operation operation, MailboxName target, Chunk chunk, CancellationToken token)
    {
        var present = await PresentAsync(account, operation, chunk, token).ConfigureAwait(false);
        var gone = chunk.Uids.Except(present);
        if (chunk.Prints.Count == 0 && present.Count > 0)
        {
            var prints = await pool.RunAsync(
                account, new ImapRequest(operation.Mailbox),
                (session, inner) => MessagePrints.ReadAsync(session.Opened, present, inner), token).ConfigureAwait(false);
            chunk = chunk with { Prints = prints };
        }

        var copies = await CopiesAsync(account, target, chunk, gone, present, token).ConfigureAwait(false);
        // Copied, and not taken away any more.
        var left = UidSet.Of(present.Where(copies.ContainsKey));
        await FinishMoveAsync(account, operation, chunk, left, token).ConfigureAwait(false);
        return Reduced(chunk, gone, copies);
    }

    private Task<Chunk> FinishMoveAsync(AccountId account, Operation operation, Chunk chunk, UidSet left, CancellationToken token) =>
        left.Count == 0 ? Task.FromResult(chunk) : pool.RunAsync(
            account, new ImapRequest(operation.Mailbox, MailboxAccess.Write),
            async (session, inner) =>
            {
                OperationCommitter.Check(session, operation);
                var present = await MailboxProbe.FindAsync(session, left, null, inner).ConfigureAwait(false);
                await OperationCommitter.ExpungeAsync(session, present, inner).ConfigureAwait(false);
                return chunk with { Stage = ChunkStage.Done };
            },
            token);

    // Flags and \Deleted say how a message shall be: said again, nothing is done twice.
    private Task<Chunk?> RepeatAsync(AccountId account, Operation operation, Chunk chunk, CancellationToken token) => pool.RunAsync<Chunk?>(
        account, new ImapRequest(operation.Mailbox, MailboxAccess.Write, OperationCommitter.PriorityOf(operation)),
        async (session, inner) =>
        {
            OperationCommitter.Check(session, operation);
            await OperationCommitter.StoreAsync(session, chunk.Effects, chunk.Uids, inner).ConfigureAwait(false);
            if (operation.Fate == MessageFate.Expunge)
            {
                var present = await MailboxProbe.FindAsync(session, chunk.Uids, null, inner).ConfigureAwait(false);
                await OperationCommitter.ExpungeAsync(session, present, inner).ConfigureAwait(false);
            }

            return chunk with { Stage = ChunkStage.Done };
        },
        token);

    private Task<UidSet> PresentAsync(AccountId account, Operation operation, Chunk chunk, CancellationToken token) => pool.RunAsync(
        account, new ImapRequest(operation.Mailbox),
        async (session, inner) =>
        {
            await session.Client.NoOpAsync(inner).ConfigureAwait(false);
            return session.Opened.UidValidity == operation.UidValidity
                ? await MailboxProbe.FindAsync(session, chunk.Uids, null, inner).ConfigureAwait(false)
                : throw new MailException(MailFailure.MailboxRecreated, operation.Mailbox.FullName);
        },
        token);

    private async Task<Dictionary<Uid, Uid>> CopiesAsync(
        AccountId account, MailboxName target, Chunk chunk, UidSet first, UidSet then, CancellationToken token)
    {
        var news = await MessagePrints.ReadNewAsync(pool, account, target, chunk.TargetValidity, chunk.TargetUidNext, token).ConfigureAwait(false);
        return MessagePrints.Pair(first, then, chunk.Prints, news);
    }

    /// <summary>The part as it turned out: those that are gone from the source and those whose copies were found.</summary>
    private static Chunk? Reduced(Chunk chunk, UidSet gone, IReadOnlyDictionary<Uid, Uid> copies)
    {
        var done = gone.Union(UidSet.Of(chunk.Uids.Where(copies.ContainsKey)));
        return done.Count == 0 ? null : WithCopies(
            chunk with
            {
                Stage = ChunkStage.Done,
                Uids = done,
                Effects = [.. chunk.Effects.Select(effect => effect with { Uids = effect.Uids.Intersect(done) }).Where(static effect => effect.Uids.Count > 0)],
            },
            copies);
    }
}
