using Webmail.Mail;
using Webmail.Mail.Accounts;
using Webmail.Mail.Operations;

namespace Webmail.Testing;

/// <summary>A journal store that outlives the services of a test, and can be away or emptied.</summary>
public sealed class JournalStoreInMemory : IJournalStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<AccountId, Dictionary<string, ReadOnlyMemory<byte>>> _accounts = [];

    private TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>It does not answer.</summary>
    public bool Away { get; set; }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadAsync(AccountId account, CancellationToken token)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>(new Dictionary<string, ReadOnlyMemory<byte>>(Of(account)));
    }

    /// <inheritdoc/>
    public Task WriteAsync(
        AccountId account, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> records, IReadOnlyCollection<string> removed,
        CancellationToken token)
    {
        lock (_gate)
        {
            var all = Of(account);
            foreach (var (name, value) in records)
                all[name] = value;
            foreach (var name in removed)
                all.Remove(name);
            _written.TrySetResult();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<long> CountAsync(AccountId account, CancellationToken token)
    {
        lock (_gate)
            return Task.FromResult((long)Of(account).Count);
    }

    /// <summary>Everything in it is lost.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            _accounts.Clear();
            _written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Done when something is written after a <see cref="Flush"/>.</summary>
    public Task WrittenAsync(CancellationToken token)
    {
        lock (_gate)
            return _written.Task.WaitAsync(token);
    }

    private Dictionary<string, ReadOnlyMemory<byte>> Of(AccountId account)
    {
        if (Away)
            throw new SessionStoreException("The store is away.");
        if (!_accounts.TryGetValue(account, out var records))
            _accounts[account] = records = [];
        return records;
    }
}
