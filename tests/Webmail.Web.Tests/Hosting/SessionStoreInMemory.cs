using System.Collections.Concurrent;
using Webmail.Mail;
using Webmail.Mail.Accounts;

namespace Webmail.Web.Tests.Hosting;

/// <summary>Sessions of one test, with a switch that takes the store away.</summary>
internal sealed class SessionStoreInMemory : ISessionStore
{
    private readonly ConcurrentDictionary<string, SessionRecord> _records = new();
    private Action<IReadOnlyCollection<string>>? _ended;

    public bool Away { get; set; }

    public Task AddAsync(SessionRecord record, CancellationToken token) => Answer(() => _records[record.Key] = record);

    public Task<SessionRecord?> FindAsync(string key, CancellationToken token) => Answer(() => _records.GetValueOrDefault(key));

    public Task RemoveAsync(string key, CancellationToken token) => Answer(() => _records.TryRemove(key, out _));

    public Task<IReadOnlyList<SessionRecord>> ListAsync(AccountId account, CancellationToken token) =>
        Answer<IReadOnlyList<SessionRecord>>(() => [.. _records.Values.Where(r => r.Account == account)]);

    public Task AnnounceEndAsync(IReadOnlyCollection<string> keys, CancellationToken token) => Answer(() =>
    {
        _ended?.Invoke(keys);
        return true;
    });

    public IDisposable OnEnded(Action<IReadOnlyCollection<string>> ended)
    {
        _ended = ended;
        return new MemoryStream();
    }

    private Task<T> Answer<T>(Func<T> answer) =>
        Away ? Task.FromException<T>(new SessionStoreException("The store is away.")) : Task.FromResult(answer());
}
