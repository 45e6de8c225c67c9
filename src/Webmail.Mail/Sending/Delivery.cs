using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;
using Webmail.Mail.Operations;

namespace Webmail.Mail.Sending;

/// <summary>
/// Takes one message one step on. Each step is written down before the next begins, over the state it came from: a message that was
/// taken back meanwhile does not leave, and one of which nobody knows is never sent again by itself.
/// </summary>
internal sealed class Delivery(
    IOutboxStore store, SmtpSubmitter submitter, SentFiling filing, OperationJournal operations, IEnumerable<IFinishedDrafts> finished,
    SignedInAccounts signedIn, ImapSessionPool pool, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(2);
    private static readonly TimeSpan[] Pauses = [.. new[] { 15, 60, 120, 300, 900, 1_800, 3_600 }.Select(static seconds => TimeSpan.FromSeconds(seconds))];

    /// <summary>States in which nothing was sent yet, though the store may have them.</summary>
    private readonly ConcurrentDictionary<string, bool> _notBegun = new();

    /// <summary>Does the next step; the state afterwards, or <see langword="null"/> when the message is not there any more.</summary>
    public Task<OutboxRecord?> StepAsync(OutboxRecord record, CancellationToken token) => record.State switch
    {
        OutboxState.Waiting => SendAsync(record, token),
        OutboxState.Filing => FileAsync(record, token),
        OutboxState.Sending when _notBegun.TryRemove(record.Stamp, out _) =>
            WriteAsync(record, record with { State = OutboxState.Waiting }, token),
        // Left behind by a process that ended there.
        OutboxState.Sending => AskAsync(record, token),
        _ => Task.FromResult<OutboxRecord?>(record),
    };

    private async Task<OutboxRecord?> SendAsync(OutboxRecord waiting, CancellationToken token)
    {
        if (await store.ReadMessageAsync(waiting.Account.Id, waiting.Id, token).ConfigureAwait(false) is not { } bytes)
            return await WithoutBytesAsync(waiting, token).ConfigureAwait(false);
        var sending = (waiting with { State = OutboxState.Sending, NextAttempt = null }).Stamped();
        var begun = false;
        var result = await submitter.SubmitAsync(
            waiting.Account, new Credentials(waiting.Password), waiting, bytes.Message,
            async () => begun = await BeginAsync(waiting, sending).ConfigureAwait(false), token).ConfigureAwait(false);
        var before = begun ? sending : waiting;
        var after = result.Outcome switch
        {
            SubmissionOutcome.Accepted => before with { State = OutboxState.Filing, Attempts = 0, Failure = null, Detail = "" },
            SubmissionOutcome.Unknown => before with { State = OutboxState.Sending },
            SubmissionOutcome.Refused => before with
            {
                State = OutboxState.Failed,
                Failure = result.Failure,
                Detail = result.Detail,
                NotAccepted = result.Refused ?? [],
            },
            _ => Later(before, result),
        };
        if (after == before)
            return before;
        if (after.State == OutboxState.Failed)
            SendingLog.Refused(logger, waiting.Account.Id, after.Failure);
        else if (after.State == OutboxState.Waiting)
            SendingLog.PutOff(logger, waiting.Account.Id, after.Failure);
        return await WriteAsync(before, after, token).ConfigureAwait(false);
    }

    // When the store does not say whether it has this state, nothing is sent, and the state is known again by its stamp.
    private async Task<bool> BeginAsync(OutboxRecord waiting, OutboxRecord sending)
    {
        try
        {
            return await store.ReplaceAsync(waiting, sending, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            _notBegun[sending.Stamp] = true;
            throw;
        }
    }

    private Task<OutboxRecord?> WithoutBytesAsync(OutboxRecord record, CancellationToken token)
    {
        SendingLog.BytesGone(logger, record.Account.Id);
        return WriteAsync(record, record with { State = OutboxState.Failed, Failure = MailFailure.MessageGone, Detail = "" }, token);
    }

    // It was sent, and that is what counts; its draft stays where it is.
    private async Task<OutboxRecord> WithoutCopyAsync(OutboxRecord record)
    {
        SendingLog.BytesGone(logger, record.Account.Id);
        await store.RemoveAsync(record, sent: true, CancellationToken.None).ConfigureAwait(false);
        return record with { State = OutboxState.Sent, Failure = null, Detail = "" };
    }

    private OutboxRecord Later(OutboxRecord record, SubmissionResult result)
    {
        var now = time.GetUtcNow();
        if (now - record.NotBefore > GiveUpAfter)
            return record with { State = OutboxState.Failed, Failure = result.Failure, Detail = result.Detail };
        return record with
        {
            State = OutboxState.Waiting,
            Attempts = record.Attempts + 1,
            Failure = result.Failure,
            Detail = result.Detail,
            NextAttempt = now + Pauses[Math.Min(record.Attempts, Pauses.Length - 1)],
        };
    }

    // A server that files what it takes can tell; of any other only the writer knows.
    private async Task<OutboxRecord?> AskAsync(OutboxRecord sending, CancellationToken token)
    {
        // Nobody is asked about a receipt: one at most is what counts.
        var filed = sending.IsReceipt;
        try
        {
            filed = filed || await WithAccountAsync(sending, () => filing.IsFiledAsync(sending.Account.Id, sending, token)).ConfigureAwait(false);
        }
        catch (MailException e)
        {
            SendingLog.NotFiled(logger, sending.Account.Id, e.Failure);
        }

        if (!filed)
            SendingLog.Unknown(logger, sending.Account.Id);
        return await WriteAsync(sending, sending with { State = filed ? OutboxState.Filing : OutboxState.Unknown }, token).ConfigureAwait(false);
    }

    private async Task<OutboxRecord?> FileAsync(OutboxRecord record, CancellationToken token)
    {
        if (await store.ReadMessageAsync(record.Account.Id, record.Id, token).ConfigureAwait(false) is not { } bytes)
            return await WithoutCopyAsync(record).ConfigureAwait(false);
        try
        {
            await WithAccountAsync(record, async () =>
            {
                if (record.IsReceipt)
                    return true;
                await filing.FileAsync(record.Account.Id, record, bytes.Copy, token).ConfigureAwait(false);
                foreach (var one in finished)
                    await one.FinishAsync(record.Account.Id, record.Id, token).ConfigureAwait(false);
                await MarkAsync(record, token).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }
        catch (MailException e)
        {
            SendingLog.NotFiled(logger, record.Account.Id, e.Failure);
            return await WriteAsync(record, record with
            {
                Failure = e.Failure,
                Detail = e.Detail,
                Attempts = record.Attempts + 1,
                NextAttempt = time.GetUtcNow() + Pauses[Math.Min(record.Attempts, Pauses.Length - 1)],
            }, token).ConfigureAwait(false);
        }

        await store.RemoveAsync(record, sent: true, CancellationToken.None).ConfigureAwait(false);
        SendingLog.Sent(logger, record.Account.Id);
        return record with { State = OutboxState.Sent, Failure = null, Detail = "" };
    }

    private async Task MarkAsync(OutboxRecord record, CancellationToken token)
    {
        if (record.OriginalMark.Length == 0 || record.OriginalMailbox.Length == 0)
            return;
        await operations.AddAsync(record.Account.Id, new Operation
        {
            Id = $"sent-{record.Id}",
            Kind = OperationKind.Label,
            Mailbox = new MailboxName(record.OriginalMailbox),
            UidValidity = record.OriginalUidValidity,
            Uids = UidSet.Of([new Uid(record.OriginalUid)]),
            Flags = FlagChange.Of(record.OriginalMark, set: true) with { KeywordsOptional = true },
            Made = time.GetUtcNow(),
        }, token).ConfigureAwait(false);
    }

    // What is known now is not forgotten because the store is away: else a message that was sent would be asked about.
    private async Task<OutboxRecord?> WriteAsync(OutboxRecord before, OutboxRecord after, CancellationToken token)
    {
        var stamped = after.Stamped();
        while (true)
        {
            try
            {
                return await store.ReplaceAsync(before, stamped, CancellationToken.None).ConfigureAwait(false) ? stamped : null;
            }
            catch (SessionStoreException e)
            {
                SendingLog.StoreAway(logger, e.Message);
            }

            await Task.Delay(BetweenWrites, time, token).ConfigureAwait(false);
        }
    }

    // The writer may have signed out, or a restart have forgotten them: the message brings what opens its account.
    private async Task<T> WithAccountAsync<T>(OutboxRecord record, Func<Task<T>> work)
    {
        var loan = signedIn.Lend(record.Account, new Credentials(record.Password));
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            if (loan.Return())
                await pool.CloseAsync(record.Account.Id).ConfigureAwait(false);
        }
    }
}
