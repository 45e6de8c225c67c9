using MailKit;
using Webmail.Mail.Messages;
using Webmail.Mail.Watching;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Messages;

public sealed class MessageListingTests(DovecotServer dovecot) : IClassFixture<DovecotServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static byte[] Mail(int number) => MailUnderTest.Bytes(
        $"From: Ann <ann@example.test>\nSubject: Number {number}\nDate: Mon, 23 Nov 2026 09:00:00 +0000\n\nText {number}.\n");

    private async Task<MailUnderTest> WithMessagesAsync(int count)
    {
        var mail = new MailUnderTest(dovecot);
        using var client = await dovecot.ConnectAsync(mail.User, Token);
        for (var i = 1; i <= count; i++)
        {
            using var stream = new MemoryStream(Mail(i));
            await client.Inbox!.AppendAsync(await MimeKit.MimeMessage.LoadAsync(stream, Token), MailKit.MessageFlags.None, Token);
        }

        return mail;
    }

    [Fact]
    public async Task An_unknown_mailbox_opens_newest_first_with_its_first_window()
    {
        await using var mail = await WithMessagesAsync(60);

        var view = await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);
        var window = mail.Listing.WindowAsync(mail.Account, view, 0, 50, Token).AsTask();

        Assert.Equal(60, view.Count);
        Assert.True(window.IsCompletedSuccessfully);
        Assert.Equal("Number 60", (await window)[0]!.Envelope.Subject);
        Assert.Equal("Text 60.", (await window)[0]!.Preview);
        Assert.Equal("Number 11", (await window)[49]!.Envelope.Subject);
    }

    [Fact]
    public async Task A_window_far_down_is_fetched_once_and_then_in_memory()
    {
        await using var mail = await WithMessagesAsync(60);
        var view = await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);

        var rows = await mail.Listing.WindowAsync(mail.Account, view, 52, 20, Token);
        var again = mail.Listing.WindowAsync(mail.Account, view, 52, 20, Token).AsTask();

        Assert.Equal(8, rows.Count);
        Assert.Equal("Number 1", rows[7]!.Envelope.Subject);
        Assert.True(again.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_mailbox_with_gaps_between_its_uids_opens_with_all_of_them()
    {
        await using var mail = await WithMessagesAsync(70);
        await ExpungeAsync(mail, 3, 10, 65);

        var view = await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);

        Assert.Equal(67, view.Count);
        Assert.Equal("1:2,4:9,11:64,66:70", view.Uids.ToString());
    }

    [Fact]
    public async Task New_mail_vanished_mail_and_new_flags_are_published_precisely()
    {
        await using var mail = await WithMessagesAsync(5);
        await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);
        await mail.AppendAsync(MailboxName.Inbox, Mail(6), Token);
        await ExpungeAsync(mail, 2);
        using (var client = await dovecot.ConnectAsync(mail.User, Token))
        {
            await client.Inbox!.OpenAsync(FolderAccess.ReadWrite, Token);
            await client.Inbox.AddFlagsAsync(new UniqueId(3), MailKit.MessageFlags.Flagged, silent: true, Token);
        }

        mail.Changes.Publish(mail.Account, new MailboxTouched(MailboxName.Inbox) { Noticed = 42 });
        var change = await mail.NextAsync<MessagesChanged>(Token);
        var status = await mail.NextAsync<StatusChanged>(Token);

        Assert.Equal((42, 42), (change.Noticed, status.Noticed));
        Assert.Equal("1,3:6", change.Uids.ToString());
        Assert.Equal("6", change.Arrived.ToString());
        Assert.Equal("2", change.Vanished.ToString());
        Assert.True(Assert.Single(change.Flags, pair => pair.Key == new Uid(3)).Value.Flagged);
        Assert.Equal(5, status.Status.Messages);
        Assert.Equal(5, status.Status.Unseen);
        var view = new MailboxView(MailboxName.Inbox, change.UidValidity, change.Uids);
        var window = mail.Listing.WindowAsync(mail.Account, view, 0, 5, Token).AsTask();
        Assert.True(window.IsCompletedSuccessfully);
        Assert.Equal("Number 6", (await window)[0]!.Envelope.Subject);
        Assert.True((await window)[3]!.Flags.Flagged);
    }

    [Fact]
    public async Task A_mailbox_out_of_the_cache_opens_at_once_and_what_changed_follows()
    {
        await using var before = await WithMessagesAsync(3);
        var first = await before.Listing.OpenAsync(before.Account, MailboxName.Inbox, Token);
        await before.Listing.CacheWrittenAsync(before.Account, MailboxName.Inbox);
        await using var mail = new MailUnderTest(dovecot, cache: before.Cache, user: before.User);
        await mail.AppendAsync(MailboxName.Inbox, Mail(4), Token);
        using (var client = await dovecot.ConnectAsync(mail.User, Token))
        {
            await client.Inbox!.OpenAsync(FolderAccess.ReadWrite, Token);
            await client.Inbox.AddFlagsAsync(new UniqueId(2), MailKit.MessageFlags.Seen, silent: true, Token);
        }

        var view = await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);
        var change = await mail.NextAsync<MessagesChanged>(Token);

        Assert.Equal(first.Uids, view.Uids);
        Assert.Equal("4", change.Arrived.ToString());
        Assert.True(change.Flags[new Uid(2)].Seen);
    }

    [Fact]
    public async Task Flags_of_rows_out_of_the_cache_are_brought_up_to_date()
    {
        await using var before = await WithMessagesAsync(3);
        await before.Listing.OpenAsync(before.Account, MailboxName.Inbox, Token);
        await before.Listing.CacheWrittenAsync(before.Account, MailboxName.Inbox);
        using (var client = await dovecot.ConnectAsync(before.User, Token))
        {
            await client.Inbox!.OpenAsync(FolderAccess.ReadWrite, Token);
            await client.Inbox.AddFlagsAsync(new UniqueId(2), MailKit.MessageFlags.Seen, silent: true, Token);
        }

        // Another process learnt of the change, but never held the row.
        var other = new CachedMailbox(
            (await before.Cache.ReadMailboxAsync(before.Account, MailboxName.Inbox, Token))!.UidValidity, 4, 1_000, UidSet.OfRange(1, 3));
        await before.Cache.WriteMailboxAsync(before.Account, MailboxName.Inbox, other, Token);
        await using var mail = new MailUnderTest(dovecot, cache: before.Cache, user: before.User);
        var view = await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);
        using var measured = new Measurements(MailTelemetry.Name);

        var rows = await mail.Listing.WindowAsync(mail.Account, view, 0, 3, Token);
        var change = await mail.NextAsync<MessagesChanged>(Token);

        Assert.Contains("webmail.header_cache.rows hit 3", measured.All);
        Assert.False(rows[1]!.Flags.Seen);
        Assert.True(change.Flags[new Uid(2)].Seen);
    }

    [Fact]
    public async Task A_recreated_mailbox_is_dropped_and_said_so()
    {
        await using var mail = new MailUnderTest(dovecot);
        var name = new MailboxName("Trips");
        await RecreateAsync(mail, name);
        await mail.AppendAsync(name, Mail(1), Token);
        var view = await mail.Listing.OpenAsync(mail.Account, name, Token);

        await dovecot.KickAsync(mail.User, Token);
        await RecreateAsync(mail, name);
        await mail.Listing.SynchroniseAsync(mail.Account, name, Token);

        Assert.Equal(new MailboxReset(name, Gone: false), await mail.NextAsync<MailboxReset>(Token));
        var failure = await Assert.ThrowsAsync<MailException>(async () => await mail.Listing.WindowAsync(mail.Account, view, 0, 1, Token));
        Assert.Equal(MailFailure.MailboxRecreated, failure.Failure);
        Assert.Equal(0, (await mail.Listing.OpenAsync(mail.Account, name, Token)).Count);
    }

    [Fact]
    public async Task A_deleted_mailbox_is_dropped_and_said_so()
    {
        await using var mail = new MailUnderTest(dovecot);
        var name = new MailboxName("Trips");
        await RecreateAsync(mail, name);
        await mail.Listing.OpenAsync(mail.Account, name, Token);
        await dovecot.KickAsync(mail.User, Token);
        using (var client = await dovecot.ConnectAsync(mail.User, Token))
            await (await client.GetFolderAsync(name.FullName, Token)).DeleteAsync(Token);

        await mail.Listing.SynchroniseAsync(mail.Account, name, Token);

        Assert.Equal(new MailboxReset(name, Gone: true), await mail.NextAsync<MailboxReset>(Token));
    }

    [Fact]
    public async Task Parallel_callers_of_a_window_share_one_fetch()
    {
        await using var mail = await WithMessagesAsync(60);
        var view = await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);

        var windows = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            _ => mail.Listing.WindowAsync(mail.Account, view, 50, 10, Token).AsTask()));

        // Fetched twice, the same row would be two objects.
        Assert.All(windows, rows => Assert.All(rows.Zip(windows[0]), pair => Assert.Same(pair.Second, pair.First)));
        Assert.DoesNotContain(null, windows[0]);
    }

    [Fact]
    public async Task The_cache_is_asked_only_for_rows_it_may_have()
    {
        await using var mail = await WithMessagesAsync(60);
        var view = await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);
        var before = mail.Cache.Reads;
        await mail.Listing.WindowAsync(mail.Account, view, 50, 10, Token);
        Assert.Equal(before, mail.Cache.Reads);

        await mail.Listing.CacheWrittenAsync(mail.Account, MailboxName.Inbox);
        await mail.Pool.CloseAsync(mail.Account);
        view = await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);
        await mail.Listing.WindowAsync(mail.Account, view, 50, 10, Token);
        Assert.True(mail.Cache.Reads > before);
    }

    [Fact]
    public async Task What_is_known_of_an_account_goes_with_its_connections()
    {
        await using var mail = await WithMessagesAsync(2);
        await mail.Mailboxes.ListAsync(mail.Account, Token);
        var view = await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);
        await mail.Listing.CacheWrittenAsync(mail.Account, MailboxName.Inbox);
        mail.Cache.Clear();

        await mail.Pool.CloseAsync(mail.Account);
        var window = mail.Listing.WindowAsync(mail.Account, view, 0, 2, Token).AsTask();

        Assert.False(window.IsCompleted);
        Assert.Equal(2, (await window).Count);
        Assert.Null(mail.Mailboxes.Known(mail.Account));
    }

    [Fact]
    public async Task Broken_headers_make_a_row_all_the_same()
    {
        await using var mail = new MailUnderTest(dovecot);

        var row = await mail.RowOfAsync(
            [.. "Subject: Gr"u8, 0xFC, 0xDF, .. "e\r\nFrom: \"broken <x@\r\nDate: never\r\nnonsense line\r\n\r\ntext\r\n"u8], Token);

        Assert.Equal("Grüße", row.Envelope.Subject);
        Assert.Null(row.Envelope.Date);
    }

    [Fact]
    public async Task Mail_of_lists_and_machines_is_known_as_such()
    {
        await using var mail = new MailUnderTest(dovecot);

        var list = await mail.RowOfAsync(MailUnderTest.Bytes("From: a@example.test\nList-Id: <l.example.test>\n\ntext\n"), Token);

        Assert.True(list.IsBulk);
        Assert.False(list.HasAttachment);
    }

    private async Task RecreateAsync(MailUnderTest mail, MailboxName name)
    {
        using var client = await dovecot.ConnectAsync(mail.User, Token);
        var top = client.GetFolder(client.PersonalNamespaces[0]);
        if ((await top.GetSubfoldersAsync(cancellationToken: Token)).FirstOrDefault(f => f.FullName == name.FullName) is { } old)
            await old.DeleteAsync(Token);
        await top.CreateAsync(name.FullName, true, Token);
    }

    private async Task ExpungeAsync(MailUnderTest mail, params uint[] uids)
    {
        using var client = await dovecot.ConnectAsync(mail.User, Token);
        await client.Inbox!.OpenAsync(FolderAccess.ReadWrite, Token);
        UniqueId[] gone = [.. uids.Select(static uid => new UniqueId(uid))];
        await client.Inbox.AddFlagsAsync(gone, MailKit.MessageFlags.Deleted, silent: true, Token);
        await client.Inbox.ExpungeAsync(gone, Token);
    }
}
