using MailKit;
using Webmail.Mail.Operations;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Operations;

/// <summary>What a server refuses: nothing is lost, and the reason is told.</summary>
public sealed class RefusalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_that_does_not_fit_is_told_and_works_once_there_is_room()
    {
        await using var dovecot = new DovecotServer { Quota = "10K" };
        await dovecot.StartAsync(Token);
        await using var mail = await MailToActOn.WithAsync(dovecot, 30, Token);
        await MailToActOn.FillAsync(dovecot, mail.Mail.User, "Clients", 0, Token);
        var copy = mail.Of(OperationKind.Copy, "1:25", "Clients");

        var refused = await mail.DoAsync(copy, Token);
        var there = await mail.IdsAsync("Clients", Token);
        await ExpungeAsync(dovecot, mail.Mail.User, 26, 30);
        await mail.Journal.DropAsync(mail.Mail.Account, copy.Id, Token);
        var fitting = await mail.DoAsync(mail.Of(OperationKind.Copy, "1:2", "Clients"), Token);

        Assert.Equal((OperationState.Failed, MailFailure.QuotaExceeded), (refused.State, refused.Failure));
        Assert.Empty(there);
        Assert.Equal(OperationState.Done, fitting.State);
        Assert.Equal(MailToActOn.Ids(1, 2), await mail.IdsAsync("Clients", Token));
        Assert.Equal(MailToActOn.Ids(Enumerable.Range(1, 25)), await mail.IdsAsync("INBOX", Token));
    }

    [Theory]
    [InlineData(OperationKind.Flag)]
    [InlineData(OperationKind.Move)]
    [InlineData(OperationKind.Delete)]
    public async Task In_a_mailbox_that_may_only_be_read_nothing_is_changed_and_the_rows_come_back(OperationKind kind)
    {
        await using var dovecot = new DovecotServer { Shares = true };
        await dovecot.StartAsync(Token);
        await using var mail = await MailToActOn.WithAsync(dovecot, 3, Token);
        var uidValidity = await MailToActOn.FillAsync(dovecot, mail.Mail.User, "Notices", 3, Token);
        await AllowAsync(dovecot, mail.Mail.User, "Notices", "lra");
        var notices = new MailboxName("Notices");
        await mail.Mail.Mailboxes.ListAsync(mail.Mail.Account, Token);

        var refused = await mail.DoAsync(mail.Of(kind, "1:2", kind == OperationKind.Move ? "INBOX" : null, mailbox: "Notices", uidValidity: uidValidity), Token);
        var shown = await mail.Mail.Listing.OpenAsync(mail.Mail.Account, notices, Token);

        Assert.Equal((OperationState.Failed, MailFailure.NotPermitted, "Notices"), (refused.State, refused.Failure, refused.Detail));
        Assert.Equal("1:3", shown.Uids.ToString());
        Assert.Equal(MailToActOn.Ids(1, 2, 3), await mail.IdsAsync("Notices", Token));
        Assert.Equal(MailToActOn.Ids(1, 2, 3), await mail.IdsAsync("INBOX", Token));
    }

    [Fact]
    public async Task A_keyword_the_mailbox_does_not_take_is_named()
    {
        await using var dovecot = new DovecotServer { Shares = true };
        await dovecot.StartAsync(Token);
        await using var mail = await MailToActOn.WithAsync(dovecot, 1, Token);
        var uidValidity = await MailToActOn.FillAsync(dovecot, mail.Mail.User, "Notices", 2, Token);
        await AllowAsync(dovecot, mail.Mail.User, "Notices", "lrstea");

        var refused = await mail.DoAsync(mail.Of(OperationKind.Label, "1:2", label: "work", mailbox: "Notices", uidValidity: uidValidity), Token);
        var read = await mail.DoAsync(mail.Of(OperationKind.MarkRead, "1:2", mailbox: "Notices", uidValidity: uidValidity), Token);

        Assert.Equal((OperationState.Failed, MailFailure.KeywordRefused, "work"), (refused.State, refused.Failure, refused.Detail));
        Assert.Equal(OperationState.Done, read.State);
    }

    private static async Task ExpungeAsync(DovecotServer dovecot, TestUser user, uint first, uint last)
    {
        using var client = await dovecot.ConnectAsync(user, Token);
        await client.Inbox!.OpenAsync(FolderAccess.ReadWrite, Token);
        await client.Inbox.AddFlagsAsync(new UniqueIdRange(new UniqueId(first), new UniqueId(last)), MailKit.MessageFlags.Deleted, silent: true, Token);
        await client.Inbox.ExpungeAsync(Token);
    }

    private static async Task AllowAsync(DovecotServer dovecot, TestUser user, string mailbox, string rights)
    {
        using var client = await dovecot.ConnectAsync(user, Token);
        var folder = await client.GetFolderAsync(mailbox, Token);
        await folder.SetAccessRightsAsync(user.Address, new AccessRights(rights), Token);
    }
}
