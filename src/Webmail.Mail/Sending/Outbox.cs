using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Accounts;
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
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<(AccountId, string), OutboxRecord> _known = new();
    private readonly ConcurrentDictionary<(AccountId, string), Task> _work = new();
    private readonly ConcurrentDictionary<(AccountId, string), TaskCompletionSource> _resting = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly IOutboxStore _store;
    private readonly Delivery _delivery;
    private readonly SignedInAccounts _signedIn;
    private readonly MailboxChanges _changes;
    private readonly TimeProvider _time;
    private readonly ILogger<Outbox> _logger;

    internal Outbox(
        IOutboxStore store, SmtpSubmitter submitter, ImapSessionPool pool, MailboxService mailboxes, OperationJournal operations,
        IEnumerable<IFinishedDrafts> finished, SignedInAccounts signedIn, MailboxChanges changes, TimeProvider time, ILogger<Outbox> logger)
    {
        (_store, _signedIn, _changes, _time, _logger) = (store, signedIn, changes, time, logger);
        _delivery = new Delivery(store, submitter, new SentFiling(pool, mailboxes, changes), operations, finished, signedIn, pool, time, logger);
    }

    /// <summary>Takes a message in: durable when this returns. <see langword="false"/> when there is one of its name, which is left as it is.</summary>
    /// <exception cref="SessionStoreException">The store does not answer; nothing is sent.</exception>
    public async Task<bool> AddAsync(AccountId account, Submission submission, CancellationToken token)
    {
        var (who, credentials) = _signedIn.Require(account);
        var record = new OutboxRecord
        {
            Id = submission.Id,
            Account = who,
            Password = credentials.Password,
            MessageId = submission.MessageId,
            Subject = submission.Subject,
            Sender = submission.Sender,
            Recipients = submission.Recipients,
            NotBefore = submission.NotBefore,
            OriginalMailbox = submission.Original?.Mailbox.FullName ?? "",
            OriginalUidValidity = submission.Original?.UidValidity ?? 0,
            OriginalUid = submission.Original?.Uid.Value ?? 0,
            OriginalMark = submission.OriginalMark,
        };
        if (_known.TryGetValue((account, submission.Id), out var known) && known.State == OutboxState.Sent)
            return false;
        if (!await _store.AddAsync(record, submission.Message, submission.Copy, token).ConfigureAwait(false))
            return false;
        Follow(record);
        return true;
    }

    /// <summary>Takes a message back; <see langword="false"/> when it is on its way, or sent, or not known.</summary>
    /// <exception cref="SessionStoreException">The store does not answer.</exception>
    public async Task<bool> CancelAsync(AccountId account, string id, CancellationToken token)
    {
        if (await FindAsync(account, id, token).ConfigureAwait(false) is not { State: OutboxState.Waiting or OutboxState.Failed } record
            || !await _store.RemoveAsync(record, token).ConfigureAwait(false))
        {
            return false;
        }

        _known.TryRemove((account, id), out _);
        Wake((account, id));
        _changes.Publish(account, new OutboxChanged());
        return true;
    }

    /// <summary>Tries a message now that waits for its next attempt, or was refused.</summary>
    /// <exception cref="SessionStoreException">The store does not answer.</exception>
    public Task RetryAsync(AccountId account, string id, CancellationToken token) => ChangeAsync(
        account, id, static record => record.State is OutboxState.Waiting or OutboxState.Failed or OutboxState.Filing,
        record => record with
        {
            State = record.State == OutboxState.Filing ? OutboxState.Filing : OutboxState.Waiting,
            NotBefore = _time.GetUtcNow(),
            NextAttempt = null,
            Failure = null,
            Refused = [],
        }, token);

    /// <summary>The writer says what nobody else knows: it was sent (then it is filed), or not (then it is sent).</summary>
    /// <exception cref="SessionStoreException">The store does not answer.</exception>
    public Task ResolveAsync(AccountId account, string id, bool sent, CancellationToken token) => ChangeAsync(
        account, id, static record => record.State == OutboxState.Unknown,
        record => record with { State = sent ? OutboxState.Filing : OutboxState.Waiting, NextAttempt = null, Failure = null }, token);

    /// <summary>What is known of an account's messages, oldest first; what was sent is remembered for some minutes.</summary>
    public IReadOnlyList<OutboxEntry> List(AccountId account) => [.. _known
        .Where(pair => pair.Key.Item1 == account).Select(static pair => pair.Value).OrderBy(static record => record.NotBefore)
        .Select(static record => record.Snapshot())];

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(_work.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _stopping.Cancel();
        base.Dispose();
    }

    /// <summary>Looks for what a process that is no more left behind.</summary>
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

            await Task.Delay(LookEvery, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal async Task LookAsync(CancellationToken token)
    {
        var all = await _store.ReadAsync(token).ConfigureAwait(false);
        foreach (var record in all)
        {
            var key = (record.Account.Id, record.Id);
            // What this process works on it knows better; the rest is shown as the store has it.
            if (!_work.ContainsKey(key) && await _store.ClaimAsync(record.Account.Id, record.Id, token).ConfigureAwait(false))
                Follow(record);
            else if (!_work.ContainsKey(key))
                Note(record);
        }

        var here = all.Select(static record => (record.Account.Id, record.Id)).ToHashSet();
        foreach (var (key, record) in _known)
        {
            var forgotten = record.State == OutboxState.Sent ? record.NextAttempt < _time.GetUtcNow() : !here.Contains(key) && !_work.ContainsKey(key);
            if (forgotten && _known.TryRemove(KeyValuePair.Create(key, record)))
                _changes.Publish(key.Item1, new OutboxChanged());
        }
    }

    private async Task<OutboxRecord?> FindAsync(AccountId account, string id, CancellationToken token) =>
        (await _store.ReadAsync(token).ConfigureAwait(false)).FirstOrDefault(record => record.Account.Id == account && record.Id == id);

    private async Task ChangeAsync(
        AccountId account, string id, Func<OutboxRecord, bool> applies, Func<OutboxRecord, OutboxRecord> change, CancellationToken token)
    {
        if (await FindAsync(account, id, token).ConfigureAwait(false) is not { } record || !applies(record))
            return;
        var changed = change(record);
        if (await _store.ReplaceAsync(record, changed, token).ConfigureAwait(false))
            Follow(changed);
    }

    private void Note(OutboxRecord record)
    {
        if (_known.TryGetValue((record.Account.Id, record.Id), out var known) && known == record)
            return;
        _known[(record.Account.Id, record.Id)] = record;
        _changes.Publish(record.Account.Id, new OutboxChanged());
    }

    private void Follow(OutboxRecord record)
    {
        Note(record);
        var key = (record.Account.Id, record.Id);
        var begin = new TaskCompletionSource();
        var work = WorkAsync(key, begin.Task);
        if (_work.TryAdd(key, work))
            begin.SetResult();
        else
            begin.SetCanceled();
        Wake(key);
    }

    private void Wake((AccountId, string) key)
    {
        if (_resting.TryRemove(key, out var resting))
            resting.TrySetResult();
    }

    private async Task WorkAsync((AccountId Account, string Id) key, Task begin)
    {
        try
        {
            await begin.ConfigureAwait(false);
            while (_known.TryGetValue(key, out var record) && record.State is OutboxState.Waiting or OutboxState.Sending or OutboxState.Filing)
            {
                if (!await StepAsync(key, record).ConfigureAwait(false))
                    break;
            }

            _work.TryRemove(key, out _);
        }
        catch (OperationCanceledException)
        {
            // Somebody else works on it, or this process stops: what is in the store goes on elsewhere.
            if (_stopping.IsCancellationRequested)
                _work.TryRemove(key, out _);
        }
    }

    private async Task<bool> StepAsync((AccountId Account, string Id) key, OutboxRecord record)
    {
        var token = _stopping.Token;
        try
        {
            if (!await _store.ClaimAsync(key.Account, key.Id, token).ConfigureAwait(false))
                return false;
            var due = record.NextAttempt > record.NotBefore ? record.NextAttempt.Value : record.NotBefore;
            var left = record.State == OutboxState.Sending ? TimeSpan.Zero : due - _time.GetUtcNow();
            if (left > TimeSpan.Zero)
            {
                // In short pieces: the claim is kept, and somebody may want it sooner.
                await RestAsync(key, left < LookEvery ? left : LookEvery).ConfigureAwait(false);
                return true;
            }

            if (await StepWhileClaimedAsync(record, token).ConfigureAwait(false) is not { } after)
                return await RefreshAsync(key).ConfigureAwait(false);
            Note(after.State == OutboxState.Sent ? after with { NextAttempt = _time.GetUtcNow() + Remembered } : after);
            return true;
        }
        catch (SessionStoreException e)
        {
            SendingLog.StoreAway(_logger, e.Message);
        }
#pragma warning disable CA1031 // A message must not be forgotten because something nobody thought of happened: it is tried again.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            SendingLog.Unexpected(_logger, key.Account, e);
        }

        await Task.Delay(AfterFailure, _time, token).ConfigureAwait(false);
        return await RefreshAsync(key).ConfigureAwait(false);
    }

    // A slow server takes longer than a claim lasts: no other node may think meanwhile that nobody works on it.
    private async Task<OutboxRecord?> StepWhileClaimedAsync(OutboxRecord record, CancellationToken token)
    {
        var step = _delivery.StepAsync(record, token);
        while (true)
        {
            using var enough = new CancellationTokenSource();
            var first = await Task.WhenAny(step, Task.Delay(LookEvery, _time, enough.Token)).ConfigureAwait(false);
            await enough.CancelAsync().ConfigureAwait(false);
            if (first == step)
                return await step.ConfigureAwait(false);
            try
            {
                await _store.ClaimAsync(record.Account.Id, record.Id, CancellationToken.None).ConfigureAwait(false);
            }
            catch (SessionStoreException e)
            {
                // Nobody else can claim it either.
                SendingLog.StoreAway(_logger, e.Message);
            }
        }
    }

    private async Task RestAsync((AccountId Account, string Id) key, TimeSpan time)
    {
        var woken = _resting[key] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        await Task.WhenAny(Task.Delay(time, _time, enough.Token), woken.Task).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        _stopping.Token.ThrowIfCancellationRequested();
    }

    // It was changed under our hands: what the store says counts.
    private async Task<bool> RefreshAsync((AccountId Account, string Id) key)
    {
        try
        {
            if (await FindAsync(key.Account, key.Id, _stopping.Token).ConfigureAwait(false) is { } now)
            {
                Note(now);
                return true;
            }

            if (_known.TryRemove(key, out _))
                _changes.Publish(key.Account, new OutboxChanged());
            return false;
        }
        catch (SessionStoreException e)
        {
            SendingLog.StoreAway(_logger, e.Message);
            return true;
        }
    }
}
