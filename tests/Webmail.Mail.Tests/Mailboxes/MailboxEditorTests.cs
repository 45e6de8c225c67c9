using MailKit;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Tests.Messages;
using Webmail.Mail.Watching;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Mailboxes;

public sealed class MailboxEditorTests(DovecotServer dovecot) : IClassFixture<DovecotServer>
{
    private static readonly byte[] Mail = MailUnderTest.Bytes("Subject: a\n\ntext\n");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_mailbox_is_listed_subscribed_to_and_told()
    {
        await using var mail = new MailUnderTest(dovecot);
        var parent = await mail.Editor.CreateAsync(mail.Account, null, "Clients", Token);

        var child = await mail.Editor.CreateAsync(mail.Account, parent, "  Bauer & Söhne 東京 ", Token);

        await mail.NextAsync<MailboxListChanged>(Token);
        Assert.Equal("Clients/Bauer & Söhne 東京", child.FullName);
        var listed = await FindAsync(mail, child);
        Assert.True(listed!.Subscribed);
        Assert.Equal(parent, listed.Parent);
    }

    [Theory]
    [InlineData("", MailFailure.MailboxNameMissing)]
    [InlineData("  ", MailFailure.MailboxNameMissing)]
    [InlineData("a/b", MailFailure.MailboxNameInvalid)]
    [InlineData("50%", MailFailure.MailboxNameInvalid)]
    [InlineData("a*", MailFailure.MailboxNameInvalid)]
    [InlineData("a\tb", MailFailure.MailboxNameInvalid)]
    [InlineData("a\u202eb", MailFailure.MailboxNameInvalid)]
    [InlineData("inbox", MailFailure.MailboxExists)]
    [InlineData("Drafts", MailFailure.MailboxExists)]
    public async Task A_name_that_cannot_be_is_refused_with_its_reason(string name, MailFailure expected)
    {
        await using var mail = new MailUnderTest(dovecot);

        var failure = await Assert.ThrowsAsync<MailException>(() => mail.Editor.CreateAsync(mail.Account, null, name, Token));

        Assert.Equal(expected, failure.Failure);
    }

    [Fact]
    public async Task Half_a_character_is_no_name()
    {
        await using var mail = new MailUnderTest(dovecot);

        var failure = await Assert.ThrowsAsync<MailException>(() => mail.Editor.CreateAsync(mail.Account, null, "a\ud800b", Token));

        Assert.Equal(MailFailure.MailboxNameInvalid, failure.Failure);
    }

    [Fact]
    public async Task A_name_longer_than_a_file_name_is_refused()
    {
        await using var mail = new MailUnderTest(dovecot);

        var failure = await Assert.ThrowsAsync<MailException>(
            () => mail.Editor.CreateAsync(mail.Account, null, new string('語', 86), Token));

        Assert.Equal(MailFailure.MailboxNameTooLong, failure.Failure);
    }

    [Fact]
    public async Task Renaming_takes_children_messages_and_subscriptions_along()
    {
        await using var mail = new MailUnderTest(dovecot);
        var old = await mail.Editor.CreateAsync(mail.Account, null, "Old", Token);
        var child = await mail.Editor.CreateAsync(mail.Account, old, "Child", Token);
        var quiet = await mail.Editor.CreateAsync(mail.Account, old, "Quiet", Token);
        await mail.Editor.SubscribeAsync(mail.Account, quiet, subscribed: false, Token);
        await mail.AppendAsync(child, Mail, Token);

        var now = await mail.Editor.RenameAsync(mail.Account, old, null, "New", Token);

        Assert.Equal("New", now.FullName);
        var renamed = await mail.NextAsync<MailboxRenamed>(Token);
        Assert.Equal("New/Child", renamed.From.Moved(child, renamed.To).FullName);
        var list = await mail.Mailboxes.ListAsync(mail.Account, Token);
        Assert.DoesNotContain(list, m => m.Name.FullName.StartsWith("Old", StringComparison.Ordinal));
        Assert.Equal(1, list.Single(static m => m.Name.FullName == "New/Child").Status!.Messages);
        Assert.Equal(["New", "New/Child"], await SubscribedAsync(mail));
    }

    [Fact]
    public async Task A_mailbox_moves_into_another_one_and_back_to_the_top()
    {
        await using var mail = new MailUnderTest(dovecot);
        var parent = await mail.Editor.CreateAsync(mail.Account, null, "Parent", Token);
        var mailbox = await mail.Editor.CreateAsync(mail.Account, null, "Moves", Token);

        var inside = await mail.Editor.RenameAsync(mail.Account, mailbox, parent, "Moves", Token);
        var outside = await mail.Editor.RenameAsync(mail.Account, inside, null, "Moves", Token);

        Assert.Equal(("Parent/Moves", "Moves"), (inside.FullName, outside.FullName));
        Assert.NotNull(await FindAsync(mail, outside));
    }

