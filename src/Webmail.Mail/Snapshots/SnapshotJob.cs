using Microsoft.Extensions.Logging;
using Webmail.Mail.Mailboxes;

namespace Webmail.Mail.Snapshots;

/// <summary>One copy of folders to another server, from the first look to the result.</summary>
internal sealed class SnapshotJob(
    AccountId account, SnapshotRequest request, MailboxService mailboxes, SourceAccount source, TargetAccount target, SnapshotTally tally,
    SnapshotLimits limits, TimeProvider time, ILogger logger)
{
    /// <summary>How far it is.</summary>
    public SnapshotProgress Progress => tally.Now;

    /// <summary>Runs to the end. Never throws: the result is part of the progress.</summary>
    public async Task RunAsync(CancellationToken cancelled)
    {
        SnapshotLog.Started(logger, account);
        try
        {
            await using (target.ConfigureAwait(false))
                await CopyAsync(cancelled).ConfigureAwait(false);
            End(SnapshotPhase.Finished, null);
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            End(SnapshotPhase.Cancelled, null);
        }
        catch (MailException e)
        {
            End(SnapshotPhase.Failed, e);
        }
#pragma warning disable CA1031 // A mistake of ours must end as a result that is shown, not as a progress bar that stands still.
        catch (Exception e)
#pragma warning restore CA1031
        {
            SnapshotLog.Broke(logger, account, e);
            End(SnapshotPhase.Failed, new MailException(MailFailure.ServerRefused, e.GetType().Name));
        }
    }

    private async Task CopyAsync(CancellationToken token)
    {
        var copies = await RetryAsync(PlanAsync, token).ConfigureAwait(false);
        tally.Update(now => now with { Mailboxes = copies.Count }, tellNow: true);
        foreach (var copy in copies)
        {
            tally.Update(now => now with { Mailbox = copy.Name });
            await WithOneAsync(copy, copy.LookAsync, token).ConfigureAwait(false);
            tally.Update(static now => now with { MailboxesDone = now.MailboxesDone + 1 });
        }

        tally.Update(static now => now with { Phase = SnapshotPhase.Copying, MailboxesDone = 0 }, tellNow: true);
        for (var i = 0; i < copies.Count; i++)
        {
            var copy = copies[i];
            tally.Update(now => now with { Mailbox = copy.Name });
            try
            {
                await WithOneAsync(copy, copy.CopyAsync, token).ConfigureAwait(false);
            }
            catch (MailException e)
            {
                foreach (var left in copies.Skip(i + 1))
                    left.Abandon(e);
                throw;
            }

            tally.Update(static now => now with { MailboxesDone = now.MailboxesDone + 1 });
        }
    }

    private async Task<List<MailboxCopy>> PlanAsync(CancellationToken token)
    {
        var all = await mailboxes.ListAsync(account, token).ConfigureAwait(false);
        var prefix = await source.PrefixAsync(token).ConfigureAwait(false);
        var above = request.Mailbox is { } wanted
            ? all.FirstOrDefault(mailbox => mailbox.Name == wanted) ?? throw new MailException(MailFailure.MailboxGone, wanted.FullName) : null;
        var chosen = all.Where(mailbox => mailbox.Selectable && IsWanted(mailbox, above)).ToList();
        // A view shows messages of other mailboxes: with it, they would all come twice.
        var views = above is null ? chosen.Where(static mailbox => mailbox.SpecialUse is SpecialUse.All or SpecialUse.Flagged).ToList() : [];
        foreach (var view in views)
            tally.Note(new SnapshotNotice(SnapshotNoticeKind.ViewSkipped, view.Name, "", view.Status?.Messages ?? 0));
        var delimiter = await target.DelimiterAsync(token).ConfigureAwait(false);
        var planned = TargetNames.Plan(chosen.Except(views), above, prefix, request.Folder, delimiter);
        return [.. planned.Select(mailbox => new MailboxCopy(mailbox, source, target, tally, limits))];
    }

    private bool IsWanted(Mailbox mailbox, Mailbox? above) => above is null
        ? mailbox.Namespace == MailboxNamespace.Personal
        : mailbox.Name == above.Name || (request.WithSubfolders && above.Delimiter != '\0'
            && mailbox.Name.FullName.StartsWith(above.Name.FullName + above.Delimiter, StringComparison.Ordinal));

    // What is about one mailbox ends that mailbox; what would be the same with every other ends the copy.
    private async Task WithOneAsync(MailboxCopy copy, Func<CancellationToken, Task> step, CancellationToken token)
    {
        for (var again = false; ; again = true)
        {
            try
            {
                await RetryAsync(
                    async inner =>
                    {
                        await step(inner).ConfigureAwait(false);
                        return true;
                    },
                    token).ConfigureAwait(false);
                return;
            }
            catch (MailException e) when (e.Failure == MailFailure.MailboxGone && !again)
            {
                // Somebody deleted it there meanwhile: it is made anew. Or here: then the second time says so too.
                await target.DropAsync().ConfigureAwait(false);
            }
            catch (MailException e)
            {
                copy.Abandon(e);
                if (e.IsTransient || e.Failure is not (MailFailure.MailboxGone or MailFailure.MailboxRecreated or MailFailure.NotPermitted
                    or MailFailure.ServerRefused or MailFailure.TooLarge))
                {
                    throw;
                }

                return;
            }
        }
    }

    private async Task<T> RetryAsync<T>(Func<CancellationToken, Task<T>> step, CancellationToken token)
    {
        for (var failures = 1; ; failures++)
        {
            var done = tally.Now.MessagesDone;
            try
            {
                var result = await step(token).ConfigureAwait(false);
                tally.Update(static now => now with { Waiting = null });
                return result;
            }
            catch (MailException e) when (e.IsTransient)
            {
                if (tally.Now.MessagesDone > done)
                    failures = 1;
                if (failures >= limits.Attempts)
                    throw;
                var delay = SnapshotLimits.DelayAfter(failures);
                SnapshotLog.TriesAgain(logger, account, e.Failure, delay);
                tally.Update(now => now with { Waiting = e.Failure }, tellNow: true);
                await Task.Delay(delay, time, token).ConfigureAwait(false);
            }
        }
    }

    private void End(SnapshotPhase phase, MailException? why)
    {
        tally.Update(
            now => now with { Phase = phase, Failure = why?.Failure, Detail = why?.Detail ?? "", Waiting = null, Ended = time.GetUtcNow() },
            tellNow: true);
        var end = tally.Now;
        SnapshotLog.Ended(logger, account, phase, end.MessagesDone, end.Messages, end.MessagesFailed, why?.Failure);
    }
}
