using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Webmail.Redis.Tests;

/// <summary>What nodes may expect of their channel, whatever Redis it is.</summary>
public abstract class NodeChannelContract(RedisUnderTest redis)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_node_hears_what_one_says_and_the_one_that_says_it_knows_how_many()
    {
        await using var other = redis.NewConnection();
        var (here, there) = (Channel(redis.Connection), Channel(other));
        byte[] said = [0, 1, 254, 255];
        var heard = new[] { Heard(), Heard() };
        using var first = here.Listen("talk", message => Take(heard[0], message));
        using var second = there.Listen("talk", message => Take(heard[1], message));
        using var elsewhere = there.Listen("another", message => Assert.Fail("Said on another channel."));
        await UntilAsync(async () => await here.SayAsync("talk", [], Token) == 2);

        Assert.Equal(2, await here.SayAsync("talk", said, Token));

        foreach (var message in heard)
            Assert.Equal(said, await message.Task.WaitAsync(TimeSpan.FromSeconds(20), Token));
    }

    [Fact]
    public async Task Nothing_that_was_said_is_kept()
    {
        var channel = Channel(redis.Connection);

        await channel.SayAsync("kept", [7], Token);

        var database = await redis.DatabaseAsync();
        Assert.DoesNotContain("kept", string.Join(' ', (string[])(await database.ExecuteAsync("KEYS", "*"))!), StringComparison.Ordinal);
    }

    private static RedisNodeChannel Channel(RedisConnection connection) => new(connection, NullLogger<RedisNodeChannel>.Instance);

    private static TaskCompletionSource<byte[]> Heard() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The empty ones only ask who listens.
    private static void Take(TaskCompletionSource<byte[]> heard, byte[] message)
    {
        if (message.Length > 0)
            heard.TrySetResult(message);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (!await condition())
            await Task.Delay(20, limit.Token);
    }
}