    [Fact]
    public async Task A_mailbox_does_not_move_into_itself_nor_over_another_one()
    {
        await using var mail = new MailUnderTest(dovecot);
        var a = await mail.Editor.CreateAsync(mail.Account, null, "A", Token);
        var inside = await mail.Editor.CreateAsync(mail.Account, a, "Inside", Token);
        await mail.Editor.CreateAsync(mail.Account, null, "B", Token);

        var itself = await Assert.ThrowsAsync<MailException>(() => mail.Editor.RenameAsync(mail.Account, a, inside, "A", Token));
        var taken = await Assert.ThrowsAsync<MailException>(() => mail.Editor.RenameAsync(mail.Account, a, null, "B", Token));

        Assert.Equal((MailFailure.MailboxInsideItself, MailFailure.MailboxExists), (itself.Failure, taken.Failure));
        Assert.NotNull(await FindAsync(mail, inside));
    }

    [Theory]
    [InlineData("INBOX")]
    [InlineData("Sent")]
    [InlineData("Trash")]
    public async Task Mailboxes_that_mail_programs_rely_on_stay(string name)
    {
        await using var mail = new MailUnderTest(dovecot);
        var mailbox = new MailboxName(name);
        await mail.AppendAsync(mailbox, Mail, Token);

        var renamed = await Assert.ThrowsAsync<MailException>(() => mail.Editor.RenameAsync(mail.Account, mailbox, null, "Other", Token));
        var trashed = await Assert.ThrowsAsync<MailException>(() => mail.Editor.DeleteAsync(mail.Account, mailbox, Token));
        var deleted = await Assert.ThrowsAsync<MailException>(() => mail.Editor.DeleteForGoodAsync(mail.Account, mailbox, Token));

        Assert.All([renamed, trashed, deleted], static failure => Assert.Equal(MailFailure.MailboxNeeded, failure.Failure));
        Assert.Equal(1, (await FindAsync(mail, mailbox))!.Status!.Messages);
        Assert.Null(await FindAsync(mail, new MailboxName("Other")));
    }

    [Fact]
    public async Task Deleting_moves_into_the_Trash_and_undo_brings_all_back()
    {
        await using var mail = new MailUnderTest(dovecot);
        var parent = await mail.Editor.CreateAsync(mail.Account, null, "Parent", Token);
        var mailbox = await mail.Editor.CreateAsync(mail.Account, parent, "Project", Token);
        var child = await mail.Editor.CreateAsync(mail.Account, mailbox, "Child", Token);
        await mail.AppendAsync(child, Mail, Token);

        var trashed = await mail.Editor.DeleteAsync(mail.Account, mailbox, Token);
        var inTrash = await mail.Mailboxes.ListAsync(mail.Account, Token);
        var back = await mail.Editor.RestoreAsync(mail.Account, trashed, Token);

        Assert.Equal("Trash/Project", trashed.Mailbox.FullName);
        Assert.Contains(inTrash, static m => m is { Name.FullName: "Trash/Project/Child", Subscribed: true });
        Assert.DoesNotContain(inTrash, m => m.Name == mailbox);
        Assert.Equal(mailbox, back);
        Assert.Equal(1, (await FindAsync(mail, child))!.Status!.Messages);
        Assert.Equal(["Parent", "Parent/Project", "Parent/Project/Child"], await SubscribedAsync(mail));
    }

    [Fact]
    public async Task The_Trash_takes_several_mailboxes_of_one_name()
    {
        await using var mail = new MailUnderTest(dovecot);
        var first = await mail.Editor.CreateAsync(mail.Account, null, "Project", Token);
        await mail.Editor.DeleteAsync(mail.Account, first, Token);
        var second = await mail.Editor.CreateAsync(mail.Account, null, "Project", Token);

        var trashed = await mail.Editor.DeleteAsync(mail.Account, second, Token);

        Assert.Equal("Trash/Project 2", trashed.Mailbox.FullName);
        Assert.Equal(second, await mail.Editor.RestoreAsync(mail.Account, trashed, Token));
    }

