using System.Collections.Immutable;
using Webmail.Mail;
using Webmail.Mail.Messages;
using Xunit;

namespace Webmail.Redis.Tests;

/// <summary>What the header cache promises, whatever Redis it is.</summary>
public abstract class HeaderCacheContract(RedisUnderTest redis)
{
    private static readonly MailboxName Mailbox = new("Bücher/メール");

    private readonly AccountId _account = SessionStoreContract.NewAccount();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_are_read_as_written_and_only_those_asked_for()
    {
        await redis.Headers.WriteAsync(_account, Mailbox, 7, [Row(1), Row(63), Row(64), Row(100_000)], Token);

        var rows = await redis.Headers.ReadAsync(_account, Mailbox, 7, Uids(1, 64, 65, 100_000), Token);

        Assert.Equal(["Subject 1", "Subject 64", "Subject 100000"], rows.OrderBy(r => r.Summary.Uid).Select(r => r.Summary.Envelope.Subject));
    }

    [Fact]
    public async Task Writing_adds_to_what_is_there_and_replaces_what_is_newer()
    {
        await redis.Headers.WriteAsync(_account, Mailbox, 7, [Row(1), Row(2)], Token);
        await redis.Headers.WriteAsync(_account, Mailbox, 7, [Row(2, modSeq: 9), Row(3)], Token);

        var rows = await redis.Headers.ReadAsync(_account, Mailbox, 7, Uids(1, 2, 3), Token);

        Assert.Equal([5UL, 9UL, 5UL], rows.OrderBy(r => r.Summary.Uid).Select(r => r.ModSeq));
    }

    [Fact]
    public async Task Another_UIDVALIDITY_account_or_mailbox_has_rows_of_its_own()
    {
        await redis.Headers.WriteAsync(_account, Mailbox, 7, [Row(1)], Token);

        Assert.Empty(await redis.Headers.ReadAsync(_account, Mailbox, 8, Uids(1), Token));
        Assert.Empty(await redis.Headers.ReadAsync(_account, MailboxName.Inbox, 7, Uids(1), Token));
        Assert.Empty(await redis.Headers.ReadAsync(SessionStoreContract.NewAccount(), Mailbox, 7, Uids(1), Token));
    }

    [Fact]
    public async Task The_shape_of_a_mailbox_is_read_as_written()
    {
        var shape = new CachedMailbox(7, 4_000_000_000, ulong.MaxValue, UidSet.OfRanges([(1, 5), (9, 9), (3_999_999_990, 3_999_999_999)]));
        await redis.Headers.WriteMailboxAsync(_account, Mailbox, shape, Token);

        Assert.Equal(shape, await redis.Headers.ReadMailboxAsync(_account, Mailbox, Token));
    }

    [Fact]
    public async Task A_forgotten_mailbox_leaves_nothing_behind()
    {
        await redis.Headers.WriteMailboxAsync(_account, Mailbox, new CachedMailbox(7, 2, 0, UidSet.OfRange(1, 1)), Token);
        await redis.Headers.WriteAsync(_account, Mailbox, 7, [Row(1)], Token);
        await redis.Headers.WriteAsync(_account, Mailbox, 8, [Row(1)], Token);

        await redis.Headers.ForgetAsync(_account, Mailbox, Token);

        Assert.Null(await redis.Headers.ReadMailboxAsync(_account, Mailbox, Token));
        var keys = new RedisKeys(redis.Key);
        var database = await redis.DatabaseAsync();
        foreach (var key in new[] { keys.Headers(_account, Mailbox, 7), keys.Headers(_account, Mailbox, 8), keys.Validities(_account, Mailbox) })
            Assert.False(await database.KeyExistsAsync(key));
    }

