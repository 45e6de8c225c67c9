using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Accounts;
using Webmail.Mail.Attaching;
using Webmail.Mail.Imap;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Operations;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Sending;

/// <summary>
/// Messages on their way out: durable first, held while they can be taken back, submitted once, filed once. Goes on with all browsers
/// closed, and after a restart without anybody signing in. Changes are told as <see cref="OutboxChanged"/>.
/// </summary>
public sealed class Outbox : BackgroundService
{
    private const int Tries = 3;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(500);

    private readonly KeptOutbox _store;
    private readonly OutboxWork _work;
    private readonly SignedInAccounts _signedIn;
    private readonly TimeProvider _time;
    private readonly ILogger<Outbox> _logger;

    internal Outbox(
        IOutboxStore store, SmtpSubmitter submitter, ImapSessionPool pool, MailboxService mailboxes, OperationJournal operations,
        IEnumerable<IFinishedDrafts> finished, SignedInAccounts signedIn, MailboxChanges changes, TimeProvider time, ILogger<Outbox> logger,
        AttachmentSpool? spool = null)
    {
        (_store, _signedIn, _time, _logger) = (new KeptOutbox(store, logger), signedIn, time, logger);
        var delivery = new Delivery(_store, submitter, new SentFiling(pool, mailboxes, changes, spool), operations, finished, signedIn, pool, time, logger);
        _work = new OutboxWork(_store, delivery, changes, time, logger);
    }

    /// <summary>
    /// Takes a message in: durable when this returns. One of its name that has not left yet makes room, unless it is this one, asked
    /// for again.
    /// </summary>
    /// <exception cref="SessionStoreException">The store does not answer; nothing is sent.</exception>
    public async Task<OutboxAddition> AddAsync(AccountId account, Submission submission, CancellationToken token)
    {
        var record = RecordOf(account, submission).Stamped();
        while (true)
        {
            switch (await AddOnceAsync(record, submission, token).ConfigureAwait(false))
            {
                case OutboxAnswer.Added:
                    _work.Follow(record);
                    return OutboxAddition.Added;
                case OutboxAnswer.Sent:
                    return OutboxAddition.Known;
                case OutboxAnswer.Overtaken:
                    return OutboxAddition.TooLate;
            }

            if (await FindAsync(account, submission.Id, token).ConfigureAwait(false) is not { } there)
                continue;
            if (there.State != OutboxState.Failed && there.Revision == record.Revision && there.IsScheduled == record.IsScheduled
                && (!record.IsScheduled || there.NotBefore == record.NotBefore))
            {
                _work.Trust(there);
                return OutboxAddition.Known;
            }

            if (there.State is not (OutboxState.Waiting or OutboxState.Failed))
                return OutboxAddition.TooLate;
            await _store.RemoveAsync(there, sent: false, token).ConfigureAwait(false);
        }
    }

    /// <summary>Takes a message back; <see langword="false"/> when it is on its way, or sent, or not known.</summary>
    /// <exception cref="SessionStoreException">The store does not answer.</exception>
    public async Task<bool> CancelAsync(AccountId account, string id, CancellationToken token)
    {
        if (await FindAsync(account, id, token).ConfigureAwait(false) is not { State: OutboxState.Waiting or OutboxState.Failed } record
            || !await _store.RemoveAsync(record, sent: false, token).ConfigureAwait(false))
        {
            return false;
        }

        _work.Forget(record);
        return true;
    }

    /// <summary>Tries a message now that waits for its time or its next attempt, or was refused; <see langword="false"/> when it is on its way.</summary>
    /// <exception cref="SessionStoreException">The store does not answer.</exception>
    public Task<bool> RetryAsync(AccountId account, string id, CancellationToken token) => ChangeAsync(
        account, id, static record => record.State is OutboxState.Waiting or OutboxState.Failed or OutboxState.Filing,
        record => record with
        {
            State = record.State == OutboxState.Filing ? OutboxState.Filing : OutboxState.Waiting,
            NotBefore = _time.GetUtcNow(),
            IsScheduled = false,
            NextAttempt = null,
            Failure = null,
            NotAccepted = [],
        }, token);

