using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Webmail.Mail;
using Webmail.Mail.Accounts;

namespace Webmail.Redis;

/// <summary>Sessions in Redis: one sealed string each, and a set per account that names them.</summary>
internal sealed class RedisSessionStore(
    RedisConnection connection, ValueSealer sealer, TimeProvider time, ILogger<RedisSessionStore> logger) : ISessionStore
{
    public Task AddAsync(SessionRecord record, CancellationToken token) => connection.AskAsync(async database =>
    {
        var key = RedisKeys.Session(record.Key);
        var value = sealer.SealSession(key, StoredSession.Write(record));
        await Task.WhenAll(
            database.StringSetAsync(key, value, TimeSpan.FromSeconds(record.LifetimeSeconds)),
            NameAsync(database, record.Account, record.Key)).ConfigureAwait(false);
        return true;
    }, token);

    public Task<SessionRecord?> FindAsync(string key, CancellationToken token) => connection.AskAsync(async database =>
    {
        var name = RedisKeys.Session(key);
        var value = (byte[]?)await database.StringGetAsync(name).ConfigureAwait(false);
        if (value is null || Open(name, value) is not { } stored)
            return null;
        var lifetime = TimeSpan.FromSeconds(stored.LifetimeSeconds);
        if (stored.ToRecord(key, lifetime, time.GetUtcNow()) is not { } record)
            return null;
        // It may have been ended since it was read; only what could be prolonged is there.
        var prolonged = database.KeyExpireAsync(name, lifetime);
        await Task.WhenAll(prolonged, NameAsync(database, record.Account, key)).ConfigureAwait(false);
        return await prolonged.ConfigureAwait(false) ? record : null;
    }, token);

    public Task RemoveAsync(string key, CancellationToken token) =>
        connection.AskAsync(database => database.KeyDeleteAsync(RedisKeys.Session(key)), token);

    public Task<IReadOnlyList<SessionRecord>> ListAsync(AccountId account, CancellationToken token) =>
        connection.AskAsync<IReadOnlyList<SessionRecord>>(async database =>
        {
            var index = RedisKeys.SessionsOf(account);
            var named = await database.SetMembersAsync(index).ConfigureAwait(false);
            var found = await Task.WhenAll(named.Select(key => LookAsync(database, account, (string)key!))).ConfigureAwait(false);
            var gone = named.Where((_, i) => found[i] is null).ToArray();
            if (gone.Length > 0)
                await database.SetRemoveAsync(index, gone).ConfigureAwait(false);
            return [.. found.OfType<SessionRecord>().OrderByDescending(static record => record.Created)];
        }, token);

    public Task AnnounceEndAsync(IReadOnlyCollection<string> keys, CancellationToken token) =>
        connection.AskAsync(database => database.PublishAsync(RedisKeys.SessionEnded, string.Join('\n', keys)), token);

    public IDisposable OnEnded(Action<IReadOnlyCollection<string>> ended) => new ChannelSubscription(
        connection, RedisKeys.SessionEnded,
        message => ended(((string?)message ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)), logger);

    private static Task<bool[]> NameAsync(IDatabase database, AccountId account, string key)
    {
        var index = RedisKeys.SessionsOf(account);
        return Task.WhenAll(database.SetAddAsync(index, key), database.KeyExpireAsync(index, RedisKeys.SessionsOfLifetime));
    }

    private async Task<SessionRecord?> LookAsync(IDatabase database, AccountId account, string key)
    {
        var name = RedisKeys.Session(key);
        var reading = database.StringGetAsync(name);
        var remaining = await database.KeyTimeToLiveAsync(name).ConfigureAwait(false);
        var value = (byte[]?)await reading.ConfigureAwait(false);
        if (value is null || remaining is null)
            return null;
        var record = Open(name, value)?.ToRecord(key, remaining.Value, time.GetUtcNow());
        return record?.Account == account ? record : null;
    }

    private StoredSession? Open(RedisKey name, byte[] value)
    {
        var stored = sealer.OpenSession(name, value) is { } json ? StoredSession.Read(json) : null;
        if (stored is null)
            RedisLog.SessionUnreadable(logger);
        return stored;
    }
}
