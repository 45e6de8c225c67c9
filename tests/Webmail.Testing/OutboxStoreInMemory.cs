using System.Text.Json;
using Webmail.Mail;
using Webmail.Mail.Sending;

namespace Webmail.Testing;

/// <summary>The outbox in memory. It outlives those that work on it, as Redis does.</summary>
public sealed class OutboxStoreInMemory : IOutboxStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(AccountId, string), (string Record, ReadOnlyMemory<byte> Message, ReadOnlyMemory<byte> Copy)> _all = [];

    /// <summary>Called before each change is written; what it throws, the process that writes meets.</summary>
    public Action<OutboxState>? Writing { get; set; }

    /// <inheritdoc/>
    public Task<bool> AddAsync(OutboxRecord record, ReadOnlyMemory<byte> message, ReadOnlyMemory<byte> copy, CancellationToken token)
    {
        lock (_gate)
            return Task.FromResult(_all.TryAdd((record.Account.Id, record.Id), (Write(record), message, copy)));
    }

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(OutboxRecord before, OutboxRecord after, CancellationToken token)
    {
        Writing?.Invoke(after.State);
        lock (_gate)
        {
            if (!IsThere(before, out var stored))
                return Task.FromResult(false);
            _all[(before.Account.Id, before.Id)] = stored with { Record = Write(after) };
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(OutboxRecord record, CancellationToken token)
    {
        lock (_gate)
            return Task.FromResult(IsThere(record, out _) && _all.Remove((record.Account.Id, record.Id)));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<OutboxRecord>> ReadAsync(CancellationToken token)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<OutboxRecord>>([.. _all.Values.Select(static one => JsonSerializer.Deserialize<OutboxRecord>(one.Record)!)]);
    }

    /// <inheritdoc/>
    public Task<(ReadOnlyMemory<byte> Message, ReadOnlyMemory<byte> Copy)?> ReadMessageAsync(AccountId account, string id, CancellationToken token)
    {
        lock (_gate)
        {
            return Task.FromResult<(ReadOnlyMemory<byte>, ReadOnlyMemory<byte>)?>(
                _all.TryGetValue((account, id), out var stored) ? (stored.Message, stored.Copy) : null);
        }
    }

    /// <inheritdoc/>
    public Task<bool> ClaimAsync(AccountId account, string id, CancellationToken token) => Task.FromResult(true);

    private static string Write(OutboxRecord record) => JsonSerializer.Serialize(record);

    private bool IsThere(OutboxRecord record, out (string Record, ReadOnlyMemory<byte> Message, ReadOnlyMemory<byte> Copy) stored) =>
        _all.TryGetValue((record.Account.Id, record.Id), out stored) && stored.Record == Write(record);
}
