using Microsoft.Extensions.Options;
using Webmail.Mail.Sending;
using Xunit;

namespace Webmail.Mail.Tests.Sending;

public sealed class SendingRateTests
{
    private static readonly AccountId Mika = AccountId.Of("imap.example", 993, "mika");

    [Fact]
    public void Who_sent_as_much_as_is_allowed_may_send_again_an_hour_after_the_first()
    {
        var clock = new Clock();
        var rate = new SendingRate(Options.Create(new SendingOptions { MaxPerHour = 2 }), clock);
        var began = clock.Now;
        rate.Note(Mika);
        clock.Now += TimeSpan.FromMinutes(10);
        Assert.Null(rate.NextAt(Mika));
        rate.Note(Mika);

        Assert.Equal(began.AddHours(1), rate.NextAt(Mika));
        Assert.Null(rate.NextAt(AccountId.Of("imap.example", 993, "haruka")));
        clock.Now = began.AddHours(1);
        Assert.Null(rate.NextAt(Mika));
    }

    [Fact]
    public void Without_a_limit_there_is_none()
    {
        var rate = new SendingRate(Options.Create(new SendingOptions { MaxPerHour = 0 }), TimeProvider.System);
        foreach (var _ in Enumerable.Range(0, 1_000))
            rate.Note(Mika);

        Assert.Null(rate.NextAt(Mika));
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 26, 9, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
