using MailKit;
using Webmail.Mail.Watching;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Messages;

/// <summary>Everything has to work on a server with no extension at all.</summary>
public sealed class BareServerTests : IAsyncLifetime
{
    private static readonly byte[] Mail = MailUnderTest.Bytes(
        "From: Ann <ann@example.test>\nSubject: Tea\nContent-Type: text/plain\n\nAt four.\n");

    private readonly DovecotServer _dovecot = new() { Capability = "IMAP4rev1 LITERAL+ UIDPLUS", RecordsProtocol = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _dovecot.InitializeAsync();

    public ValueTask DisposeAsync() => _dovecot.DisposeAsync();

    [Fact]
    public async Task Lists_rows_texts_counts_and_searches_need_no_extension()
    {
        await using var mail = new MailUnderTest(_dovecot);
        for (var i = 0; i < 60; i++)
            await mail.AppendAsync(MailboxName.Inbox, Mail, Token);

        var list = await mail.Mailboxes.ListAsync(mail.Account, Token);
        var view = await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);
        var rows = await mail.Listing.WindowAsync(mail.Account, view, 0, 60, Token);
        var found = await mail.Search.FindAsync(mail.Account, MailboxName.Inbox, "ann four", Token);
        var message = await mail.Reader.OpenAsync(mail.Account, view.KeyOf(view.UidAt(0)), "", Token);
        var text = await mail.Reader.ReadTextAsync(mail.Account, message.Key, message.Texts[0], Token);

        Assert.Equal(60, list[0].Status!.Unseen);
        Assert.All(rows, row => Assert.Equal(("Tea", "At four."), (row!.Envelope.Subject, row.Preview)));
        Assert.Equal(60, found.Count);
        Assert.Equal("At four.", text.Text.Trim());
        Assert.Null(await mail.Mailboxes.QuotaAsync(mail.Account, Token));
    }

    [Fact]
    public async Task Changes_are_found_without_modification_sequences()
    {
        await using var mail = new MailUnderTest(_dovecot);
        for (var i = 0; i < 4; i++)
            await mail.AppendAsync(MailboxName.Inbox, Mail, Token);
        await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);
        using (var client = await _dovecot.ConnectAsync(mail.User, Token))
        {
            await client.Inbox!.OpenAsync(FolderAccess.ReadWrite, Token);
            await client.Inbox.AddFlagsAsync(new UniqueId(3), MailKit.MessageFlags.Seen, silent: true, Token);
            await client.Inbox.AddFlagsAsync(new UniqueId(1), MailKit.MessageFlags.Deleted, silent: true, Token);
            await client.Inbox.ExpungeAsync(Token);
        }

        await mail.AppendAsync(MailboxName.Inbox, Mail, Token);
        mail.Changes.Publish(mail.Account, new MailboxTouched(MailboxName.Inbox));
        var change = await mail.NextAsync<MessagesChanged>(Token);
        var status = await mail.NextAsync<StatusChanged>(Token);

        Assert.Equal(("2:5", "5", "1"), (change.Uids.ToString(), change.Arrived.ToString(), change.Vanished.ToString()));
        Assert.Equal([new Uid(3)], change.Flags.Keys);
        Assert.Equal((4, 3), (status.Status.Messages, status.Status.Unseen));
        Assert.DoesNotContain(_dovecot.ProtocolLog.Commands, command => command.Contains("CHANGEDSINCE", StringComparison.Ordinal));
    }
}
