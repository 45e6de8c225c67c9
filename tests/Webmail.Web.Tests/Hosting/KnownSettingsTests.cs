using Microsoft.Extensions.Configuration;
using Webmail.Mail;
using Webmail.Web.Hosting;
using Xunit;

namespace Webmail.Web.Tests.Hosting;

public sealed class KnownSettingsTests
{
    [Theory]
    [InlineData("Webmail:Imap:Hots", "Webmail__Imap__Hots", "Webmail__Imap__Host")]
    [InlineData("Webmail:DataDir", "Webmail__DataDir", "Webmail__DataDirectory")]
    [InlineData("Webmail:Imap:Host:Name", "Webmail__Imap__Host__Name", "Webmail__Imap__Host")]
    public void A_setting_nobody_reads_is_named_with_the_one_that_was_meant(string key, string named, string meant)
    {
        var e = Assert.Throws<InvalidOperationException>(() => Check((key, "x")));
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
        Assert.Contains($"Did you mean {meant}?", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_are_read_pass_in_any_case() =>
        Check(("Webmail:Imap:Host", "imap.example"), ("WEBMAIL:imap:PORT", "993"), ("Other:Key", "x"));

    private static void Check(params (string Key, string Value)[] settings) => KnownSettings.Check(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(static s => s.Key, static s => (string?)s.Value)).Build(),
        (KnownSettings.Section, typeof(MailOptions)));
}
