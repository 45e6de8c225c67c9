using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Webmail.Mail.Messages;
using Webmail.Testing;
using Xunit;

namespace Webmail.Redis.Tests;

/// <summary>Redis goes away and comes back.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    private readonly RealRedis _redis = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Down_at_start_is_told_in_time_and_recovers_by_itself()
    {
        using var measured = new Measurements(RedisTelemetry.Name);
        var started = Stopwatch.GetTimestamp();
        await Assert.ThrowsAsync<SessionStoreException>(() => _redis.Sessions.FindAsync("nobody", Token));
        Assert.Equal(["webmail.redis.failures sessions RedisConnectionException 1"], measured.All);
        Assert.False(await _redis.Connection.PingAsync(Token));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Bound + Bound);

        await _redis.StartAsync();

        await SessionStoreContract.Until(() => _redis.Connection.PingAsync(Token));
        Assert.Null(await _redis.Sessions.FindAsync("nobody", Token));
    }

    [Fact]
    public async Task Sessions_and_listeners_outlive_a_killed_Redis()
    {
        await _redis.StartAsync();
        var record = SessionStoreContract.NewRecord();
        await _redis.Sessions.AddAsync(record, Token);
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = _redis.Sessions.OnEnded(keys =>
        {
            if (keys.Contains("one"))
                heard.TrySetResult();
        });

        await _redis.StopAsync();
        await SessionStoreContract.Until(async () => !await _redis.Connection.PingAsync(Token));
        var asked = Stopwatch.GetTimestamp();
        await Assert.ThrowsAsync<SessionStoreException>(() => _redis.Sessions.FindAsync(record.Key, Token));
        Assert.InRange(Stopwatch.GetElapsedTime(asked), TimeSpan.Zero, Bound);
        await _redis.StartAsync();

        await SessionStoreContract.Until(() => _redis.Connection.PingAsync(Token));
        Assert.Equal(record.Account, (await _redis.Sessions.FindAsync(record.Key, Token))!.Account);
        var database = await _redis.DatabaseAsync();
        await SessionStoreContract.Until(async () => await database.PublishAsync(RedisKeys.SessionEnded, "one") > 0);
        await heard.Task.WaitAsync(Bound, Token);
    }

    [Fact]
    public async Task A_hanging_Redis_costs_a_bounded_time()
    {
        await _redis.StartAsync();
        await _redis.Sessions.FindAsync("warm", Token);
        await (await _redis.DatabaseAsync()).ExecuteAsync("CLIENT", "PAUSE", "8000");

        var asked = Stopwatch.GetTimestamp();
        await Assert.ThrowsAsync<SessionStoreException>(() => _redis.Sessions.FindAsync("nobody", Token));
        Assert.InRange(Stopwatch.GetElapsedTime(asked), TimeSpan.Zero, Bound);
    }

    [Fact]
    public async Task Without_Redis_the_header_cache_misses_and_forgets_what_it_is_told()
    {
        var account = SessionStoreContract.NewAccount();

        await _redis.Headers.WriteMailboxAsync(account, MailboxName.Inbox, new CachedMailbox(1, 2, 3, UidSet.Empty), Token);

        Assert.Null(await _redis.Headers.ReadMailboxAsync(account, MailboxName.Inbox, Token));
        Assert.Empty(await _redis.Headers.ReadAsync(account, MailboxName.Inbox, 1, [new Uid(1)], Token));
    }

    [Fact]
    public async Task A_full_Redis_refuses_sessions_and_is_no_reason_to_fail_for_the_cache()
    {
        await _redis.StartAsync();
        await (await _redis.DatabaseAsync()).ExecuteAsync("CONFIG", "SET", "maxmemory", "1");

        await Assert.ThrowsAsync<SessionStoreException>(() => _redis.Sessions.AddAsync(SessionStoreContract.NewRecord(), Token));
        await _redis.Headers.WriteMailboxAsync(
            SessionStoreContract.NewAccount(), MailboxName.Inbox, new CachedMailbox(1, 2, 3, UidSet.Empty), Token);
    }

    [Fact]
    public async Task Another_server_key_finds_no_session()
    {
        await _redis.StartAsync();
        var record = SessionStoreContract.NewRecord();
        await _redis.Sessions.AddAsync(record, Token);
        var other = System.IO.Directory.CreateTempSubdirectory("wm-key-");
        var store = new RedisSessionStore(
            _redis.Connection, new ValueSealer(ServerKey.LoadOrCreate(other.FullName)), TimeProvider.System,
            NullLogger<RedisSessionStore>.Instance);

        Assert.Null(await store.FindAsync(record.Key, Token));
        other.Delete(recursive: true);
    }
}
