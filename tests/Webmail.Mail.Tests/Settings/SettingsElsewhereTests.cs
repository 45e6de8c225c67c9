using Webmail.Mail.Settings;
using Webmail.Mail.Tests.Messages;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Settings;

public sealed class SettingsElsewhereTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly LabelSettings Label = new() { Keyword = "x", Colour = 1 };

    private static AccountSettingsStore StoreOf(MailUnderTest mail) => new(
        mail.Pool, mail.Changes, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<AccountSettingsStore>.Instance);

    [Theory]
    [InlineData("unstored", "sdbox", null)]
    [InlineData("yes", "maildir", "IMAP4rev1")]
    public async Task A_server_that_keeps_no_annotations_keeps_a_message(string metadata, string format, string? capability)
    {
        await using var dovecot = new DovecotServer { Metadata = metadata, Format = format, Capability = capability, Users = 1 };
        await dovecot.InitializeAsync();
        await using var mail = new MailUnderTest(dovecot);
        using var store = StoreOf(mail);

        await store.UpdateAsync(mail.Account, static settings => settings.With(Label), Token);
        await store.UpdateAsync(mail.Account, static settings => settings.With(Label with { Colour = 2 }), Token);

        await using var another = new MailUnderTest(dovecot, user: mail.User);
        using var theirs = StoreOf(another);
        Assert.Equal([Label with { Colour = 2 }], (await theirs.ReadAsync(mail.Account, Token)).Labels);
        using var client = await dovecot.ConnectAsync(mail.User, Token);
        var folder = await client.GetFolderAsync("Webmail-Settings", Token);
        await folder.OpenAsync(MailKit.FolderAccess.ReadOnly, Token);
        Assert.Equal(1, folder.Count);
    }

    [Fact]
    public async Task While_the_server_is_away_the_last_settings_are_shown_and_changes_fail_clearly()
    {
        await using var dovecot = new DovecotServer { Users = 1 };
        await dovecot.InitializeAsync();
        await using var mail = new MailUnderTest(dovecot);
        using var store = StoreOf(mail);
        await store.UpdateAsync(mail.Account, static settings => settings.With(Label), Token);

        await dovecot.StopAsync(Token);

        Assert.Equal([Label], (await store.ReadAsync(mail.Account, Token)).Labels);
        var failure = await Assert.ThrowsAsync<MailException>(
            () => store.UpdateAsync(mail.Account, static settings => settings.With(Label with { Colour = 5 }), Token));
        Assert.True(failure.IsTransient);
        Assert.Equal([Label], store.Known(mail.Account).Labels);
    }
}
