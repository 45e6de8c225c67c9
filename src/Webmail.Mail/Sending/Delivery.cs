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
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(2);
    private static readonly TimeSpan[] Pauses = [.. new[] { 15, 60, 120, 300, 900, 1_800, 3_600 }.Select(static seconds => TimeSpan.FromSeconds(seconds))];

    /// <summary>Does the next step; the state afterwards, or <see langword="null"/> when the message is not there any more.</summary>
    public Task<OutboxRecord?> StepAsync(OutboxRecord record, CancellationToken token) => record.State switch
    {
        OutboxState.Waiting => SendAsync(record, token),
        OutboxState.Filing => FileAsync(record, token),
        // Left behind by a process that ended there.
        OutboxState.Sending => AskAsync(record, token),
        _ => Task.FromResult<OutboxRecord?>(record),
    };

    private async Task<OutboxRecord?> SendAsync(OutboxRecord waiting, CancellationToken token)
    {
        if (await store.ReadMessageAsync(waiting.Account.Id, waiting.Id, token).ConfigureAwait(false) is not { } bytes)
            return null;
        var sending = waiting with { State = OutboxState.Sending, NextAttempt = null };
        var begun = false;
        var result = await submitter.SubmitAsync(
            waiting.Account, new Credentials(waiting.Password), waiting, bytes.Message,
            async () => begun = await store.ReplaceAsync(waiting, sending, token).ConfigureAwait(false), token).ConfigureAwait(false);
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
                Refused = result.Refused ?? [],
            },
            _ => Later(before, result),
        };
        if (after == before)
            return before;
        if (after.State == OutboxState.Failed)
            SendingLog.Refused(logger, waiting.Account.Id, after.Failure);
        else if (after.State == OutboxState.Waiting)
            SendingLog.PutOff(logger, waiting.Account.Id, after.Failure);
        return await WriteAsync(before, after).ConfigureAwait(false);
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
        var filed = false;
        try
        {
            filed = await WithAccountAsync(sending, () => filing.IsFiledAsync(sending.Account.Id, sending, token)).ConfigureAwait(false);
        }
        catch (MailException e)
        {
            SendingLog.NotFiled(logger, sending.Account.Id, e.Failure);
        }

        if (!filed)
            SendingLog.Unknown(logger, sending.Account.Id);
        return await WriteAsync(sending, sending with { State = filed ? OutboxState.Filing : OutboxState.Unknown }).ConfigureAwait(false);
    }

    private async Task<OutboxRecord?> FileAsync(OutboxRecord record, CancellationToken token)
    {
        if (await store.ReadMessageAsync(record.Account.Id, record.Id, token).ConfigureAwait(false) is not { } bytes)
            return null;
        try
        {
            await WithAccountAsync(record, async () =>
            {
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
            }).ConfigureAwait(false);
        }

        await store.RemoveAsync(record, CancellationToken.None).ConfigureAwait(false);
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

    private async Task<OutboxRecord?> WriteAsync(OutboxRecord before, OutboxRecord after) =>
        await store.ReplaceAsync(before, after, CancellationToken.None).ConfigureAwait(false) ? after : null;

    // The writer may have signed out, or a restart have forgotten them: the message brings what opens its account.
    private async Task<T> WithAccountAsync<T>(OutboxRecord record, Func<Task<T>> work)
    {
        var id = record.Account.Id;
        if (signedIn.Find(id) is not null)
            return await work().ConfigureAwait(false);
        var own = new Credentials(record.Password);
        signedIn.Add(record.Account, own);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            // Whoever signed in meanwhile stays.
            if (ReferenceEquals(signedIn.Find(id)?.Credentials, own))
            {
                signedIn.Remove(id);
                await pool.CloseAsync(id).ConfigureAwait(false);
            }
        }
    }
}
