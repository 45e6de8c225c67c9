using Webmail.Mail.Tests.Messages;
using Webmail.Mail.Watching;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Mailboxes;

public sealed class MailboxServiceTests(DovecotServer dovecot) : IClassFixture<DovecotServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly byte[] Mail = MailUnderTest.Bytes("Subject: a\n\ntext\n");

    [Fact]
    public async Task The_list_has_names_as_read_counts_and_parents()
    {
        await using var mail = new MailUnderTest(dovecot);
        using (var client = await dovecot.ConnectAsync(mail.User, Token))
        {
            var top = client.GetFolder(client.PersonalNamespaces[0]);
            await (await top.CreateAsync("仕事", true, Token))!.CreateAsync("A & B", true, Token);
        }

        await mail.AppendAsync(MailboxName.Inbox, Mail, Token);

        var list = await mail.Mailboxes.ListAsync(mail.Account, Token);

        Assert.True(list[0].Name.IsInbox);
        Assert.Equal((1, 1), (list[0].Status!.Messages, list[0].Status!.Unseen));
        var child = Assert.Single(list, mailbox => mailbox.DisplayName == "A & B");
        Assert.Equal("仕事", child.Parent?.FullName);
        Assert.Contains(list, mailbox => mailbox.Name == child.Parent);
        Assert.Same(list, mail.Mailboxes.Known(mail.Account));
    }

    [Fact]
    public async Task Counts_follow_what_is_published()
    {
        await using var mail = new MailUnderTest(dovecot);
        await mail.Mailboxes.ListAsync(mail.Account, Token);

        mail.Changes.Publish(mail.Account, new StatusChanged(MailboxName.Inbox, new MailboxStatus(7, 3, 8, 1, 0)));

        Assert.Equal(3, mail.Mailboxes.Known(mail.Account)![0].Status!.Unseen);
    }

    [Fact]
    public async Task A_touched_mailbox_that_nobody_opened_is_counted()
    {
        await using var mail = new MailUnderTest(dovecot);
        await mail.Mailboxes.ListAsync(mail.Account, Token);
        await mail.AppendAsync(MailboxName.Inbox, Mail, Token);

        mail.Changes.Publish(mail.Account, new MailboxTouched(MailboxName.Inbox));

        Assert.Equal(1, (await mail.NextAsync<StatusChanged>(Token)).Status.Unseen);
    }

    [Fact]
    public async Task The_quota_is_told_in_bytes()
    {
        await using var mail = new MailUnderTest(dovecot);

        var quota = await mail.Mailboxes.QuotaAsync(mail.Account, Token);

        Assert.Equal(1L << 30, quota!.Limit);
    }

    [Fact]
    public async Task Nothing_is_known_before_the_first_list()
    {
        await using var mail = new MailUnderTest(dovecot);
        Assert.Null(mail.Mailboxes.Known(mail.Account));
    }
}
