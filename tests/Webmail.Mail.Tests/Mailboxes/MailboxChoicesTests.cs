using Webmail.Mail.Settings;
using Webmail.Mail.Tests.Messages;
using Webmail.Mail.Watching;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Mailboxes;

/// <summary>What was chosen for mailboxes, while these are renamed and deleted on a real server.</summary>
public sealed class MailboxChoicesTests(DovecotServer dovecot) : IClassFixture<DovecotServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_renamed_mailbox_keeps_what_was_chosen_for_it_and_for_those_inside_on_every_device()
    {
        await using var mail = new MailUnderTest(dovecot);
        var old = await mail.Editor.CreateAsync(mail.Account, null, "Kiln", Token);
        var other = await mail.Editor.CreateAsync(mail.Account, null, "Glaze", Token);
        var child = await mail.Editor.CreateAsync(mail.Account, old, "2026", Token);
        await ChooseAsync(mail, settings => settings.Favour(old, true).Paint(child, 7).Place([other, old], old, other, after: false));

        var now = await mail.Editor.RenameAsync(mail.Account, old, null, "Oven", Token);
        await mail.Editor.RenameAsync(mail.Account, other, null, "Aaa", Token);

        await using var another = new MailUnderTest(dovecot, user: mail.User);
        var settings = await another.Settings.ReadAsync(mail.Account, Token);
        Assert.Equal((true, 0), (settings.Folder(now)!.Favourite, settings.Folder(now)!.Order));
        Assert.Equal(7, settings.Folder(new("Oven/2026"))!.Colour);
        Assert.DoesNotContain(settings.Folders, static folder => folder.Mailbox.StartsWith("Kiln", StringComparison.Ordinal));
        Assert.Equal([now, new("Aaa")], settings.Arrange([new MailboxName("Aaa"), now], static name => name));
    }

    [Fact]
    public async Task What_was_chosen_is_there_under_the_new_name_when_the_rename_is_told()
    {
        await using var mail = new MailUnderTest(dovecot);
        var old = await mail.Editor.CreateAsync(mail.Account, null, "Kiln", Token);
        await ChooseAsync(mail, settings => settings.Favour(old, true));
        AccountSettings? told = null;
        using var subscription = mail.Changes.Subscribe(mail.Account, change =>
        {
            if (change is MailboxRenamed)
                told = mail.Settings.Known(mail.Account);
        });

        var now = await mail.Editor.RenameAsync(mail.Account, old, null, "Oven", Token);

        Assert.True(told!.Folder(now)!.Favourite);
    }

    [Fact]
    public async Task A_mailbox_in_the_Trash_has_lost_what_was_chosen_and_gets_it_back_with_its_place()
    {
        await using var mail = new MailUnderTest(dovecot);
        var mailbox = await mail.Editor.CreateAsync(mail.Account, null, "Kiln", Token);
        var child = await mail.Editor.CreateAsync(mail.Account, mailbox, "2026", Token);
        await ChooseAsync(mail, settings => settings.Favour(mailbox, true).Paint(child, 7));

        var trashed = await mail.Editor.DeleteAsync(mail.Account, mailbox, Token);
        var meanwhile = mail.Settings.Known(mail.Account);
        await mail.Editor.RestoreAsync(mail.Account, trashed, Token);

        Assert.Empty(meanwhile.Folders);
        var settings = mail.Settings.Known(mail.Account);
        Assert.True(settings.Folder(mailbox)!.Favourite);
        Assert.Equal(7, settings.Folder(child)!.Colour);
    }

    [Fact]
    public async Task A_mailbox_deleted_for_good_loses_what_was_chosen_for_it_and_for_those_inside()
    {
        await using var mail = new MailUnderTest(dovecot);
        var mailbox = await mail.Editor.CreateAsync(mail.Account, null, "Kiln", Token);
        var child = await mail.Editor.CreateAsync(mail.Account, mailbox, "2026", Token);
        await ChooseAsync(mail, settings => settings.Favour(mailbox, true).Paint(child, 7).Favour(new("Kiln 2"), true));

        await mail.Editor.DeleteForGoodAsync(mail.Account, mailbox, Token);

        Assert.Equal("Kiln 2", Assert.Single(mail.Settings.Known(mail.Account).Folders).Mailbox);
    }

    private static Task<AccountSettings> ChooseAsync(MailUnderTest mail, Func<AccountSettings, AccountSettings> change) =>
        mail.Settings.UpdateAsync(mail.Account, change, Token);
}
