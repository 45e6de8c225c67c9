using System.Text;
using Webmail.Mail;
using Xunit;

namespace Webmail.Redis.Tests;

/// <summary>What the store of people promises, whatever Redis it is.</summary>
public abstract class PeopleStoreContract(RedisUnderTest redis)
{
    private readonly AccountId _account = SessionStoreContract.NewAccount();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task People_are_read_as_written_by_their_account_alone_and_are_nowhere_in_the_clear()
    {
        var people = Encoding.UTF8.GetBytes("haruka@ito.example haruka@ito.example");
        await redis.NewPeople().WriteAsync(_account, people, Token);

        Assert.Equal(people, (await redis.NewPeople().ReadAsync(_account, Token))!.Value.ToArray());
        Assert.Null(await redis.NewPeople().ReadAsync(SessionStoreContract.NewAccount(), Token));
        var raw = (byte[]?)await (await redis.DatabaseAsync()).StringGetAsync($"wm:people:{_account.Value}");
        Assert.DoesNotContain("haruka", Encoding.Latin1.GetString(raw!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_damaged_or_moved_from_another_account_is_nobody()
    {
        var other = SessionStoreContract.NewAccount();
        await redis.NewPeople().WriteAsync(other, "somebody"u8.ToArray(), Token);
        var database = await redis.DatabaseAsync();
        await database.StringSetAsync($"wm:people:{_account.Value}", await database.StringGetAsync($"wm:people:{other.Value}"));

        Assert.Null(await redis.NewPeople().ReadAsync(_account, Token));
    }
}

public sealed class People_in_real_Redis(RealRedis redis) : PeopleStoreContract(redis), IClassFixture<RealRedis>;

public sealed class People_in_embedded_Redis(EmbeddedRedisUnderTest redis)
    : PeopleStoreContract(redis), IClassFixture<EmbeddedRedisUnderTest>;
