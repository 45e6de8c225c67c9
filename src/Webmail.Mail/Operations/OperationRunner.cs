using Microsoft.Extensions.Logging;
using Webmail.Mail.Imap;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Operations;

/// <summary>
/// Brings the operations of one account to the server, one part after the other: in order where one depends on another, and small
/// ones between the parts of large ones. Waits while the server is away, and is at rest while there is nothing to do.
/// </summary>
internal sealed class OperationRunner(
    AccountJournal journal, ImapSessionPool pool, TargetMailboxes targets, Action<JournalEntry> changed, TimeProvider time, ILogger logger)
{
    /// <summary>A server may still be at the command of a connection that broke: it is given this long before anybody looks.</summary>
    internal static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly OperationCommitter _committer = new(pool);
    private readonly ChunkRecovery _recovery = new(pool);
    private readonly ChunkSize _flagging = ChunkSize.ForFlags;
    private readonly ChunkSize _moving = ChunkSize.ForMessages;
    private readonly Interruption _news = new();
    private readonly ReconnectDelay _delay = new(time);
    private readonly Lock _gate = new();
    private bool _running;

    /// <summary>There may be something to do, or the server may be back.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            if (_running)
            {
                _news.Raise();
                return;
            }

            _running = true;
        }

        _ = Task.Run(RunAsync, CancellationToken.None);
    }

    private async Task RunAsync()
    {
        // It belongs to no request.
        System.Diagnostics.Activity.Current = null;
        using var hold = pool.Hold(journal.Account);
        while (true)
        {
            JournalEntry? next;
            TimeSpan wait;
            CancellationToken news;
            lock (_gate)
            {
                news = _news.Token;
                (next, wait) = journal.Read(Pick);
                if (next is null && wait == Timeout.InfiniteTimeSpan)
                {
                    _running = false;
                    return;
                }
            }

            if (next is not null)
                wait = await StepAsync(next).ConfigureAwait(false);
            if (wait == Timeout.InfiniteTimeSpan)
            {
                // Nobody is signed in: whoever signs in wakes it.
                lock (_gate)
                {
                    if (news.IsCancellationRequested)
                        continue;
                    _running = false;
                    return;
                }
            }

            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time, news).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What to do next, or how long to wait for it; infinitely, when there is nothing.</summary>
    private (JournalEntry? Next, TimeSpan Wait) Pick(IReadOnlyCollection<JournalEntry> entries)
    {
        JournalEntry? large = null;
        var wait = Timeout.InfiniteTimeSpan;
        var earlier = new List<JournalEntry>();
        foreach (var entry in entries)
        {
            if (!entry.IsPending)
                continue;
            var left = WaitFor(entry);
            if (left > TimeSpan.Zero)
            {
                wait = wait == Timeout.InfiniteTimeSpan || left < wait ? left : wait;
            }
            else if (!earlier.Any(other => DependsOn(entry, other)))
            {
                if (OperationCommitter.PriorityOf(entry.Operation) == ImapPriority.Interactive)
                    return (entry, TimeSpan.Zero);
                large ??= entry;
            }

            earlier.Add(entry);
        }

        return large is null ? (null, wait) : (large, TimeSpan.Zero);
    }

    private TimeSpan WaitFor(JournalEntry entry)
    {
        var now = time.GetUtcNow();
        var held = entry.CancelRequested ? TimeSpan.Zero : (entry.Operation.NotBefore ?? now) - now;
        var settling = entry.Unfinished is null ? TimeSpan.Zero : entry.LookAfter - now;
        return held > settling ? held : settling;
    }

    private static bool DependsOn(JournalEntry entry, JournalEntry earlier) =>
        entry.Operation.Mailbox == earlier.Operation.Mailbox && entry.Operation.UidValidity == earlier.Operation.UidValidity
        && entry.Operation.Uids.Overlaps(earlier.Operation.Uids);

    /// <summary>Does the next part; how long to wait before the one after it.</summary>
    private async Task<TimeSpan> StepAsync(JournalEntry entry)
    {
        try
        {
            if (!Begin(entry))
                return TimeSpan.Zero;
            if (entry.Unfinished is { } unfinished)
                await RecoverAsync(entry, unfinished).ConfigureAwait(false);
            else if (entry.CancelRequested)
                await EndAsync(entry, OperationState.Cancelled).ConfigureAwait(false);
            else
                await DoPartAsync(entry).ConfigureAwait(false);
            _delay.Succeed();
            if (entry is { IsPending: true, Remaining.Count: 0 })
                await EndAsync(entry, OperationState.Done).ConfigureAwait(false);
            return TimeSpan.Zero;
        }
        catch (MailException e) when (e.Failure == MailFailure.SignedOut)
        {
            return Timeout.InfiniteTimeSpan;
        }
        catch (MailException e) when (!IsRefusal(e.Failure))
        {
            return PutOff(entry, e);
        }
        catch (MailException e)
        {
            return await RefusedAsync(entry, e).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            OperationsLog.Broke(logger, e, journal.Account);
            await FailAsync(entry, new MailException(MailFailure.ServerRefused, e.GetType().Name)).ConfigureAwait(false);
            return TimeSpan.Zero;
        }
    }

    private bool Begin(JournalEntry entry)
    {
        var began = false;
        journal.Change(() =>
        {
            began = entry.IsPending;
            if (!began)
                return;
            entry.State = OperationState.Running;
            entry.Began ??= time.GetUtcNow();
        });
        return began;
    }

    private async Task DoPartAsync(JournalEntry entry)
    {
        var operation = entry.Operation;
        if (operation.Fate is MessageFate.Move or MessageFate.Copy && entry.Target is null)
        {
            var target = await targets.FindOrMakeAsync(journal.Account, operation.TargetUse, CancellationToken.None).ConfigureAwait(false);
            journal.Change(() => entry.Target = target);
        }

        if (entry.Target == operation.Mailbox)
        {
            // Already where it shall be.
            await NoteAsync(entry, new Chunk { Uids = UidSet.Empty, Missing = entry.Remaining, Stage = ChunkStage.Done }).ConfigureAwait(false);
            return;
        }

        var size = operation.Fate == MessageFate.Stay ? _flagging : _moving;
        var uids = size.Next(entry.Remaining);
        var began = time.GetTimestamp();
        var chunk = await _committer.DoAsync(
            journal.Account, operation, entry.Target, uids, part => NoteAsync(entry, part), CancellationToken.None).ConfigureAwait(false);
        if (uids.Count < entry.Remaining.Count)
            size.Took(time.GetElapsedTime(began));
        if (entry.Target is { } where)
            chunk = await _recovery.FindCopiesAsync(journal.Account, where, chunk, CancellationToken.None).ConfigureAwait(false);
        await FinishAsync(entry, chunk).ConfigureAwait(false);
    }

    private async Task RecoverAsync(JournalEntry entry, Chunk unfinished)
    {
        var found = await _recovery.ResolveAsync(
            journal.Account, entry.Operation, entry.Target, unfinished, CancellationToken.None).ConfigureAwait(false);
        if (found is not null)
        {
            if (entry.Target is { } target)
                found = await _recovery.FindCopiesAsync(journal.Account, target, found, CancellationToken.None).ConfigureAwait(false);
            await FinishAsync(entry, found).ConfigureAwait(false);
            return;
        }

        journal.Change(entry.DropUnfinished);
        await journal.SaveAsync(entry, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task FinishAsync(JournalEntry entry, Chunk chunk)
    {
        journal.Change(() =>
        {
            entry.Put(chunk with { Stage = ChunkStage.Done, Prints = [] });
            if (entry.Remaining.Count == 0)
                SetEnd(entry, OperationState.Done);
        });
        changed(entry);
        await journal.SaveAsync(entry, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task NoteAsync(JournalEntry entry, Chunk chunk)
    {
        journal.Change(() => entry.Put(chunk));
        await journal.SaveAsync(entry, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task EndAsync(JournalEntry entry, OperationState state)
    {
        journal.Change(() => SetEnd(entry, state));
        await journal.SaveAsync(entry, CancellationToken.None).ConfigureAwait(false);
        changed(entry);
    }

    private void SetEnd(JournalEntry entry, OperationState state)
    {
        entry.State = state;
        entry.Ended = time.GetUtcNow();
    }

    // The server said no. Part of it may be done all the same (RFC 6851 section 4.3): what is, counts.
    private async Task<TimeSpan> RefusedAsync(JournalEntry entry, MailException refusal)
    {
        try
        {
            if (entry.Unfinished is { } unfinished && entry.Operation.Fate is MessageFate.Move or MessageFate.Copy
                && refusal.Failure is not (MailFailure.MailboxRecreated or MailFailure.MailboxGone))
            {
                await RecoverAsync(entry, unfinished).ConfigureAwait(false);
            }
        }
        catch (MailException e) when (!IsRefusal(e.Failure))
        {
            return PutOff(entry, e);
        }
        catch (MailException e)
        {
            OperationsLog.PutOff(logger, entry.Operation.Kind, journal.Account, e.Failure);
        }

        if (entry.IsPending)
            await FailAsync(entry, refusal).ConfigureAwait(false);
        return TimeSpan.Zero;
    }

    private async Task FailAsync(JournalEntry entry, MailException failure)
    {
        OperationsLog.Failed(logger, entry.Operation.Kind, entry.Remaining.Count, journal.Account, failure.Failure);
        journal.Change(() =>
        {
            entry.DropUnfinished();
            (entry.Failure, entry.Detail) = (failure.Failure, failure.Detail);
        });
        await EndAsync(entry, OperationState.Failed).ConfigureAwait(false);
    }

    private TimeSpan PutOff(JournalEntry entry, MailException failure)
    {
        OperationsLog.PutOff(logger, entry.Operation.Kind, journal.Account, failure.Failure);
        entry.LookAfter = time.GetUtcNow() + Settling;
        var next = pool.NextAttempt(journal.Account) is { } attempt ? attempt - time.GetUtcNow() : _delay.Fail(failure);
        return next < Settling ? Settling : next > LongestWait ? LongestWait : next;
    }

    /// <summary>Whether a failure is about this operation: no other time will help.</summary>
    private static bool IsRefusal(MailFailure failure) => failure is MailFailure.MailboxGone or MailFailure.MailboxRecreated
        or MailFailure.MessageGone or MailFailure.NotPermitted or MailFailure.QuotaExceeded or MailFailure.TooLarge
        or MailFailure.KeywordRefused or MailFailure.ServerRefused;
}
