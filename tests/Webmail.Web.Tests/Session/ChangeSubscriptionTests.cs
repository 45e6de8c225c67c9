using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Webmail.Mail;
using Webmail.Mail.Watching;
using Webmail.Testing;
using Webmail.Web.Session;
using Xunit;

namespace Webmail.Web.Tests.Session;

public sealed class ChangeSubscriptionTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Channel<IReadOnlyList<MailboxChange>> _told = Channel.CreateUnbounded<IReadOnlyList<MailboxChange>>();

    [Fact]
    public async Task A_burst_is_told_as_its_first_change_and_one_batch_of_the_rest()
    {
        var token = TestContext.Current.CancellationToken;
        using var subscription = Subscribe(static _ => { });
        subscription.Add(Touched("first"));
        Assert.Single(await _told.Reader.ReadAsync(token));

        for (var i = 0; i < 50; i++)
            subscription.Add(Touched($"later {i}"));
        Assert.False(_told.Reader.TryRead(out _));

        Assert.Equal(50, (await NextAsync(token)).Count);
    }

    [Fact]
    public async Task A_listener_that_failed_is_told_the_next_change()
    {
        var token = TestContext.Current.CancellationToken;
        var failed = false;
        using var subscription = Subscribe(_ =>
        {
            if (failed)
                return;
            failed = true;
            throw new InvalidOperationException("A page with a mistake.");
        });
        subscription.Add(Touched("first"));
        Assert.Single(await _told.Reader.ReadAsync(token));

        subscription.Add(Touched("second"));

        Assert.Equal([Touched("second")], await NextAsync(token));
    }

    [Fact]
    public void After_its_end_nothing_is_told()
    {
        var subscription = Subscribe(static _ => { });
        subscription.Dispose();

        subscription.Add(Touched("late"));

        Assert.False(_told.Reader.TryRead(out _));
    }

    [Fact]
    public async Task How_long_a_change_took_to_reach_the_page_is_measured_from_when_it_was_noticed()
    {
        var token = TestContext.Current.CancellationToken;
        using var measured = new Measurements(PageMeter.Name);
        using var subscription = Subscribe(static _ => { });
        subscription.Add(Touched("made here"));
        await _told.Reader.ReadAsync(token);

        subscription.Add(Touched("noticed") with { Noticed = _time.GetTimestamp() });
        await NextAsync(token);
        subscription.Add(Touched("made here too"));
        await NextAsync(token);

        Assert.Equal(["webmail.push.duration"], measured.All);
    }

    private static MailboxTouched Touched(string name) => new(new MailboxName(name));

    private ChangeSubscription Subscribe(Action<IReadOnlyList<MailboxChange>> work) => new(
        async batch =>
        {
            await _told.Writer.WriteAsync(batch);
            work(batch);
        },
        _time, NullLogger.Instance, static _ => { });

    // The pause begins after the listener returned, on another thread: time goes on until it is over.
    private async Task<IReadOnlyList<MailboxChange>> NextAsync(CancellationToken token)
    {
        IReadOnlyList<MailboxChange>? batch;
        while (!_told.Reader.TryRead(out batch))
        {
            token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return batch;
    }
}
