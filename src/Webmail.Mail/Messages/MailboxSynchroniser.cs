using Webmail.Mail.Imap;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Messages;

/// <summary>Brings what we know of a mailbox up to date and tells what changed.</summary>
internal sealed class MailboxSynchroniser(ImapSessionPool pool, IHeaderCache cache, MailboxChanges changes, MailboxMemory memory, MailboxOverlay overlay)
{
    private const int EagerRows = 50;

    private sealed record Outcome(
        CachedMailbox Shape, MailboxStatus Status, UidSet Arrived, UidSet Vanished, IReadOnlyDictionary<Uid, MessageFlags> Flags,
        IReadOnlyList<MessageSummary> NewRows, bool Recreated);

    /// <summary>Compares with the server and publishes the difference. A mailbox never seen before is only counted.</summary>
    public async Task SynchroniseAsync(MailboxState state, CancellationToken token)
    {
        if (state.Shape is not { } known)
            return;
        var noticed = state.TakeNotice();
        Outcome outcome;
        try
        {
            outcome = await pool.RunAsync(
                state.Account, new ImapRequest(state.Mailbox),
                (session, inner) => CompareAsync(session, state, known, inner), token).ConfigureAwait(false);
        }
        catch (MailException e) when (e.Failure == MailFailure.MailboxGone)
        {
            await ResetAsync(state, gone: true, token).ConfigureAwait(false);
            return;
        }

        if (outcome.Recreated)
        {
            await ResetAsync(state, gone: false, token).ConfigureAwait(false);
            return;
        }

        await ApplyAsync(state, known, outcome, noticed, token).ConfigureAwait(false);
    }

    private async Task<Outcome> CompareAsync(ImapSession session, MailboxState state, CachedMailbox known, CancellationToken token)
    {
        var folder = session.Opened;
        // The answer brings what happened since the last command: without it the counts may be old.
        await session.Client.NoOpAsync(token).ConfigureAwait(false);
        if (folder.UidValidity != known.UidValidity)
            return new Outcome(known, new MailboxStatus(0, 0, 0, 0, 0), UidSet.Empty, UidSet.Empty, NoFlags, [], Recreated: true);

        var modSeq = MailboxProbe.HighestModSeq(session);
        var hasModSeq = modSeq > 0 && known.HighestModSeq > 0;
        var flags = hasModSeq
            ? await MessageFetch.ChangedSinceAsync(folder, known.HighestModSeq, token).ConfigureAwait(false) : [];
        var arrived = UidSet.Of(flags.Keys.Where(uid => uid.Value >= known.UidNext));
        var uids = known.Uids.Union(arrived);
        if (!hasModSeq || !session.Features.UidPlus || uids.Count != folder.Count)
            uids = await MailboxProbe.AllUidsAsync(session, token).ConfigureAwait(false);
        arrived = uids.Except(known.Uids);
        var vanished = known.Uids.Except(uids);
        if (!hasModSeq && memory.RememberedOf(state, known.UidValidity).Except(vanished) is { Count: > 0 } remembered)
            flags = await MessageFetch.FlagsAsync(folder, remembered, token).ConfigureAwait(false);

        var eager = UidSet.Of(arrived.Skip(arrived.Count - EagerRows));
        var rows = eager.Count == 0 ? [] : await MessageFetch.SummariesAsync(session, eager, token).ConfigureAwait(false);
        var next = Math.Max(known.UidNext, (uids.Last?.Value ?? 0) + 1);
        var shape = new CachedMailbox(known.UidValidity, next, Math.Max(modSeq, known.HighestModSeq), uids);
        var stayed = flags.Where(pair => known.Uids.Contains(pair.Key)).ToDictionary();
        return new Outcome(
            shape, await MailboxProbe.StatusAsync(session, shape, token).ConfigureAwait(false), arrived, vanished, stayed,
            [.. rows.Select(SummaryBuilder.Summary)], Recreated: false);
    }

    private static readonly Dictionary<Uid, MessageFlags> NoFlags = [];

    private async Task ApplyAsync(MailboxState state, CachedMailbox known, Outcome outcome, long noticed, CancellationToken token)
    {
        var validity = outcome.Shape.UidValidity;
        memory.Add(state, validity, outcome.NewRows);
        var remembered = memory.RememberedOf(state, validity);
        var changed = memory.SetFlags(state, validity, outcome.Flags);
        state.Shape = outcome.Shape;
        // Rows we do not hold may have had these flags before; rows we hold and that did not change are no news.
        var news = outcome.Flags.Where(pair => !remembered.Contains(pair.Key)).ToDictionary();
        foreach (var row in changed)
            news[row.Uid] = row.Flags;
        if (outcome.Arrived.Count + outcome.Vanished.Count + news.Count > 0)
        {
            var change = new MessagesChanged(state.Mailbox, validity, outcome.Shape.Uids, outcome.Arrived, outcome.Vanished, news);
            changes.Publish(state.Account, overlay.Show(state.Account, change) with { Noticed = noticed });
        }

        PublishStatus(state, outcome.Status, noticed);
        if (outcome.Shape == known)
            return;
        state.NoteCached(UidSet.Of(outcome.NewRows.Concat(changed).Select(static row => row.Uid)));
        CachedSummary[] rows = [.. outcome.NewRows.Concat(changed).Select(row => new CachedSummary(row, outcome.Shape.HighestModSeq))];
        await state.WriteInOrderAsync(async () =>
        {
            await cache.WriteMailboxAsync(state.Account, state.Mailbox, outcome.Shape, token).ConfigureAwait(false);
            if (rows.Length > 0)
                await cache.WriteAsync(state.Account, state.Mailbox, validity, rows, token).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>Tells the counts when they are news.</summary>
    public void PublishStatus(MailboxState state, MailboxStatus status, long noticed = 0)
    {
        if (state.Status == status)
            return;
        state.Status = status;
        changes.Publish(state.Account, new StatusChanged(state.Mailbox, status) { Noticed = noticed });
    }

    /// <summary>Forgets a mailbox that is gone or was recreated, and says so.</summary>
    public async Task ResetAsync(MailboxState state, bool gone, CancellationToken token)
    {
        memory.Forget(state.Account, state.Mailbox);
        await state.WriteInOrderAsync(() => cache.ForgetAsync(state.Account, state.Mailbox, token).AsTask()).ConfigureAwait(false);
        changes.Publish(state.Account, new MailboxReset(state.Mailbox, gone));
    }
}
