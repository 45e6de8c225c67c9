using Xunit;

namespace Webmail.Redis.Tests;

/// <summary>What counting sign-in attempts promises, whatever Redis it is.</summary>
public abstract class SignInAttemptsContract(RedisUnderTest redis)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly string _subject = Guid.NewGuid().ToString();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RedisKeys Keys => new(redis.Key);

    private RedisSignInAttempts Attempts => new(redis.Connection, Keys);

    [Fact]
    public async Task Attempts_are_counted_for_each_subject_and_expire()
    {
        Assert.Equal(1, await Attempts.CountAsync(_subject, Hour, Token));
        Assert.Equal(2, await Attempts.CountAsync(_subject, Hour, Token));
        Assert.Equal(1, await Attempts.CountAsync("another" + _subject, Hour, Token));
        var remaining = await (await redis.DatabaseAsync()).KeyTimeToLiveAsync(Keys.Attempts(_subject));
        Assert.InRange(remaining!.Value, TimeSpan.FromMinutes(59), Hour);
    }

    [Fact]
    public async Task Only_one_of_many_attempts_at_once_gets_to_block()
    {
        var won = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Attempts.TryBlockAsync(_subject, Hour, Token)));

        Assert.Single(won, true);
        Assert.InRange(await Attempts.WaitAsync(_subject, Token), TimeSpan.FromMinutes(59), Hour);
    }

    [Fact]
    public async Task Nobody_waits_before_being_blocked() =>
        Assert.Equal(TimeSpan.Zero, await Attempts.WaitAsync(_subject, Token));

    [Fact]
    public async Task A_forgiven_attempt_does_not_count_and_unblocks_only_when_told()
    {
        await Attempts.CountAsync(_subject, Hour, Token);
        await Attempts.CountAsync(_subject, Hour, Token);
        await Attempts.TryBlockAsync(_subject, Hour, Token);

        await Attempts.ForgiveAsync(_subject, unblock: false, Token);
        Assert.True(await Attempts.WaitAsync(_subject, Token) > TimeSpan.Zero);
        Assert.Equal(2, await Attempts.CountAsync(_subject, Hour, Token));

        await Attempts.ForgiveAsync(_subject, unblock: true, Token);
        Assert.Equal(TimeSpan.Zero, await Attempts.WaitAsync(_subject, Token));
    }

    [Fact]
    public async Task Forgiving_what_was_forgotten_leaves_no_number_without_end()
    {
        await Attempts.ForgiveAsync(_subject, unblock: true, Token);

        Assert.False(await (await redis.DatabaseAsync()).KeyExistsAsync(Keys.Attempts(_subject)));
    }

    [Fact]
    public async Task A_forgotten_subject_starts_afresh()
    {
        await Attempts.CountAsync(_subject, Hour, Token);
        await Attempts.TryBlockAsync(_subject, Hour, Token);

        await Attempts.ForgetAsync(_subject, Token);

        Assert.Equal(TimeSpan.Zero, await Attempts.WaitAsync(_subject, Token));
        Assert.Equal(1, await Attempts.CountAsync(_subject, Hour, Token));
    }
}
