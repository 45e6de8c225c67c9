using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Time.Testing;
using Webmail.Mail;
using Webmail.Web.Features.Reading;
using Xunit;

namespace Webmail.Web.Tests.Features.Reading;

public sealed class MessageCapabilitiesTests
{
    private static readonly MessageCapability Capability = new(
        "session-1", AccountId.Of("imap.example", 993, "mika@example.org"),
        new MessageKey(new MailboxName("仕事/2026"), 1234567890, new Uid(4000000000)), "2.1");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));
    private readonly EphemeralDataProtectionProvider _keys = new();

    [Fact]
    public void What_was_issued_opens_as_the_same_thing() =>
        Assert.Equal(Capability, Capabilities().Open(Capabilities().Issue(Capability)));

    [Fact]
    public void A_capability_is_one_url_path_segment_that_shows_nothing()
    {
        var segment = Capabilities().Issue(Capability);

        Assert.Matches("^[A-Za-z0-9_-]+$", segment);
        Assert.DoesNotContain("session-1", segment, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-5, true)]
    [InlineData(0, true)]
    [InlineData(10, true)]
    [InlineData(15, true)]
    [InlineData(16, false)]
    [InlineData(-6, false)]
    [InlineData(60 * 24, false)]
    public void It_lives_ten_minutes_and_forgives_clocks_five(int minutesLater, bool opens)
    {
        var segment = Capabilities().Issue(Capability);
        var elsewhere = new FakeTimeProvider(_time.GetUtcNow().AddMinutes(minutesLater));

        Assert.Equal(opens, new MessageCapabilities(_keys, elsewhere).Open(segment) is not null);
    }

    [Fact]
    public void No_changed_character_goes_unnoticed()
    {
        var segment = Capabilities().Issue(Capability);
        for (var i = 0; i < segment.Length; i++)
        {
            // The last character of base64url may carry bits that mean nothing; the others all count.
            if (i == segment.Length - 1)
                continue;
            var forged = segment[..i] + (segment[i] == 'A' ? 'B' : 'A') + segment[(i + 1)..];
            Assert.Null(Capabilities().Open(forged));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("not base64!")]
    [InlineData("CfDJ8")]
    public void Garbage_opens_nothing(string? segment) => Assert.Null(Capabilities().Open(segment));

    [Fact]
    public void A_capability_of_another_server_opens_nothing()
    {
        var foreign = new MessageCapabilities(new EphemeralDataProtectionProvider(), _time).Issue(Capability);

        Assert.Null(Capabilities().Open(foreign));
    }

    private MessageCapabilities Capabilities() => new(_keys, _time);
}
