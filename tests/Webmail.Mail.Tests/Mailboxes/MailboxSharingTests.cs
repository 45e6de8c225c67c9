using Webmail.Mail.Tests.Messages;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Mailboxes;

public sealed class MailboxSharingTests(MailboxSharingTests.Sharing sharing) : IClassFixture<MailboxSharingTests.Sharing>
{
    private const MailboxRights Reading = MailboxRights.Lookup | MailboxRights.Read | MailboxRights.Seen;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_shared_mailbox_appears_at_the_other_user_with_the_rights_given()
    {
        await using var owner = new MailUnderTest(sharing.Dovecot);
        await using var guest = new MailUnderTest(sharing.Dovecot);
        var mailbox = await owner.Editor.CreateAsync(owner.Account, null, "Project", Token);

        await owner.Sharing.SetAsync(owner.Account, mailbox, guest.User.Address, Reading, Token);

        var entries = await owner.Sharing.EntriesAsync(owner.Account, mailbox, Token);
        Assert.Equal(Reading, entries.Single(entry => entry.Identifier == guest.User.Address).Rights);
        var list = await guest.Mailboxes.ListAsync(guest.Account, Token);
        var shared = Assert.Single(list, m => m is { Namespace: not MailboxNamespace.Personal, Selectable: true });
        Assert.Equal($"shared/{owner.User.Address}/Project", shared.Name.FullName);
        Assert.Equal(Reading, await guest.Sharing.MyRightsAsync(guest.Account, shared.Name, Token));
        Assert.Equal(Reading, guest.Sharing.Known(guest.Account, shared.Name));
    }

    [Fact]
    public async Task The_owner_may_do_everything_and_who_has_no_right_is_refused()
    {
        await using var owner = new MailUnderTest(sharing.Dovecot);
        await using var guest = new MailUnderTest(sharing.Dovecot);
        var mailbox = await owner.Editor.CreateAsync(owner.Account, null, "Project", Token);
        await owner.Sharing.SetAsync(owner.Account, mailbox, guest.User.Address, Reading, Token);
        var shared = new MailboxName($"shared/{owner.User.Address}/Project");

        var mine = await owner.Sharing.MyRightsAsync(owner.Account, mailbox, Token);
        var refused = await Assert.ThrowsAsync<MailException>(() => guest.Editor.DeleteForGoodAsync(guest.Account, shared, Token));

        Assert.Equal(MailboxRights.All, mine);
        Assert.Equal(MailFailure.NotPermitted, refused.Failure);
    }

    [Fact]
    public async Task An_entry_is_changed_and_removed()
    {
        await using var owner = new MailUnderTest(sharing.Dovecot);
        await using var guest = new MailUnderTest(sharing.Dovecot);
        var mailbox = await owner.Editor.CreateAsync(owner.Account, null, "Project", Token);
        await owner.Sharing.SetAsync(owner.Account, mailbox, guest.User.Address, Reading, Token);

        await owner.Sharing.SetAsync(owner.Account, mailbox, guest.User.Address, Reading | MailboxRights.Insert, Token);
        var changed = await owner.Sharing.EntriesAsync(owner.Account, mailbox, Token);
        await owner.Sharing.RemoveAsync(owner.Account, mailbox, guest.User.Address, Token);

        Assert.Equal(Reading | MailboxRights.Insert, changed.Single(entry => entry.Identifier == guest.User.Address).Rights);
        Assert.DoesNotContain(
            await owner.Sharing.EntriesAsync(owner.Account, mailbox, Token), entry => entry.Identifier == guest.User.Address);
    }

    [Fact]
    public async Task Without_ACL_there_is_nothing_to_know()
    {
        await using var bare = new DovecotServer { Capability = "IMAP4rev1 LITERAL+" };
        await bare.InitializeAsync();
        await using var mail = new MailUnderTest(bare);

        Assert.Null(await mail.Sharing.MyRightsAsync(mail.Account, MailboxName.Inbox, Token));
        Assert.True(mail.Sharing.IsKnown(mail.Account, MailboxName.Inbox));
    }

    [Theory]
    [InlineData("lrs", "lrs", "lrs")]
    [InlineData("lrswipkxtea", "lrswipkxtea", "lrswipacd")]
    [InlineData("lrswipacd", "lrswipkxtea", "lrswipacd")]
    [InlineData("lrswipkcd", "lrswipk", "lrswipc")]
    [InlineData("lrd", "lrxte", "lrd")]
    public void Old_letters_cover_new_ones_where_there_are_no_new_ones(string sent, string letters, string old)
    {
        var rights = MailboxRightsLetters.Parse(sent);

        Assert.Equal((letters, old), (MailboxRightsLetters.Write(rights), MailboxRightsLetters.WriteOld(rights)));
    }

    public sealed class Sharing : IAsyncLifetime
    {
        public DovecotServer Dovecot { get; } = new() { Shares = true };

        public ValueTask InitializeAsync() => Dovecot.InitializeAsync();

        public ValueTask DisposeAsync() => Dovecot.DisposeAsync();
    }
}
