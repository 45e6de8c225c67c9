using System.Text.Json;
using Webmail.Mail;
using Webmail.Mail.Sending;

namespace Webmail.Testing;

/// <summary>The outbox in memory. It outlives those that work on it, as Redis does.</summary>
public sealed class OutboxStoreInMemory : IOutboxStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(AccountId, string), (string Record, ReadOnlyMemory<byte> Message, ReadOnlyMemory<byte> Copy)> _all = [];

    private readonly Dictionary<(AccountId, string), long> _sent = [];
    private string _epoch = Guid.NewGuid().ToString("N");

    /// <summary>Called before each change is written; what it throws, the process that writes meets.</summary>
    public Action<OutboxState>? Writing { get; set; }

    /// <summary>Called after each change was written: what it throws is a lost answer.</summary>
    public Action? Written { get; set; }

    /// <summary>Called before a message is claimed.</summary>
    public Action<string>? Claiming { get; set; }

    /// <summary>Forgets everything, as FLUSHALL does.</summary>
    public void Empty()
    {
        lock (_gate)
        {
            _all.Clear();
            _sent.Clear();
            _epoch = Guid.NewGuid().ToString("N");
        }
    }

    /// <inheritdoc/>
    public Task<OutboxAnswer> AddAsync(OutboxRecord record, ReadOnlyMemory<byte> message, ReadOnlyMemory<byte> copy, CancellationToken token)
    {
        Writing?.Invoke(record.State);
        lock (_gate)
        {
            var key = (record.Account.Id, record.Id);
            if (_sent.TryGetValue(key, out var revision))
                return Task.FromResult(revision == record.Revision ? OutboxAnswer.Sent : OutboxAnswer.Overtaken);
            if (!_all.TryAdd(key, (Write(record), message, copy)) && _all[key].Record != Write(record))
                return Task.FromResult(OutboxAnswer.Present);
        }

        Written?.Invoke();
        return Task.FromResult(OutboxAnswer.Added);
    }

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(OutboxRecord before, OutboxRecord after, CancellationToken token)
    {
        Writing?.Invoke(after.State);
        lock (_gate)
        {
            if (IsThere(after, out _))
                return Task.FromResult(true);
            if (!IsThere(before, out var stored))
                return Task.FromResult(false);
            _all[(before.Account.Id, before.Id)] = stored with { Record = Write(after) };
        }

        Written?.Invoke();
        return Task.FromResult(true);
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(OutboxRecord record, bool sent, CancellationToken token)
    {
        lock (_gate)
        {
            if (!IsThere(record, out _) || !_all.Remove((record.Account.Id, record.Id)))
                return Task.FromResult(false);
            if (sent)
                _sent[(record.Account.Id, record.Id)] = record.Revision;
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public Task<OutboxContents> ReadAsync(CancellationToken token)
    {
        lock (_gate)
            return Task.FromResult(new OutboxContents(_epoch, [.. _all.Values.Select(static one => JsonSerializer.Deserialize<OutboxRecord>(one.Record)!)]));
    }

    /// <inheritdoc/>
    public Task<OutboxBytes?> ReadMessageAsync(AccountId account, string id, CancellationToken token)
    {
        lock (_gate)
            return Task.FromResult<OutboxBytes?>(_all.TryGetValue((account, id), out var stored) ? new OutboxBytes(stored.Message, stored.Copy) : null);
    }

    /// <inheritdoc/>
    public Task<bool> ClaimAsync(AccountId account, string id, CancellationToken token)
    {
        Claiming?.Invoke(id);
        return Task.FromResult(true);
    }

    private static string Write(OutboxRecord record) => JsonSerializer.Serialize(record);

    private bool IsThere(OutboxRecord record, out (string Record, ReadOnlyMemory<byte> Message, ReadOnlyMemory<byte> Copy) stored) =>
        _all.TryGetValue((record.Account.Id, record.Id), out stored) && stored.Record == Write(record);
}
