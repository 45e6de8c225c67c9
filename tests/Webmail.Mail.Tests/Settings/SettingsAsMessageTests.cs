using MailKit;
using MimeKit;
using Webmail.Mail.Settings;
using Webmail.Mail.Tests.Messages;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Settings;

/// <summary>A Dovecot that takes no annotations.</summary>
public sealed class DovecotWithoutMetadata : IAsyncLifetime
{
    public DovecotServer Server { get; } = new() { Metadata = "no" };

    public ValueTask InitializeAsync() => Server.InitializeAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

public sealed class SettingsAsMessageTests(DovecotWithoutMetadata dovecot)
    : AccountSettingsStoreTests(dovecot.Server), IClassFixture<DovecotWithoutMetadata>
{
    private const string MailboxOfSettings = "Webmail-Settings";

    private protected override async Task DamageAsync(MailUnderTest mail, string text)
    {
        using var client = await Dovecot.ConnectAsync(mail.User, Token);
        var folder = await client.GetFolderAsync(MailboxOfSettings, Token);
        await folder.OpenAsync(FolderAccess.ReadWrite, Token);
        using var damaged = await folder.GetMessageAsync(0, Token);
        damaged.Body = new TextPart("plain") { Text = text };
        await folder.StoreAsync(0, new StoreFlagsRequest(StoreAction.Add, MailKit.MessageFlags.Deleted), Token);
        await folder.ExpungeAsync(Token);
        await folder.AppendAsync(new AppendRequest(damaged), Token);
    }

    private protected override async Task<IReadOnlyList<string>> KeptAsync(MailUnderTest mail)
    {
        using var client = await Dovecot.ConnectAsync(mail.User, Token);
        if (!(await client.GetFoldersAsync(client.PersonalNamespaces[0], StatusItems.None, false, Token)).Any(static f => f.Name == MailboxOfSettings))
            return [];
        var folder = await client.GetFolderAsync(MailboxOfSettings, Token);
        await folder.OpenAsync(FolderAccess.ReadOnly, Token);
        var texts = new List<string>();
        for (var i = 0; i < folder.Count; i++)
        {
            using var message = await folder.GetMessageAsync(i, Token);
            texts.Add(message.TextBody ?? "");
        }

        return texts;
    }

    private async Task AppendAsync(MailUnderTest mail, string id, string predecessor, string text)
    {
        using var client = await Dovecot.ConnectAsync(mail.User, Token);
        var folder = await client.GetFolderAsync(MailboxOfSettings, Token);
        using var message = new MimeMessage { MessageId = id, Body = new TextPart("plain") { Text = text } };
        if (predecessor.Length > 0)
            message.InReplyTo = predecessor;
        await folder.AppendAsync(new AppendRequest(message), Token);
    }

    private async Task<string> IdAsync(MailUnderTest mail)
    {
        using var client = await Dovecot.ConnectAsync(mail.User, Token);
        var folder = await client.GetFolderAsync(MailboxOfSettings, Token);
        await folder.OpenAsync(FolderAccess.ReadOnly, Token);
        using var message = await folder.GetMessageAsync(0, Token);
        return message.MessageId!;
    }

    [Fact]
    public async Task Mail_that_got_into_the_mailbox_is_left_alone()
    {
        await using var mail = new MailUnderTest(Dovecot);
        using var store = StoreOf(mail);
        await store.UpdateAsync(mail.Account, static settings => settings.With(new LabelSettings { Keyword = "x" }), Token);
        await AppendAsync(mail, "letter@example.test", "", "Dear Ann");

        await store.UpdateAsync(mail.Account, static settings => settings.With(new LabelSettings { Keyword = "y" }), Token);

        var kept = await KeptAsync(mail);
        Assert.Equal(2, kept.Count);
        Assert.Contains("Dear Ann", kept.Select(static text => text.Trim()));
        Assert.Equal(2, (await AsAnotherDeviceSeesThemAsync(mail)).Labels.Length);
    }

    [Fact]
    public async Task What_a_writer_began_that_died_is_finished_by_the_next()
    {
        await using var mail = new MailUnderTest(Dovecot);
        using var store = StoreOf(mail);
        await store.UpdateAsync(mail.Account, static settings => settings.With(new LabelSettings { Keyword = "x" }), Token);
        var current = await IdAsync(mail);
        await AppendAsync(mail, "outdated@settings.webmail.invalid", "long-gone@settings.webmail.invalid", "{\"labels\":[{\"keyword\":\"outdated\"}]}");
        await AppendAsync(mail, "begun@settings.webmail.invalid", current, "{\"labels\":[{\"keyword\":\"x\"},{\"keyword\":\"begun\"}]}");

        await store.UpdateAsync(mail.Account, static settings => settings.With(new LabelSettings { Keyword = "y" }), Token);

        Assert.Equal(["x", "begun", "y"], (await AsAnotherDeviceSeesThemAsync(mail)).Labels.Select(static label => label.Keyword));
        Assert.Single(await KeptAsync(mail));
    }
}
