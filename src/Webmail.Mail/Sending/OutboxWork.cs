using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Accounts;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Sending;

/// <summary>
/// What this process knows of the outbox, and the work on the messages it has claimed: one loop for each, so that none waits for, or
/// falls over, another.
/// </summary>
internal sealed class OutboxWork(KeptOutbox store, Delivery delivery, MailboxChanges changes, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<(AccountId, string), OutboxRecord> _known = new();
    private readonly ConcurrentDictionary<(AccountId, string), Loop> _loops = new();
    private readonly ConcurrentDictionary<string, OutboxRecord> _doubtful = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>How often somebody has to look.</summary>
    public static TimeSpan Interval => LookEvery;

    /// <summary>What is known of an account's messages.</summary>
    public IEnumerable<OutboxRecord> Of(AccountId account) => _known.Where(pair => pair.Key.Item1 == account).Select(static pair => pair.Value);

    /// <summary>Looks at everything in the store: what is nobody's is taken over, what others changed is shown.</summary>
    public async Task LookAsync(CancellationToken token)
    {
        var all = (await store.ReadAsync(token).ConfigureAwait(false)).Records;
        foreach (var record in all)
        {
            try
            {
                await LookAtAsync(record, token).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // One message that cannot be taken over must not keep those of all others from leaving.
            catch (Exception e) when (e is not (OperationCanceledException or SessionStoreException))
#pragma warning restore CA1031
            {
                SendingLog.Unexpected(logger, record.Account.Id, e);
            }
        }

        var here = all.Select(KeyOf).ToHashSet();
        foreach (var (stamp, record) in _doubtful)
        {
            if (!here.Contains(KeyOf(record)))
                _doubtful.TryRemove(stamp, out _);
        }

        foreach (var (key, record) in _known)
        {
            var forgotten = record.State == OutboxState.Sent ? record.NextAttempt < time.GetUtcNow() : !here.Contains(key) && !_loops.ContainsKey(key);
            if (forgotten && _known.TryRemove(KeyValuePair.Create(key, record)))
                changes.Publish(key.Item1, new OutboxChanged());
        }
    }

    /// <summary>Works on a message from now on, in this state.</summary>
    public void Follow(OutboxRecord record)
    {
        Note(record);
        var key = KeyOf(record);
        var loop = new Loop();
        if (_loops.TryAdd(key, loop))
            loop.Task = Task.Run(() => WorkAsync(key, loop));
        else
            Wake(key);
    }

    /// <summary>It is not in the outbox any more.</summary>
    public void Forget(OutboxRecord record)
    {
        _known.TryRemove(KeyOf(record), out _);
        Wake(KeyOf(record));
        changes.Publish(record.Account.Id, new OutboxChanged());
    }

    /// <summary>
    /// Nobody knows whether the store took this message, and its writer was told that it did not: it is taken out again, unless its
    /// writer asks for it once more.
    /// </summary>
    public void Doubt(OutboxRecord record) => _doubtful[record.Stamp] = record;

    /// <summary>Its writer asked for it once more.</summary>
    public void Trust(OutboxRecord record) => _doubtful.TryRemove(record.Stamp, out _);

    /// <summary>Shows the states the store has, without working on them.</summary>
    public void Note(IEnumerable<OutboxRecord> records)
    {
        foreach (var record in records)
        {
            if (!_loops.ContainsKey(KeyOf(record)) && !IsSent(record))
                Note(record);
        }
    }

    /// <summary>Ends the work; a message that is being handed over is handed over first.</summary>
    public async Task StopAsync(CancellationToken token)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_loops.Values.Select(static loop => loop.Task)).WaitAsync(token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Cancel();

    private static (AccountId, string) KeyOf(OutboxRecord record) => (record.Account.Id, record.Id);

    private bool IsSent(OutboxRecord record) => _known.TryGetValue(KeyOf(record), out var known) && known.State == OutboxState.Sent;

    private async Task LookAtAsync(OutboxRecord record, CancellationToken token)
    {
        var key = KeyOf(record);
        if (IsSent(record))
            return;
        if (_doubtful.TryRemove(record.Stamp, out _))
        {
            await store.RemoveAsync(record, sent: false, token).ConfigureAwait(false);
            return;
        }

        if (_loops.TryGetValue(key, out var loop))
        {
            // What this process works on it knows better; one that only rests may have been changed on another node.
            if (loop.Resting is not null && _known.TryGetValue(key, out var known) && known.Stamp != record.Stamp)
            {
                Note(record);
                Wake(key);
            }

            return;
        }

        if (await store.ClaimAsync(record.Account.Id, record.Id, token).ConfigureAwait(false))
        {
            await store.KeepAsync(record, token).ConfigureAwait(false);
            Follow(record);
        }
        else
        {
            Note(record);
        }
    }

    private void Note(OutboxRecord record)
    {
        if (_known.TryGetValue(KeyOf(record), out var known) && known.Stamp == record.Stamp && known.State == record.State && record.Stamp.Length > 0)
            return;
        _known[KeyOf(record)] = record;
        changes.Publish(record.Account.Id, new OutboxChanged());
    }

    private void Wake((AccountId, string) key)
    {
        if (_loops.TryGetValue(key, out var loop))
            loop.Resting?.TrySetResult();
    }

    private async Task WorkAsync((AccountId Account, string Id) key, Loop loop)
    {
        try
        {
            while (_known.TryGetValue(key, out var record) && record.State is OutboxState.Waiting or OutboxState.Sending or OutboxState.Filing)
            {
                if (!await StepAsync(key, loop, record).ConfigureAwait(false))
                    break;
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // What is in the store goes on elsewhere, or after the next start.
        }
        finally
        {
            _loops.TryRemove(KeyValuePair.Create(key, loop));
        }
    }

    private async Task<bool> StepAsync((AccountId Account, string Id) key, Loop loop, OutboxRecord record)
    {
        var token = _stopping.Token;
        try
        {
            if (!await store.ClaimAsync(key.Account, key.Id, token).ConfigureAwait(false))
                return false;
            var due = record.NextAttempt > record.NotBefore ? record.NextAttempt.Value : record.NotBefore;
            var left = record.State == OutboxState.Sending ? TimeSpan.Zero : due - time.GetUtcNow();
            if (left > TimeSpan.Zero)
            {
                // In short pieces: the claim is kept, and somebody may want it sooner.
                await RestAsync(key, loop, record, left < LookEvery ? left : LookEvery).ConfigureAwait(false);
                return true;
            }

            if (await StepWhileClaimedAsync(record, token).ConfigureAwait(false) is not { } after)
                return await RefreshAsync(key).ConfigureAwait(false);
            Note(after.State == OutboxState.Sent ? after with { NextAttempt = time.GetUtcNow() + Remembered } : after);
            return true;
        }
        catch (SessionStoreException e)
        {
            SendingLog.StoreAway(logger, e.Message);
        }
#pragma warning disable CA1031 // A message must not be forgotten because something nobody thought of happened: it is tried again.
        catch (Exception e) when (!token.IsCancellationRequested)
#pragma warning restore CA1031
        {
            SendingLog.Unexpected(logger, key.Account, e);
        }

        await Task.Delay(AfterFailure, time, token).ConfigureAwait(false);
        return await RefreshAsync(key).ConfigureAwait(false);
    }

    // A slow server takes longer than a claim lasts: no other node may think meanwhile that nobody works on it.
    private async Task<OutboxRecord?> StepWhileClaimedAsync(OutboxRecord record, CancellationToken token)
    {
        var step = delivery.StepAsync(record, token);
        while (true)
        {
            using var enough = new CancellationTokenSource();
            var first = await Task.WhenAny(step, Task.Delay(LookEvery, time, enough.Token)).ConfigureAwait(false);
            await enough.CancelAsync().ConfigureAwait(false);
            if (first == step)
                return await step.ConfigureAwait(false);
            try
            {
                await store.ClaimAsync(record.Account.Id, record.Id, CancellationToken.None).ConfigureAwait(false);
            }
            catch (SessionStoreException e)
            {
                // Nobody else can claim it either.
                SendingLog.StoreAway(logger, e.Message);
            }
        }
    }

    private async Task RestAsync((AccountId, string) key, Loop loop, OutboxRecord record, TimeSpan rest)
    {
        var woken = loop.Resting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Changed just before it could be woken.
        if (!_known.TryGetValue(key, out var known) || !ReferenceEquals(known, record))
            woken.TrySetResult();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        await Task.WhenAny(Task.Delay(rest, time, enough.Token), woken.Task).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        loop.Resting = null;
        _stopping.Token.ThrowIfCancellationRequested();
    }

    // It was changed under our hands: what the store says counts.
    private async Task<bool> RefreshAsync((AccountId Account, string Id) key)
    {
        try
        {
            var all = await store.ReadAsync(_stopping.Token).ConfigureAwait(false);
            if (all.Records.FirstOrDefault(record => KeyOf(record) == key) is { } now)
            {
                Note(now);
                return true;
            }

            if (_known.TryRemove(key, out _))
                changes.Publish(key.Account, new OutboxChanged());
            return false;
        }
        catch (SessionStoreException e)
        {
            SendingLog.StoreAway(logger, e.Message);
            return true;
        }
    }

    private sealed class Loop
    {
        public Task Task { get; set; } = Task.CompletedTask;

        /// <summary>Set while it only waits; to be set when it has waited enough.</summary>
        public TaskCompletionSource? Resting { get; set; }
    }
}
