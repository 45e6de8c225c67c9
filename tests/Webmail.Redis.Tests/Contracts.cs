using Xunit;

namespace Webmail.Redis.Tests;

public sealed class Sessions_in_real_Redis(RealRedis redis) : SessionStoreContract(redis), IClassFixture<RealRedis>;

public sealed class Sessions_in_embedded_Redis(EmbeddedRedisUnderTest redis)
    : SessionStoreContract(redis), IClassFixture<EmbeddedRedisUnderTest>;

public sealed class Headers_in_real_Redis(RealRedis redis) : HeaderCacheContract(redis), IClassFixture<RealRedis>;

public sealed class Headers_in_embedded_Redis(EmbeddedRedisUnderTest redis)
    : HeaderCacheContract(redis), IClassFixture<EmbeddedRedisUnderTest>;

public sealed class Attempts_in_real_Redis(RealRedis redis) : SignInAttemptsContract(redis), IClassFixture<RealRedis>;

public sealed class Attempts_in_embedded_Redis(EmbeddedRedisUnderTest redis)
    : SignInAttemptsContract(redis), IClassFixture<EmbeddedRedisUnderTest>;

public sealed class Nodes_over_real_Redis(RealRedis redis) : NodeChannelContract(redis), IClassFixture<RealRedis>;

public sealed class Nodes_over_embedded_Redis(EmbeddedRedisUnderTest redis)
    : NodeChannelContract(redis), IClassFixture<EmbeddedRedisUnderTest>;

public sealed class Journals_in_real_Redis(RealRedis redis) : JournalStoreContract(redis), IClassFixture<RealRedis>
{
    [Fact]
    public async Task What_a_living_node_works_on_is_left_to_it()
    {
        var account = Webmail.Mail.AccountId.Of("imap.example", 993, "two-nodes");
        using var here = redis.NewJournals();
        using var there = redis.NewJournals();
        await there.WriteAsync(account, new Dictionary<string, ReadOnlyMemory<byte>> { ["a"] = new byte[] { 1 } }, [], TestContext.Current.CancellationToken);

        Assert.Empty(await here.ReadAsync(account, TestContext.Current.CancellationToken));
    }
}

public sealed class Journals_in_embedded_Redis(EmbeddedRedisUnderTest redis)
    : JournalStoreContract(redis), IClassFixture<EmbeddedRedisUnderTest>;

public sealed class Outbox_in_real_Redis(RealRedis redis) : OutboxStoreContract(redis), IClassFixture<RealRedis>
{
    [Fact]
    public async Task A_message_is_one_nodes_as_long_as_that_one_claims_it()
    {
        var account = Webmail.Mail.AccountId.Of("imap.example", 993, "claims");
        var (here, there) = (redis.NewOutbox(), redis.NewOutbox());

        Assert.True(await here.ClaimAsync(account, "a", TestContext.Current.CancellationToken));
        Assert.True(await here.ClaimAsync(account, "a", TestContext.Current.CancellationToken));
        Assert.False(await there.ClaimAsync(account, "a", TestContext.Current.CancellationToken));
    }
}

public sealed class Outbox_in_embedded_Redis(EmbeddedRedisUnderTest redis)
    : OutboxStoreContract(redis), IClassFixture<EmbeddedRedisUnderTest>;
