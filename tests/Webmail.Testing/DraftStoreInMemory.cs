using System.Collections.Concurrent;
using Webmail.Mail;
using Webmail.Mail.Composing;

namespace Webmail.Testing;

/// <summary>The journal of drafts in memory. It outlives those that work on it, as Redis does.</summary>
public sealed class DraftStoreInMemory : IDraftStore
{
    private readonly ConcurrentDictionary<(AccountId Account, string Id), ReadOnlyMemory<byte>> _all = new();

    /// <summary>How many drafts are kept.</summary>
    public int Count => _all.Count;

    /// <inheritdoc/>
    public Task WriteAsync(AccountId account, string id, ReadOnlyMemory<byte> draft, CancellationToken token)
    {
        _all[(account, id)] = draft;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadAsync(AccountId account, CancellationToken token) =>
        Task.FromResult<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>(
            _all.Where(pair => pair.Key.Account == account).ToDictionary(static pair => pair.Key.Id, static pair => pair.Value));

    /// <inheritdoc/>
    public Task RemoveAsync(AccountId account, string id, CancellationToken token)
    {
        _all.TryRemove((account, id), out _);
        return Task.CompletedTask;
    }
}