    [Fact]
    public async Task Everything_expires_one_day()
    {
        await redis.Headers.WriteMailboxAsync(_account, Mailbox, new CachedMailbox(7, 2, 0, UidSet.OfRange(1, 1)), Token);
        await redis.Headers.WriteAsync(_account, Mailbox, 7, [Row(1)], Token);

        var keys = new RedisKeys(redis.Key);
        var database = await redis.DatabaseAsync();
        foreach (var key in new[] { keys.Mailbox(_account, Mailbox), keys.Headers(_account, Mailbox, 7), keys.Validities(_account, Mailbox) })
            Assert.InRange((await database.KeyTimeToLiveAsync(key))!.Value, TimeSpan.FromDays(29), TimeSpan.FromDays(30));
    }

    [Fact]
    public async Task A_damaged_chunk_is_a_miss_and_is_healed_by_the_next_write()
    {
        await redis.Headers.WriteAsync(_account, Mailbox, 7, [Row(1), Row(64)], Token);
        var database = await redis.DatabaseAsync();
        await database.HashSetAsync(new RedisKeys(redis.Key).Headers(_account, Mailbox, 7), 0, "garbage");

        Assert.Equal([new Uid(64)], (await redis.Headers.ReadAsync(_account, Mailbox, 7, Uids(1, 64), Token)).Select(r => r.Summary.Uid));

        await redis.Headers.WriteAsync(_account, Mailbox, 7, [Row(1)], Token);
        Assert.Equal(2, (await redis.Headers.ReadAsync(_account, Mailbox, 7, Uids(1, 64), Token)).Count);
    }

    [Fact]
    public async Task The_cache_of_one_user_is_a_miss_in_the_place_of_another()
    {
        var other = SessionStoreContract.NewAccount();
        await redis.Headers.WriteAsync(other, Mailbox, 7, [Row(1)], Token);
        var keys = new RedisKeys(redis.Key);
        var database = await redis.DatabaseAsync();
        var stolen = await database.HashGetAsync(keys.Headers(other, Mailbox, 7), 0);
        await database.HashSetAsync(keys.Headers(_account, Mailbox, 7), 0, stolen);

        Assert.Empty(await redis.Headers.ReadAsync(_account, Mailbox, 7, Uids(1), Token));
    }

    [Fact]
    public async Task A_key_of_another_type_is_a_miss_not_an_error()
    {
        var database = await redis.DatabaseAsync();
        await database.StringSetAsync(new RedisKeys(redis.Key).Headers(_account, Mailbox, 7), "not a hash");

        Assert.Empty(await redis.Headers.ReadAsync(_account, Mailbox, 7, Uids(1), Token));
    }

    [Fact]
    public async Task Neither_mailbox_names_nor_subjects_can_be_read_in_Redis()
    {
        await redis.Headers.WriteAsync(_account, Mailbox, 7, [Row(1)], Token);
        var key = new RedisKeys(redis.Key).Headers(_account, Mailbox, 7);
        var stored = (byte[])(await (await redis.DatabaseAsync()).HashGetAsync(key, 0))!;

        Assert.DoesNotContain("cher", (string)key!, StringComparison.Ordinal);
        Assert.Equal(-1, stored.AsSpan().IndexOf("Subject"u8));
    }

    [Fact]
    public async Task A_flushed_cache_is_empty_not_broken()
    {
        await redis.Headers.WriteAsync(_account, Mailbox, 7, [Row(1)], Token);
        await (await redis.DatabaseAsync()).ExecuteAsync("FLUSHALL");

        Assert.Empty(await redis.Headers.ReadAsync(_account, Mailbox, 7, Uids(1), Token));
    }

    private static Uid[] Uids(params uint[] values) => Array.ConvertAll(values, v => new Uid(v));

    private static CachedSummary Row(uint uid, ulong modSeq = 5) => new(
        new MessageSummary
        {
            Uid = new Uid(uid),
            Envelope = new Envelope { Subject = $"Subject {uid}", From = [new Address("Ada", "ada@example.org")] },
            InternalDate = DateTimeOffset.UnixEpoch,
            Flags = new MessageFlags(SystemFlags.Seen, ImmutableArray.Create("$Label1")),
        },
        modSeq);
}
