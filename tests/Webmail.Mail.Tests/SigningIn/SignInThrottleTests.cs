using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Webmail.Mail.Accounts;
using Webmail.Mail.SigningIn;
using Xunit;

namespace Webmail.Mail.Tests.SigningIn;

public sealed class SignInThrottleTests
{
    private static readonly IPAddress Home = IPAddress.Parse("203.0.113.7");
    private static readonly IPAddress Elsewhere = IPAddress.Parse("198.51.100.9");

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_five_failures_the_waits_double()
    {
        var throttle = Throttle();
        for (var i = 0; i < 5; i++)
            Assert.True((await throttle.EnterAsync(Home, "ada@example.org", Token)).IsAllowed);

        foreach (var minutes in new[] { 1, 2, 4, 8, 16, 32, 32 })
        {
            var refused = await throttle.EnterAsync(Home, "ada@example.org", Token);
            Assert.False(refused.IsAllowed);
            Assert.Equal(TimeSpan.FromMinutes(minutes), refused.Wait);
            _time.Advance(refused.Wait);
            Assert.True((await throttle.EnterAsync(Home, "ada@example.org", Token)).IsAllowed);
        }
    }

    [Fact]
    public async Task Many_attempts_at_once_are_no_way_around()
    {
        var throttle = Throttle();

        var tickets = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => throttle.EnterAsync(Home, "ada@example.org", Token)));

        Assert.Equal(5, tickets.Count(t => t.IsAllowed));
    }

    [Fact]
    public async Task An_account_is_guarded_from_many_networks_and_in_any_spelling()
    {
        var throttle = Throttle();
        for (var i = 0; i < 5; i++)
            await throttle.EnterAsync(IPAddress.Parse($"203.0.113.{i}"), "ada@example.org", Token);

        Assert.False((await throttle.EnterAsync(Elsewhere, " ADA@Example.org", Token)).IsAllowed);
        Assert.True((await throttle.EnterAsync(Elsewhere, "bob@example.org", Token)).IsAllowed);
    }

    [Fact]
    public async Task A_network_is_slowed_whatever_account_it_tries()
    {
        var throttle = Throttle();
        for (var i = 0; i < 5; i++)
            await throttle.EnterAsync(IPAddress.Parse($"2001:db8:1:2::{i}"), $"user{i}@example.org", Token);

        Assert.False((await throttle.EnterAsync(IPAddress.Parse("2001:db8:1:2:ffff::1"), "ada@example.org", Token)).IsAllowed);
        Assert.True((await throttle.EnterAsync(IPAddress.Parse("2001:db8:1:3::1"), "ada@example.org", Token)).IsAllowed);
    }

    [Fact]
    public async Task Success_frees_the_account_and_gives_the_network_only_this_attempt_back()
    {
        var throttle = Throttle();
        for (var i = 0; i < 3; i++)
            await throttle.EnterAsync(Home, "victim@example.org", Token);
        var good = await throttle.EnterAsync(Home, "mallory@example.org", Token);
        await good.SucceededAsync(Token);
        Assert.True((await throttle.EnterAsync(Home, "victim@example.org", Token)).IsAllowed);
        Assert.True((await throttle.EnterAsync(Home, "victim2@example.org", Token)).IsAllowed);

        Assert.False((await throttle.EnterAsync(Home, "victim3@example.org", Token)).IsAllowed);
    }

    [Fact]
    public async Task A_slow_success_does_not_lift_the_wait_others_caused()
    {
        var throttle = Throttle();
        for (var i = 0; i < 3; i++)
            await throttle.EnterAsync(Home, $"victim{i}@example.org", Token);
        var slow = await throttle.EnterAsync(Home, "mallory@example.org", Token);
        await throttle.EnterAsync(Home, "victim@example.org", Token);

        await slow.SucceededAsync(Token);

        Assert.False((await throttle.EnterAsync(Home, "victim@example.org", Token)).IsAllowed);
    }

    [Fact]
    public async Task An_attempt_whose_password_was_never_tried_does_not_count()
    {
        var throttle = Throttle();
        for (var i = 0; i < 20; i++)
        {
            var ticket = await throttle.EnterAsync(Home, "ada@example.org", Token);
            Assert.True(ticket.IsAllowed);
            await ticket.NotTriedAsync(Token);
        }
    }

    [Fact]
    public async Task Without_the_store_guessing_is_slowed_all_the_same()
    {
        var throttle = new SignInThrottle(new AwayAttempts(), _time, NullLogger<SignInThrottle>.Instance);
        for (var i = 0; i < 5; i++)
            Assert.True((await throttle.EnterAsync(Home, "ada@example.org", Token)).IsAllowed);

        Assert.False((await throttle.EnterAsync(Home, "ada@example.org", Token)).IsAllowed);
    }

    private SignInThrottle Throttle() => new(new SignInAttemptsInMemory(_time), _time, NullLogger<SignInThrottle>.Instance);

    private sealed class AwayAttempts : ISignInAttempts
    {
        public Task<TimeSpan> WaitAsync(string subject, CancellationToken token) => throw new SessionStoreException("away");

        public Task<long> CountAsync(string subject, TimeSpan memory, CancellationToken token) => throw new SessionStoreException("away");

        public Task<bool> TryBlockAsync(string subject, TimeSpan wait, CancellationToken token) => throw new SessionStoreException("away");

        public Task ForgiveAsync(string subject, bool unblock, CancellationToken token) => throw new SessionStoreException("away");

        public Task ForgetAsync(string subject, CancellationToken token) => throw new SessionStoreException("away");
    }
}
