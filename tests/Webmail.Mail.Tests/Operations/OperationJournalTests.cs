using MailKit;
using Webmail.Mail.Operations;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Operations;

public sealed class OperationJournalTests(DovecotServer dovecot) : IClassFixture<DovecotServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<OperationKind> UndoableKinds =>
    [
        OperationKind.MarkRead, OperationKind.MarkUnread, OperationKind.Flag, OperationKind.Unflag, OperationKind.Label,
        OperationKind.Archive, OperationKind.Delete, OperationKind.ReportSpam, OperationKind.Move, OperationKind.Copy, OperationKind.Expunge,
        OperationKind.Pin, OperationKind.Mute,
    ];

    [Fact]
    public async Task Flags_and_labels_reach_the_server_and_only_the_messages_meant()
    {
        await using var mail = await MailToActOn.WithAsync(dovecot, 8, Token);

        await mail.DoAsync(mail.Of(OperationKind.MarkRead, "1:4"), Token);
        await mail.DoAsync(mail.Of(OperationKind.Unflag, "4,8"), Token);
        var label = await mail.DoAsync(mail.Of(OperationKind.Label, "2", label: "$label1"), Token);

        Assert.Equal((OperationState.Done, 1), (label.State, label.Done));
        var flags = (await mail.ContentsAsync("INBOX", Token)).Select(static line => line[(line.IndexOf("+00:00", StringComparison.Ordinal) + 7)..]);
        string[] expected = ["Seen", "Seen $label1", "Seen", "Seen", "None", "Seen", "None", "None"];
        // The server's own keyword aside.
        Assert.Equal(expected, flags.Select(static line => line.Replace("$HasNoAttachment", "", StringComparison.Ordinal).Replace("  ", " ", StringComparison.Ordinal).Trim()));
    }

    [Fact]
    public async Task Messages_are_archived_where_no_archive_was_and_the_list_shows_it_at_once()
    {
        await using var mail = await MailToActOn.WithAsync(dovecot, 5, Token);
        var before = await mail.Mail.Listing.OpenAsync(mail.Mail.Account, MailboxName.Inbox, Token);

        await mail.AddAsync(mail.Of(OperationKind.Archive, "2:3"), Token);
        var atOnce = await mail.Mail.Listing.OpenAsync(mail.Mail.Account, MailboxName.Inbox, Token);
        await mail.RestAsync(Token);

        Assert.Equal("1:5", before.Uids.ToString());
        Assert.Equal("1,4:5", atOnce.Uids.ToString());
        Assert.Equal(MailToActOn.Ids(1, 4, 5), await mail.IdsAsync("INBOX", Token));
        Assert.Equal(MailToActOn.Ids(2, 3), await mail.IdsAsync("Archive", Token));
        Assert.Equal("1,4:5", (await mail.Mail.Listing.OpenAsync(mail.Mail.Account, MailboxName.Inbox, Token)).Uids.ToString());
    }

    [Theory]
    [MemberData(nameof(UndoableKinds))]
    public async Task Undo_restores_both_mailboxes_to_what_they_were(OperationKind kind)
    {
        await using var mail = await MailToActOn.WithAsync(dovecot, 9, Token);
        await MailToActOn.FillAsync(dovecot, mail.Mail.User, "Clients", 3, Token);
        await mail.Mail.Mailboxes.ListAsync(mail.Mail.Account, Token);
        var (inbox, clients) = (await mail.ContentsAsync("INBOX", Token), await mail.ContentsAsync("Clients", Token));
        var operation = mail.Of(kind, "2:7", kind is OperationKind.Move or OperationKind.Copy ? "Clients" : null, kind is OperationKind.Label ? "work" : null);

        if (kind == OperationKind.Expunge)
            await mail.AddAsync(operation, Token);
        else
            await mail.DoAsync(operation, Token);
        var changed = await mail.ContentsAsync("INBOX", Token);
        await mail.UndoAsync(operation.Id, Token);

        if (kind is not (OperationKind.Copy or OperationKind.Expunge))
            Assert.NotEqual(inbox, changed);
        Assert.Equal(inbox, await mail.ContentsAsync("INBOX", Token));
        Assert.Equal(clients, await mail.ContentsAsync("Clients", Token));
        foreach (var other in new[] { "Archive", "Trash", "Spam" })
            Assert.Empty(await mail.ContentsAsync(other, Token));
    }

    [Fact]
    public async Task What_is_deleted_in_the_trash_is_gone_for_good_after_a_while()
    {
        await using var mail = await MailToActOn.WithAsync(dovecot, 3, Token, time: new Webmail.Testing.QuickTime(20));
        await mail.DoAsync(mail.Of(OperationKind.Delete, "1:3"), Token);
        var trash = await mail.Mail.Listing.OpenAsync(mail.Mail.Account, new MailboxName("Trash"), Token);

        var operation = mail.Of(OperationKind.Delete, "2", mailbox: "Trash", uidValidity: trash.UidValidity);
        var held = await mail.AddAsync(operation with { NotBefore = TimeProvider.System.GetUtcNow() + MessageActions.ExpungeAfter }, Token);
        var gone = await mail.EndOfAsync(operation.Id, Token);

        Assert.Equal((OperationKind.Expunge, OperationState.Waiting, true), (held.Operation.Kind, held.State, held.Undoable));
        Assert.Equal((OperationState.Done, false), (gone.State, gone.Undoable));
        Assert.Equal(MailToActOn.Ids(1, 3), await mail.IdsAsync("Trash", Token));
    }

    [Fact]
    public async Task The_same_operation_asked_for_twice_is_done_once()
    {
        await using var mail = await MailToActOn.WithAsync(dovecot, 2, Token);
        await MailToActOn.FillAsync(dovecot, mail.Mail.User, "Clients", 0, Token);
        var copy = mail.Of(OperationKind.Copy, "1", "Clients");

        await mail.DoAsync(copy, Token);
        await mail.DoAsync(copy, Token);
        await mail.RestAsync(Token);

        Assert.Equal(MailToActOn.Ids(1), await mail.IdsAsync("Clients", Token));
    }

    [Fact]
    public async Task A_message_acted_on_in_two_tabs_is_moved_once_and_the_second_tab_hears_it_was_gone()
    {
        await using var mail = await MailToActOn.WithAsync(dovecot, 3, Token);
        var first = mail.AddAsync(mail.Of(OperationKind.Archive, "1:2"), Token);
        var second = mail.Of(OperationKind.Delete, "2:3");
        await Task.WhenAll(first, mail.AddAsync(second, Token));
        var end = await mail.EndOfAsync(second.Id, Token);

        Assert.Equal((OperationState.Done, 1, 1), (end.State, end.Done, end.Missing));
        Assert.Equal(MailToActOn.Ids(1, 2), await mail.IdsAsync("Archive", Token));
        Assert.Equal(MailToActOn.Ids(3), await mail.IdsAsync("Trash", Token));
    }

    [Fact]
    public async Task An_operation_on_a_mailbox_that_was_made_anew_is_reported_and_not_done()
    {
        await using var mail = await MailToActOn.WithAsync(dovecot, 2, Token);

        var end = await mail.DoAsync(mail.Of(OperationKind.Archive, "1", uidValidity: mail.UidValidity - 1), Token);

        Assert.Equal((OperationState.Failed, MailFailure.MailboxRecreated), (end.State, end.Failure));
        Assert.Equal(2, (await mail.IdsAsync("INBOX", Token)).Count);
    }

    [Fact]
    public async Task A_target_that_was_deleted_meanwhile_is_named_the_messages_stay_and_a_retry_works_once_it_is_back()
    {
        await using var mail = await MailToActOn.WithAsync(dovecot, 3, Token);
        var view = await mail.Mail.Listing.OpenAsync(mail.Mail.Account, MailboxName.Inbox, Token);
        var move = mail.Of(OperationKind.Move, "1:2", "Clients");

        var failed = await mail.DoAsync(move, Token);
        var shown = await mail.Mail.Listing.OpenAsync(mail.Mail.Account, MailboxName.Inbox, Token);
        await MailToActOn.FillAsync(dovecot, mail.Mail.User, "Clients", 0, Token);
        await mail.Journal.RetryAsync(mail.Mail.Account, move.Id, Token);
        await mail.RestAsync(Token);

        Assert.Equal((OperationState.Failed, MailFailure.MailboxGone, "Clients"), (failed.State, failed.Failure, failed.Detail));
        Assert.Equal(view.Uids, shown.Uids);
        Assert.Equal(MailToActOn.Ids(1, 2), await mail.IdsAsync("Clients", Token));
    }

    [Fact]
    public async Task A_message_that_is_gone_is_counted_and_the_others_are_done()
    {
        await using var mail = await MailToActOn.WithAsync(dovecot, 4, Token);
        using (var client = await dovecot.ConnectAsync(mail.Mail.User, Token))
        {
            await client.Inbox!.OpenAsync(FolderAccess.ReadWrite, Token);
            await client.Inbox.AddFlagsAsync(new UniqueId(2), MailKit.MessageFlags.Deleted, silent: true, Token);
            await client.Inbox.ExpungeAsync(Token);
        }

        var end = await mail.DoAsync(mail.Of(OperationKind.Archive, "1:3"), Token);

        Assert.Equal((OperationState.Done, 2, 1), (end.State, end.Done, end.Missing));
        Assert.Equal(MailToActOn.Ids(1, 3), await mail.IdsAsync("Archive", Token));
    }

    [Fact]
    public async Task Many_messages_are_moved_in_parts_and_small_things_do_not_wait_for_them()
    {
        await using var mail = await MailToActOn.WithAsync(dovecot, 3_000, Token);
        var large = mail.Of(OperationKind.Archive, "1:2900");
        await mail.AddAsync(large, Token);
        var small = await mail.DoAsync(mail.Of(OperationKind.Flag, "2950"), Token);
        var end = await mail.EndOfAsync(large.Id, Token);

        Assert.Equal(OperationState.Done, small.State);
        Assert.Equal((OperationState.Done, 2_900, true), (end.State, end.Done, end.Undoable));
        Assert.Equal(2_900, (await mail.IdsAsync("Archive", Token)).Distinct().Count());
        Assert.Equal(MailToActOn.Ids(Enumerable.Range(2_901, 100)), await mail.IdsAsync("INBOX", Token));
    }

    [Fact]
    public async Task A_stopped_bulk_move_leaves_each_message_in_one_place_and_can_be_taken_back()
    {
        await using var mail = await MailToActOn.WithAsync(dovecot, 2_500, Token);
        var before = await mail.ContentsAsync("INBOX", Token);
        var large = mail.Of(OperationKind.ReportSpam, "1:2500");
        await mail.AddAsync(large, Token);

        await mail.Journal.CancelAsync(mail.Mail.Account, large.Id, Token);
        var end = await mail.EndOfAsync(large.Id, Token);
        var (inbox, junk) = (await mail.IdsAsync("INBOX", Token), await mail.IdsAsync("Spam", Token));
        Assert.Equal(2_500, inbox.Concat(junk).Distinct().Count());
        Assert.Equal(2_500, inbox.Count + junk.Count);
        if (end.Undoable)
            await mail.UndoAsync(large.Id, Token);

        Assert.Equal(before, await mail.ContentsAsync("INBOX", Token));
    }

    [Fact]
    public async Task Undo_stops_what_is_under_way_and_takes_back_what_is_done()
    {
        await using var mail = await MailToActOn.WithAsync(dovecot, 2_500, Token);
        var before = await mail.ContentsAsync("INBOX", Token);
        var large = mail.Of(OperationKind.Archive, "1:2500");
        await mail.AddAsync(large, Token);

        await mail.UndoAsync(large.Id, Token);

        Assert.Equal(before, await mail.ContentsAsync("INBOX", Token));
        Assert.Empty(await mail.IdsAsync("Archive", Token));
    }

    [Fact]
    public async Task A_flag_shows_on_the_row_at_once_and_stays()
    {
        await using var mail = await MailToActOn.WithAsync(dovecot, 3, Token);
        var view = await mail.Mail.Listing.OpenAsync(mail.Mail.Account, MailboxName.Inbox, Token);
        await mail.Mail.Listing.WindowAsync(mail.Mail.Account, view, 0, 3, Token);

        await mail.AddAsync(mail.Of(OperationKind.Flag, "1"), Token);
        var atOnce = await mail.Mail.Listing.WindowAsync(mail.Mail.Account, view, 2, 1, Token);
        await mail.RestAsync(Token);
        await mail.Mail.Listing.SynchroniseAsync(mail.Mail.Account, MailboxName.Inbox, Token);
        var later = await mail.Mail.Listing.WindowAsync(mail.Mail.Account, view, 2, 1, Token);

        Assert.True(atOnce[0]!.Flags.Flagged);
        Assert.True(later[0]!.Flags.Flagged);
    }
}
