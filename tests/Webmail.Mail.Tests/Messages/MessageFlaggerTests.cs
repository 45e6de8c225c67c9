using Webmail.Mail.Watching;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Messages;

public sealed class MessageFlaggerTests(DovecotServer dovecot) : IClassFixture<DovecotServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly byte[] Mail = MailUnderTest.Bytes("Subject: a\n\ntext\n");

    [Fact]
    public async Task Marking_read_reaches_the_server_the_row_and_the_count()
    {
        await using var mail = new MailUnderTest(dovecot);
        await mail.AppendAsync(MailboxName.Inbox, Mail, Token);
        var key = await mail.AppendAsync(MailboxName.Inbox, Mail, Token);
        var view = await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);

        await mail.Flagger.SetAsync(mail.Account, key, SystemFlags.Seen, SystemFlags.None, Token);

        Assert.True((await mail.NextAsync<MessagesChanged>(Token)).Flags[key.Uid].Seen);
        Assert.Equal(1, (await mail.NextAsync<StatusChanged>(Token)).Status.Unseen);
        Assert.True((await mail.Listing.WindowAsync(mail.Account, view, 0, 1, Token))[0]!.Flags.Seen);
        using var client = await dovecot.ConnectAsync(mail.User, Token);
        await client.Inbox!.OpenAsync(MailKit.FolderAccess.ReadOnly, Token);
        Assert.Equal([new MailKit.UniqueId(key.Uid.Value)], await client.Inbox.SearchAsync(MailKit.Search.SearchQuery.Seen, Token));
    }

    [Fact]
    public async Task Flags_are_taken_away_again()
    {
        await using var mail = new MailUnderTest(dovecot);
        var key = await mail.AppendAsync(MailboxName.Inbox, Mail, Token);
        await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);
        await mail.Flagger.SetAsync(mail.Account, key, SystemFlags.Flagged | SystemFlags.Answered, SystemFlags.None, Token);
        await mail.NextAsync<MessagesChanged>(Token);

        await mail.Flagger.SetAsync(mail.Account, key, SystemFlags.None, SystemFlags.Flagged, Token);

        Assert.Equal(SystemFlags.Answered, (await mail.NextAsync<MessagesChanged>(Token)).Flags[key.Uid].System);
    }

    [Fact]
    public async Task Another_mailbox_of_the_same_name_is_never_touched()
    {
        await using var mail = new MailUnderTest(dovecot);
        var key = await mail.AppendAsync(MailboxName.Inbox, Mail, Token);

        var recreated = await Assert.ThrowsAsync<MailException>(() => mail.Flagger.SetAsync(
            mail.Account, key with { UidValidity = key.UidValidity - 1 }, SystemFlags.Seen, SystemFlags.None, Token));
        var gone = await Assert.ThrowsAsync<MailException>(() => mail.Flagger.SetAsync(
            mail.Account, key with { Uid = new Uid(77) }, SystemFlags.Seen, SystemFlags.None, Token));

        Assert.Equal(MailFailure.MailboxRecreated, recreated.Failure);
        Assert.Equal(MailFailure.MessageGone, gone.Failure);
    }
}
