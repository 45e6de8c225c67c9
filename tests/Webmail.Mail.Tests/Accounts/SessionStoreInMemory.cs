using Webmail.Mail.Accounts;

namespace Webmail.Mail.Tests.Accounts;

/// <summary>A session store without a server, which can go away.</summary>
internal sealed class SessionStoreInMemory : ISessionStore
{
    private readonly List<Action<IReadOnlyCollection<string>>> _listeners = [];

    public Dictionary<string, SessionRecord> Records { get; } = [];

    public bool Away { get; set; }

    public int Asked { get; private set; }

    public Task AddAsync(SessionRecord record, CancellationToken token) => Answer(() => Records[record.Key] = record, token);

    public Task<SessionRecord?> FindAsync(string key, CancellationToken token) => Answer(() => Records.GetValueOrDefault(key), token);

    public Task RemoveAsync(string key, CancellationToken token) => Answer(() => Records.Remove(key), token);

    public Task<IReadOnlyList<SessionRecord>> ListAsync(AccountId account, CancellationToken token) =>
        Answer<IReadOnlyList<SessionRecord>>(() => [.. Records.Values.Where(r => r.Account == account).OrderByDescending(r => r.Created)], token);

    public Task AnnounceEndAsync(IReadOnlyCollection<string> keys, CancellationToken token) => Answer(() =>
    {
        foreach (var listener in _listeners.ToArray())
            listener(keys);
        return true;
    }, token);

    public IDisposable OnEnded(Action<IReadOnlyCollection<string>> ended)
    {
        _listeners.Add(ended);
        return new Listening(() => _listeners.Remove(ended));
    }

    private Task<T> Answer<T>(Func<T> answer, CancellationToken token)
    {
        Asked++;
        if (token.IsCancellationRequested)
            return Task.FromCanceled<T>(token);
        if (Away)
            return Task.FromException<T>(new SessionStoreException("away"));
        lock (Records)
            return Task.FromResult(answer());
    }

    private sealed class Listening(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
