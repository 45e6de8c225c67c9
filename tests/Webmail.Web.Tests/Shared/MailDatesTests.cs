using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Time.Testing;
using Webmail.Web.Shared;
using Xunit;

namespace Webmail.Web.Tests.Shared;

public sealed class MailDatesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 2, 2, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("en", "24", "2026-11-23T01:42:00Z", "10:42")]
    [InlineData("en", "12", "2026-11-23T05:05:00Z", "2:05 PM")]
    [InlineData("en", "24", "2026-11-22T13:00:00Z", "Yesterday")]
    [InlineData("en", "24", "2026-11-20T13:00:00Z", "20 Nov")]
    [InlineData("en", "24", "2024-11-20T13:00:00Z", "20 Nov 2024")]
    [InlineData("ja", "24", "2026-11-22T13:00:00Z", "昨日")]
    [InlineData("ja", "24", "2026-11-20T13:00:00Z", "11月20日")]
    [InlineData("ja", "24", "2024-11-20T13:00:00Z", "2024/11/20")]
    [InlineData("ja", "12", "2026-11-23T05:05:00Z", "午後2:05")]
    public void A_row_says_only_what_tells_it_apart(string language, string clock, string date, string expected) =>
        Assert.Equal(expected, In(language, clock, d => d.Row(At(date))));

    [Theory]
    [InlineData("en", "2026-11-23T01:42:00Z", "10:42 (20 min ago)")]
    [InlineData("en", "2026-11-22T20:00:00Z", "5:00 (6 h ago)")]
    [InlineData("en", "2026-11-20T13:00:00Z", "Fri 20 Nov 2026, 22:00")]
    [InlineData("ja", "2026-11-23T01:42:00Z", "10:42 (20分前)")]
    [InlineData("ja", "2026-11-20T13:00:00Z", "2026年11月20日(金) 22:00")]
    public void An_open_message_says_how_long_ago_it_was(string language, string date, string expected) =>
        Assert.Equal(expected, In(language, "24", d => d.Message(At(date))));

    [Fact]
    public void The_tooltip_names_the_zone_and_the_senders_time_when_that_differs() => Assert.Equal(
        "Friday 20 November 2026, 22:00 UTC+09:00 (sender's time 8:00 UTC-05:00)",
        In("en", "24", d => d.Full(new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.FromHours(-5)))));

    [Fact]
    public void A_day_is_the_readers_day_not_the_servers() =>
        // 15:30 UTC on the 22nd is half past midnight on the 23rd in Tokyo.
        Assert.Equal("0:30", In("en", "24", d => d.Row(At("2026-11-22T15:30:00Z"))));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static string In(string language, string clock, Func<MailDates, string> text)
    {
        var (culture, uiCulture) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        try
        {
            using var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
            var preferences = new CurrentPreferences { Value = ReaderPreferences.Default with { Clock = clock, TimeZone = "Asia/Tokyo" } };
            return text(new MailDates(preferences, new FakeTimeProvider(Now), services.GetRequiredService<IStringLocalizer<Words>>()));
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, uiCulture);
        }
    }
}
