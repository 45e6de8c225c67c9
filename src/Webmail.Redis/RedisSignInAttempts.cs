using Webmail.Mail.SigningIn;

namespace Webmail.Redis;

/// <summary>Sign-in attempts in Redis: a number that expires, and a mark that is there while the subject has to wait.</summary>
internal sealed class RedisSignInAttempts(RedisConnection connection, RedisKeys keys) : ISignInAttempts
{
    public Task<TimeSpan> WaitAsync(string subject, CancellationToken token) => connection.AskAsync(
        async database => await database.KeyTimeToLiveAsync(keys.Blocked(subject)).ConfigureAwait(false) ?? TimeSpan.Zero, token);

    public Task<long> CountAsync(string subject, TimeSpan memory, CancellationToken token) => connection.AskAsync(async database =>
    {
        var key = keys.Attempts(subject);
        var counting = database.StringIncrementAsync(key);
        await Task.WhenAll(counting, database.KeyExpireAsync(key, memory)).ConfigureAwait(false);
        return await counting.ConfigureAwait(false);
    }, token);

    public Task<bool> TryBlockAsync(string subject, TimeSpan wait, CancellationToken token) =>
        connection.AskAsync(database => database.StringSetAsync(keys.Blocked(subject), 1, wait, StackExchange.Redis.When.NotExists), token);

    public Task ForgiveAsync(string subject, bool unblock, CancellationToken token) => connection.AskAsync(async database =>
    {
        // A count that expired meanwhile must not come back below zero, to live for ever.
        if (await database.StringDecrementAsync(keys.Attempts(subject)).ConfigureAwait(false) <= 0)
            await database.KeyDeleteAsync(keys.Attempts(subject)).ConfigureAwait(false);
        return unblock && await database.KeyDeleteAsync(keys.Blocked(subject)).ConfigureAwait(false);
    }, token);

    public Task ForgetAsync(string subject, CancellationToken token) =>
        connection.AskAsync(database => database.KeyDeleteAsync([keys.Attempts(subject), keys.Blocked(subject)]), token);
}
