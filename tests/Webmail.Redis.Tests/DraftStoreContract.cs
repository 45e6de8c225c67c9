using System.Text;
using Webmail.Mail;
using Xunit;

namespace Webmail.Redis.Tests;

public sealed class Drafts_in_real_Redis(RealRedis redis) : DraftStoreContract(redis), IClassFixture<RealRedis>;

public sealed class Drafts_in_embedded_Redis(EmbeddedRedisUnderTest redis) : DraftStoreContract(redis), IClassFixture<EmbeddedRedisUnderTest>;

/// <summary>What the journal of drafts may expect of its store, whatever Redis it is.</summary>
public abstract class DraftStoreContract(RedisUnderTest redis)
{
    private readonly AccountId _account = AccountId.Of("imap.example", 993, Guid.NewGuid().ToString("N"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_process_reads_the_newest_of_each_draft()
    {
        await redis.NewDrafts().WriteAsync(_account, "a", "one"u8.ToArray(), Token);
        await redis.NewDrafts().WriteAsync(_account, "b", Array.Empty<byte>(), Token);
        await redis.NewDrafts().WriteAsync(_account, "a", "two"u8.ToArray(), Token);

        var all = await redis.NewDrafts().ReadAsync(_account, Token);

        Assert.Equal(["a", "b"], all.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("two", Encoding.ASCII.GetString(all["a"].Span));
        Assert.Equal(0, all["b"].Length);
    }

    [Fact]
    public async Task What_is_forgotten_is_gone_and_may_be_forgotten_again()
    {
        var drafts = redis.NewDrafts();
        await drafts.WriteAsync(_account, "a", "one"u8.ToArray(), Token);

        await drafts.RemoveAsync(_account, "a", Token);
        await drafts.RemoveAsync(_account, "a", Token);

        Assert.Empty(await drafts.ReadAsync(_account, Token));
    }

    [Fact]
    public async Task Nobody_else_has_them()
    {
        await redis.NewDrafts().WriteAsync(_account, "a", "one"u8.ToArray(), Token);

        Assert.Empty(await redis.NewDrafts().ReadAsync(AccountId.Of("imap.example", 993, "somebody"), Token));
    }

    [Fact]
    public async Task Whoever_reads_Redis_learns_nothing_and_what_was_moved_or_changed_does_not_open()
    {
        await redis.NewDrafts().WriteAsync(_account, "a", "the kiln"u8.ToArray(), Token);
        var database = await redis.DatabaseAsync();
        var key = $"wm:drafts:{_account.Value}";

        var box = (byte[])(await database.HashGetAsync(key, "a"))!;
        Assert.DoesNotContain("kiln", Encoding.Latin1.GetString(box), StringComparison.Ordinal);
        await database.HashSetAsync(key, "b", box);
        box[^1] ^= 1;
        await database.HashSetAsync(key, "a", box);

        Assert.Empty(await redis.NewDrafts().ReadAsync(_account, Token));
    }

    [Fact]
    public async Task It_stays_for_a_writer_who_comes_back_in_weeks()
    {
        await redis.NewDrafts().WriteAsync(_account, "a", "one"u8.ToArray(), Token);

        var left = await (await redis.DatabaseAsync()).KeyTimeToLiveAsync($"wm:drafts:{_account.Value}");

        Assert.True(left > TimeSpan.FromDays(50), $"{left}");
    }
}
