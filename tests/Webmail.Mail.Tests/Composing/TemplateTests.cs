using Microsoft.Extensions.Logging.Abstractions;
using Webmail.Mail.Composing;
using Webmail.Mail.Settings;
using Webmail.Mail.Tests.Messages;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Composing;

/// <summary>Templates in a real mailbox.</summary>
public sealed class TemplateTests(DovecotServer server) : IClassFixture<DovecotServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Templates_are_found_by_another_device_and_one_name_stands_for_one()
    {
        await using var mail = new MailUnderTest(server);
        using var store = StoreOf(mail);
        var templates = new TemplateService(store);
        await templates.SaveAsync(mail.Account, Of("Thanks", "Dear {{name}},\r\nthank you.\n\n"), Token);
        await templates.SaveAsync(mail.Account, Of("Invoice", "Attached."), Token);
        await templates.SaveAsync(mail.Account, Of("thanks", "Thank you, {{name}}."), Token);

        await using var other = new MailUnderTest(server, user: mail.User);
        using var elsewhere = StoreOf(other);
        var there = new TemplateService(elsewhere);
        var read = await there.ReadAsync(other.Account, Token);
        Assert.Equal([("Invoice", "Attached."), ("thanks", "Thank you, {{name}}.")], read.Select(static one => (one.Name, one.Text)));

        await there.RemoveAsync(other.Account, read[0].Id, Token);
        Assert.Equal("thanks", Assert.Single(await there.ReadAsync(other.Account, Token)).Name);
    }

    [Theory]
    [InlineData("", 10)]
    [InlineData("  ", 10)]
    [InlineData("Long", TemplateSettings.MaxText + 1)]
    public async Task What_has_no_name_or_is_too_long_is_no_template(string name, int length)
    {
        await using var mail = new MailUnderTest(server);
        using var store = StoreOf(mail);

        await Assert.ThrowsAsync<ArgumentException>(() => new TemplateService(store).SaveAsync(mail.Account, Of(name, new string('x', length)), Token));
    }

    private static TemplateSettings Of(string name, string text) => new() { Id = Draft.NewId(), Name = name, Text = text };

    private static AccountSettingsStore StoreOf(MailUnderTest mail) =>
        new(mail.Pool, mail.Changes, TimeProvider.System, NullLogger<AccountSettingsStore>.Instance);
}
