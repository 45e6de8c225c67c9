using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Xunit;

namespace Webmail.Redis.Tests;

/// <summary>What sessions promise, whatever Redis it is.</summary>
public abstract class SessionStoreContract(RedisUnderTest redis)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_is_found_as_it_was_added()
    {
        var record = NewRecord() with { Address = "203.0.113.7" };
        await redis.Sessions.AddAsync(record, Token);

        var found = await redis.Sessions.FindAsync(record.Key, Token);

        Assert.NotNull(found);
        Assert.Equal(record.Address, found.Address);
        Assert.Equal(record.Account, found.Account);
        Assert.Equal(record.Sealed.ToArray(), found.Sealed.ToArray());
        Assert.Equal(record.Device, found.Device);
        Assert.Equal(record.Created, found.Created);
        Assert.Equal(record.LifetimeSeconds, found.LifetimeSeconds);
    }

    [Fact]
    public async Task A_session_that_never_was_is_not_found() =>
        Assert.Null(await redis.Sessions.FindAsync("nobody", Token));

    [Fact]
    public async Task A_removed_session_is_gone_from_the_list_too()
    {
        var account = NewAccount();
        var kept = NewRecord(account);
        var removed = NewRecord(account);
        await redis.Sessions.AddAsync(kept, Token);
        await redis.Sessions.AddAsync(removed, Token);

        await redis.Sessions.RemoveAsync(removed.Key, Token);

        Assert.Null(await redis.Sessions.FindAsync(removed.Key, Token));
        Assert.Equal([kept.Key], (await redis.Sessions.ListAsync(account, Token)).Select(s => s.Key));
        var database = await redis.DatabaseAsync();
        Assert.Equal([kept.Key], (await database.SetMembersAsync(RedisKeys.SessionsOf(account))).Select(v => (string)v!));
    }

    [Fact]
    public async Task Sessions_are_listed_newest_first_and_only_those_of_the_account()
    {
        var account = NewAccount();
        var older = NewRecord(account) with { Created = DateTimeOffset.UnixEpoch };
        var newer = NewRecord(account) with { Created = DateTimeOffset.UnixEpoch.AddDays(1) };
        foreach (var record in new[] { older, newer, NewRecord() })
            await redis.Sessions.AddAsync(record, Token);

        Assert.Equal([newer.Key, older.Key], (await redis.Sessions.ListAsync(account, Token)).Select(s => s.Key));
    }

    [Fact]
    public async Task Finding_a_session_starts_its_lifetime_anew()
    {
        var record = NewRecord() with { LifetimeSeconds = 1000 };
        await redis.Sessions.AddAsync(record, Token);
        var database = await redis.DatabaseAsync();
        await database.KeyExpireAsync(RedisKeys.Session(record.Key), TimeSpan.FromSeconds(100));

        await redis.Sessions.FindAsync(record.Key, Token);

        var remaining = await database.KeyTimeToLiveAsync(RedisKeys.Session(record.Key));
        Assert.InRange(remaining!.Value.TotalSeconds, 900, 1000);
    }

    [Fact]
    public async Task The_list_tells_when_a_session_was_last_used()
    {
        var record = NewRecord() with { LifetimeSeconds = 1000 };
        await redis.Sessions.AddAsync(record, Token);
        var database = await redis.DatabaseAsync();
        await database.KeyExpireAsync(RedisKeys.Session(record.Key), TimeSpan.FromSeconds(400));

        var listed = Assert.Single(await redis.Sessions.ListAsync(record.Account, Token));

        Assert.InRange((TimeProvider.System.GetUtcNow() - listed.LastUsed).TotalSeconds, 595, 630);
    }

    [Fact]
    public async Task An_expired_session_is_not_found_and_not_listed()
    {
        var record = NewRecord();
        await redis.Sessions.AddAsync(record, Token);
        var database = await redis.DatabaseAsync();
        await database.KeyExpireAsync(RedisKeys.Session(record.Key), TimeSpan.FromMilliseconds(1));
        await Until(async () => !await database.KeyExistsAsync(RedisKeys.Session(record.Key)));

        Assert.Null(await redis.Sessions.FindAsync(record.Key, Token));
        Assert.Empty(await redis.Sessions.ListAsync(record.Account, Token));
    }

    [Fact]
    public async Task Every_flipped_byte_of_a_stored_session_makes_it_no_session()
    {
        var record = NewRecord();
        await redis.Sessions.AddAsync(record, Token);
        var database = await redis.DatabaseAsync();
        var name = RedisKeys.Session(record.Key);
        var good = (byte[])(await database.StringGetAsync(name))!;
        for (var i = 0; i < good.Length; i += 7)
        {
            var bad = (byte[])good.Clone();
            bad[i] ^= 0x10;
            await database.StringSetAsync(name, bad, TimeSpan.FromMinutes(1));
            Assert.Null(await redis.Sessions.FindAsync(record.Key, Token));
        }
    }

    [Fact]
    public async Task The_stored_session_of_one_user_is_no_session_in_the_place_of_another()
    {
        var (mine, theirs) = (NewRecord(), NewRecord());
        await redis.Sessions.AddAsync(mine, Token);
        await redis.Sessions.AddAsync(theirs, Token);
        var database = await redis.DatabaseAsync();
        var stolen = await database.StringGetAsync(RedisKeys.Session(theirs.Key));
        await database.StringSetAsync(RedisKeys.Session(mine.Key), stolen, TimeSpan.FromMinutes(1));

        Assert.Null(await redis.Sessions.FindAsync(mine.Key, Token));
        Assert.NotNull(await redis.Sessions.FindAsync(theirs.Key, Token));
    }

    [Fact]
    public async Task Nothing_of_the_session_can_be_read_in_Redis()
    {
        var record = NewRecord() with { Device = "Firefox on Linux" };
        await redis.Sessions.AddAsync(record, Token);

        var stored = (byte[])(await (await redis.DatabaseAsync()).StringGetAsync(RedisKeys.Session(record.Key)))!;

        Assert.Equal(-1, stored.AsSpan().IndexOf("Firefox"u8));
        Assert.Equal(-1, stored.AsSpan().IndexOf(record.Sealed.Span[..8]));
    }

    [Fact]
    public async Task The_end_of_sessions_is_heard_on_another_node()
    {
        await using var other = redis.NewConnection();
        var heard = new TaskCompletionSource<IReadOnlyCollection<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var store = new RedisSessionStore(
            other, new ValueSealer(redis.Key), TimeProvider.System, NullLogger<RedisSessionStore>.Instance);
        using var subscription = store.OnEnded(keys =>
        {
            if (keys.Count > 0)
                heard.TrySetResult(keys);
        });
        var database = await redis.DatabaseAsync();
        // Subscribing goes on in the background; PUBLISH says how many heard it.
        await Until(async () => await database.PublishAsync(RedisKeys.SessionEnded, "") > 0);

        await redis.Sessions.AnnounceEndAsync(["one", "two"], Token);

        Assert.Equal(["one", "two"], await heard.Task.WaitAsync(Soon, Token));
    }

    [Fact]
    public async Task After_a_flush_there_is_no_session_and_a_new_one_can_begin()
    {
        var record = NewRecord();
        await redis.Sessions.AddAsync(record, Token);
        await (await redis.DatabaseAsync()).ExecuteAsync("FLUSHALL");

        Assert.Null(await redis.Sessions.FindAsync(record.Key, Token));

        var next = NewRecord();
        await redis.Sessions.AddAsync(next, Token);
        Assert.NotNull(await redis.Sessions.FindAsync(next.Key, Token));
    }

    internal static AccountId NewAccount() => AccountId.Of("imap.example.org", 993, Guid.NewGuid().ToString());

    internal static SessionRecord NewRecord(AccountId? account = null) => new(
        SessionToken.Create().Key, account ?? NewAccount(), RandomNumberGenerator.GetBytes(80), "Safari on iPhone",
        DateTimeOffset.UnixEpoch.AddDays(20_000), DateTimeOffset.UnixEpoch, 3600);

    internal static async Task Until(Func<Task<bool>> holds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var timeout = new CancellationTokenSource(Soon * 6);
        while (!await holds())
            Assert.True(await timer.WaitForNextTickAsync(timeout.Token));
    }
}