    /// <summary>Sends a message that waits at another time; <see langword="false"/> when it does not wait any more.</summary>
    /// <exception cref="SessionStoreException">The store does not answer.</exception>
    public Task<bool> RescheduleAsync(AccountId account, string id, DateTimeOffset notBefore, CancellationToken token) => ChangeAsync(
        account, id, static record => record.State is OutboxState.Waiting,
        record => record with { NotBefore = notBefore, IsScheduled = true, NextAttempt = null, Failure = null }, token);

    /// <summary>The writer says what nobody else knows: it was sent (then it is filed), or not (then it is sent).</summary>
    /// <exception cref="SessionStoreException">The store does not answer.</exception>
    public Task<bool> ResolveAsync(AccountId account, string id, bool sent, CancellationToken token) => ChangeAsync(
        account, id, static record => record.State == OutboxState.Unknown,
        record => record with { State = sent ? OutboxState.Filing : OutboxState.Waiting, NextAttempt = null, Failure = null }, token);

    /// <summary>What is known of an account's messages, oldest first; what was sent is remembered for some minutes.</summary>
    public IReadOnlyList<OutboxEntry> List(AccountId account) =>
        [.. _work.Of(account).OrderBy(static record => record.NotBefore).Select(static record => record.Snapshot())];

    /// <summary>The same, with what another node took in a moment ago.</summary>
    /// <exception cref="SessionStoreException">The store does not answer.</exception>
    public async Task<IReadOnlyList<OutboxEntry>> ReadAsync(AccountId account, CancellationToken token)
    {
        _work.Note((await _store.ReadAsync(token).ConfigureAwait(false)).Records.Where(record => record.Account.Id == account));
        return List(account);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await _work.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _work.Dispose();
        base.Dispose();
    }

    /// <summary>Looks for what a process that is no more left behind, and what was changed elsewhere.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (SessionStoreException e)
            {
                SendingLog.StoreAway(_logger, e.Message);
            }
#pragma warning disable CA1031 // Whatever it was: everybody's messages wait for the next look.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                SendingLog.LookFailed(_logger, e);
            }

            await Task.Delay(OutboxWork.Interval, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal Task LookAsync(CancellationToken token) => _work.LookAsync(token);

    private OutboxRecord RecordOf(AccountId account, Submission submission)
    {
        var (who, credentials) = _signedIn.Require(account);
        return new OutboxRecord
        {
            Id = submission.Id,
            Account = who,
            Password = credentials.Password,
            MessageId = submission.MessageId,
            Subject = submission.Subject,
            Sender = submission.Sender,
            Recipients = submission.Recipients,
            NotBefore = submission.NotBefore,
            SentMailbox = submission.SentMailbox,
            IsScheduled = submission.IsScheduled,
            Revision = submission.Revision,
            DeliveryReport = submission.DeliveryReport,
            IsReceipt = submission.IsReceipt,
            IsRedirect = submission.IsRedirect,
            OriginalMailbox = submission.Original?.Mailbox.FullName ?? "",
            OriginalUidValidity = submission.Original?.UidValidity ?? 0,
            OriginalUid = submission.Original?.Uid.Value ?? 0,
            OriginalMark = submission.OriginalMark,
        };
    }

    // An answer that was lost: the same question finds what the first one left.
    private async Task<OutboxAnswer> AddOnceAsync(OutboxRecord record, Submission submission, CancellationToken token)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await _store.AddAsync(record, submission.Message, submission.Copy, token).ConfigureAwait(false);
            }
            catch (SessionStoreException) when (attempt < Tries)
            {
                await Task.Delay(BetweenTries, _time, token).ConfigureAwait(false);
            }
            catch (SessionStoreException)
            {
                _work.Doubt(record);
                throw;
            }
        }
    }

    private async Task<OutboxRecord?> FindAsync(AccountId account, string id, CancellationToken token) =>
        (await _store.ReadAsync(token).ConfigureAwait(false)).Records.FirstOrDefault(record => record.Account.Id == account && record.Id == id);

    private async Task<bool> ChangeAsync(
        AccountId account, string id, Func<OutboxRecord, bool> applies, Func<OutboxRecord, OutboxRecord> change, CancellationToken token)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (await FindAsync(account, id, token).ConfigureAwait(false) is not { } record || !applies(record))
                return false;
            var changed = change(record).Stamped();
            if (!await _store.ReplaceAsync(record, changed, token).ConfigureAwait(false))
                continue;
            _work.Follow(changed);
            return true;
        }

        return false;
    }
}