    [Fact]
    public async Task What_is_in_the_Trash_is_deleted_for_good_with_its_children_and_subscriptions()
    {
        await using var mail = new MailUnderTest(dovecot);
        var mailbox = await mail.Editor.CreateAsync(mail.Account, null, "Project", Token);
        await mail.Editor.CreateAsync(mail.Account, mailbox, "Child", Token);
        var trashed = await mail.Editor.DeleteAsync(mail.Account, mailbox, Token);
        var list = await mail.Mailboxes.ListAsync(mail.Account, Token);

        Assert.False(MailboxEditor.FitsIntoTrash(list, list.Single(m => m.Name == trashed.Mailbox)));
        await mail.Editor.DeleteForGoodAsync(mail.Account, trashed.Mailbox, Token);

        Assert.DoesNotContain(
            await mail.Mailboxes.ListAsync(mail.Account, Token), static m => m.Name.FullName.Contains("Project", StringComparison.Ordinal));
        Assert.Empty(await SubscribedAsync(mail));
    }

    [Fact]
    public async Task A_mailbox_that_connections_have_selected_and_somebody_watches_can_be_deleted()
    {
        await using var mail = new MailUnderTest(dovecot);
        var mailbox = await mail.Editor.CreateAsync(mail.Account, null, "Open", Token);
        await mail.AppendAsync(mailbox, Mail, Token);
        await mail.Mailboxes.ListAsync(mail.Account, Token);
        using var presence = mail.Watchers.Attach(mail.Account);
        presence.View(mailbox);
        while ((await mail.NextAsync<MailboxTouched>(Token)).Mailbox != mailbox)
        {
            // The watcher has it selected once it hints at it.
        }

        await mail.Listing.OpenAsync(mail.Account, mailbox, Token);
        await mail.Editor.DeleteForGoodAsync(mail.Account, mailbox, Token);

        Assert.Null(await FindAsync(mail, mailbox));
    }

    [Fact]
    public async Task What_was_known_of_the_old_name_is_forgotten()
    {
        await using var mail = new MailUnderTest(dovecot);
        var mailbox = await mail.Editor.CreateAsync(mail.Account, null, "Name", Token);
        await mail.AppendAsync(mailbox, Mail, Token);
        Assert.Equal(1, (await mail.Listing.OpenAsync(mail.Account, mailbox, Token)).Count);
        await mail.Listing.CacheWrittenAsync(mail.Account, mailbox);

        var moved = await mail.Editor.RenameAsync(mail.Account, mailbox, null, "Moved", Token);
        await mail.Editor.CreateAsync(mail.Account, null, "Name", Token);

        Assert.Equal(0, (await mail.Listing.OpenAsync(mail.Account, mailbox, Token)).Count);
        Assert.Equal(1, (await mail.Listing.OpenAsync(mail.Account, moved, Token)).Count);
    }

    [Fact]
    public async Task All_is_marked_read_and_unread_again()
    {
        await using var mail = new MailUnderTest(dovecot);
        for (var i = 0; i < 3; i++)
            await mail.AppendAsync(MailboxName.Inbox, Mail, Token);
        using (var client = await dovecot.ConnectAsync(mail.User, Token))
        {
            await client.Inbox!.OpenAsync(FolderAccess.ReadWrite, Token);
            await client.Inbox.AddFlagsAsync(0, MailKit.MessageFlags.Seen, silent: true, Token);
        }

        var marked = await mail.Editor.MarkAllReadAsync(mail.Account, MailboxName.Inbox, Token);
        var after = (await FindAsync(mail, MailboxName.Inbox))!.Status!.Unseen;
        await mail.Editor.MarkUnreadAsync(mail.Account, marked, Token);

        Assert.Equal((2, 0), (marked.Uids.Count, after));
        Assert.Equal(2, (await FindAsync(mail, MailboxName.Inbox))!.Status!.Unseen);
    }

    [Fact]
    public async Task Subscriptions_come_and_go()
    {
        await using var mail = new MailUnderTest(dovecot);
        var mailbox = await mail.Editor.CreateAsync(mail.Account, null, "Quiet", Token);

        await mail.Editor.SubscribeAsync(mail.Account, mailbox, subscribed: false, Token);
        Assert.False((await FindAsync(mail, mailbox))!.Subscribed);
        await mail.Editor.SubscribeAsync(mail.Account, mailbox, subscribed: true, Token);
        Assert.True((await FindAsync(mail, mailbox))!.Subscribed);
    }

    private static async Task<Mailbox?> FindAsync(MailUnderTest mail, MailboxName mailbox) =>
        (await mail.Mailboxes.ListAsync(mail.Account, Token)).FirstOrDefault(m => m.Name == mailbox);

    private async Task<string[]> SubscribedAsync(MailUnderTest mail)
    {
        string[] always = ["Archive", "Drafts", "Sent", "Spam", "Trash", "INBOX"];
        using var client = await dovecot.ConnectAsync(mail.User, Token);
        var subscribed = await client.GetFoldersAsync(client.PersonalNamespaces[0], subscribedOnly: true, Token);
        return [.. subscribed.Select(static folder => folder.FullName).Except(always).Order(StringComparer.Ordinal)];
    }
}
