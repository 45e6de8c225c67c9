using Microsoft.Extensions.Logging.Abstractions;
using Webmail.Mail.Composing.Identities;
using Webmail.Mail.Settings;
using Webmail.Mail.Tests.Messages;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Identities;

/// <summary>Identities in the settings of a real mailbox, from two devices.</summary>
public sealed class IdentityServiceTests(DovecotServer dovecot) : IClassFixture<DovecotServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static AccountSettingsStore StoreOf(MailUnderTest mail) =>
        new(mail.Pool, mail.Changes, TimeProvider.System, NullLogger<AccountSettingsStore>.Instance);

    private static IdentityService ServiceOf(AccountSettingsStore store, SignaturePictures pictures) =>
        new(store, pictures, NullLogger<IdentityService>.Instance);

    [Fact]
    public async Task What_one_device_saves_another_finds_and_both_may_change_different_ones()
    {
        await using var mail = new MailUnderTest(dovecot);
        await using var other = new MailUnderTest(dovecot, user: mail.User);
        using var store = StoreOf(mail);
        using var otherStore = StoreOf(other);
        using var pictures = new SignaturePictures(mail.Pool, TimeProvider.System);
        var (here, there) = (ServiceOf(store, pictures), ServiceOf(otherStore, pictures));
        var account = mail.User.Account;
        await there.ReadAsync(account, Token);

        await here.SaveAsync(account, new IdentitySettings { Id = "a1", Address = "sales@lumen.example", Signature = "営業\r\nMika\n" }, asDefault: true, Token);
        var all = await there.SaveAsync(account, new IdentitySettings { Name = "Mika Lumen" }, asDefault: false, Token);

        Assert.Equal([account.Address, "sales@lumen.example"], all.All.Select(static one => one.Address));
        Assert.Equal("Mika Lumen", all.All[0].Name);
        Assert.Equal("営業\nMika", all.All[1].Signature);
        Assert.Equal("sales@lumen.example", all.Default.Address);
    }

    [Fact]
    public async Task What_is_removed_is_the_default_no_more()
    {
        await using var mail = new MailUnderTest(dovecot);
        using var store = StoreOf(mail);
        using var pictures = new SignaturePictures(mail.Pool, TimeProvider.System);
        var identities = ServiceOf(store, pictures);
        var account = mail.User.Account;
        await identities.SaveAsync(account, new IdentitySettings { Id = "a1", Address = "sales@lumen.example" }, asDefault: true, Token);

        var all = await identities.RemoveAsync(account, "a1", Token);

        Assert.Equal(account.Address, Assert.Single(all.All).Address);
        Assert.Equal(account.Address, all.Default.Address);
    }
}
