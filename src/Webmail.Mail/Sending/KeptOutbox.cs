using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Sending;

/// <summary>
/// A store, and what this process answers for in memory: what a store lost that was emptied is written there again. What somebody
/// took out, here or on another node, is not: a store that still knows its epoch has lost nothing.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asks for holds nothing to dispose.")]
internal sealed class KeptOutbox(IOutboxStore store, ILogger logger) : IOutboxStore
{
    private readonly ConcurrentDictionary<(AccountId, string), Kept> _kept = new();
    private readonly SemaphoreSlim _restoring = new(1, 1);
    private string? _epoch;
    private long _changes;

    /// <summary>Answers for a message from now on: its bytes are read once.</summary>
    /// <exception cref="SessionStoreException">The store does not answer.</exception>
    public async Task KeepAsync(OutboxRecord record, CancellationToken token)
    {
        if (_kept.ContainsKey(KeyOf(record)))
            return;
        if (await store.ReadMessageAsync(record.Account.Id, record.Id, token).ConfigureAwait(false) is { } bytes)
            _kept.TryAdd(KeyOf(record), new Kept(record, bytes, Interlocked.Increment(ref _changes)));
    }

    /// <inheritdoc/>
    public async Task<OutboxAnswer> AddAsync(OutboxRecord record, ReadOnlyMemory<byte> message, ReadOnlyMemory<byte> copy, CancellationToken token)
    {
        var answer = await store.AddAsync(record, message, copy, token).ConfigureAwait(false);
        if (answer == OutboxAnswer.Added)
            Keep(record, new OutboxBytes(message, message.Span.SequenceEqual(copy.Span) ? message : copy));
        return answer;
    }

    /// <inheritdoc/>
    public async Task<bool> ReplaceAsync(OutboxRecord before, OutboxRecord after, CancellationToken token)
    {
        if (!await store.ReplaceAsync(before, after, token).ConfigureAwait(false))
        {
            // Somebody was faster, unless the store was emptied: then it is there again after this.
            await ReadAsync(token).ConfigureAwait(false);
            if (!await store.ReplaceAsync(before, after, token).ConfigureAwait(false))
                return false;
        }

        if (_kept.TryGetValue(KeyOf(before), out var kept))
            Keep(after, kept.Bytes);
        return true;
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(OutboxRecord record, bool sent, CancellationToken token)
    {
        if (!await store.RemoveAsync(record, sent, token).ConfigureAwait(false))
        {
            await ReadAsync(token).ConfigureAwait(false);
            if (!await store.RemoveAsync(record, sent, token).ConfigureAwait(false))
                return false;
        }

        _kept.TryRemove(KeyOf(record), out _);
        return true;
    }

    /// <inheritdoc/>
    public async Task<OutboxContents> ReadAsync(CancellationToken token)
    {
        await _restoring.WaitAsync(token).ConfigureAwait(false);
        try
        {
            var asOf = Interlocked.Read(ref _changes);
            var contents = await store.ReadAsync(token).ConfigureAwait(false);
            if (_epoch is not null && _epoch != contents.Epoch)
            {
                await RestoreAsync(contents, token).ConfigureAwait(false);
                contents = await store.ReadAsync(token).ConfigureAwait(false);
            }
            else
            {
                Follow(contents, asOf);
            }

            _epoch = contents.Epoch;
            return contents;
        }
        finally
        {
            _restoring.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<OutboxBytes?> ReadMessageAsync(AccountId account, string id, CancellationToken token) =>
        _kept.TryGetValue((account, id), out var kept) ? kept.Bytes : await store.ReadMessageAsync(account, id, token).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<bool> ClaimAsync(AccountId account, string id, CancellationToken token) => store.ClaimAsync(account, id, token);

    private static (AccountId, string) KeyOf(OutboxRecord record) => (record.Account.Id, record.Id);

    private void Keep(OutboxRecord record, OutboxBytes bytes) => _kept[KeyOf(record)] = new Kept(record, bytes, Interlocked.Increment(ref _changes));

    private async Task RestoreAsync(OutboxContents contents, CancellationToken token)
    {
        var there = contents.Records.Select(KeyOf).ToHashSet();
        var restored = 0;
        foreach (var (key, kept) in _kept)
        {
            if (!there.Contains(key) && await store.AddAsync(kept.Record, kept.Bytes.Message, kept.Bytes.Copy, token).ConfigureAwait(false) == OutboxAnswer.Added)
                restored++;
        }

        if (restored > 0)
            SendingLog.Restored(logger, restored);
    }

    // What others changed or took out. A message that came or changed after the store was read is younger than what was read.
    private void Follow(OutboxContents contents, long asOf)
    {
        var there = contents.Records.ToDictionary(KeyOf);
        foreach (var (key, kept) in _kept)
        {
            if (kept.Change > asOf)
                continue;
            if (!there.TryGetValue(key, out var record))
                _kept.TryRemove(KeyValuePair.Create(key, kept));
            else if (record.Stamp != kept.Record.Stamp)
                _kept.TryUpdate(key, kept with { Record = record }, kept);
        }
    }

    private sealed record Kept(OutboxRecord Record, OutboxBytes Bytes, long Change);
}
