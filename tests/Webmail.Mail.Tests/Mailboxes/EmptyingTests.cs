using MailKit;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Tests.Messages;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Mailboxes;

public sealed class EmptyingTests(DovecotServer dovecot) : IClassFixture<DovecotServer>
{
    private static readonly MailboxName Trash = new("Trash");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_Trash_is_emptied_in_steps_and_with_the_mailboxes_inside()
    {
        await using var mail = new MailUnderTest(dovecot);
        await FillAsync(dovecot, mail.User, Trash, 1200);
        await mail.Editor.DeleteAsync(mail.Account, await mail.Editor.CreateAsync(mail.Account, null, "Old", Token), Token);
        var progress = new Recorder(static _ => { });

        var emptied = await mail.Editor.EmptyAsync(mail.Account, Trash, progress, Token);

        Assert.Equal(new EmptiedMailbox(1200, OnlyMarked: false), emptied);
        Assert.Equal([0, 500, 1000, 1200], progress.Steps.Select(static step => step.Done));
        Assert.All(progress.Steps, static step => Assert.Equal(1200, step.Total));
        var list = await mail.Mailboxes.ListAsync(mail.Account, Token);
        Assert.Equal(0, list.Single(static m => m.Name == Trash).Status!.Messages);
        Assert.DoesNotContain(list, static m => m.Parent == Trash);
    }

    [Fact]
    public async Task A_cancel_half_way_keeps_the_rest()
    {
        await using var mail = new MailUnderTest(dovecot);
        await FillAsync(dovecot, mail.User, Trash, 1200);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var progress = new Recorder(step =>
        {
            if (step.Done == 500)
                cancel.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => mail.Editor.EmptyAsync(mail.Account, Trash, progress, cancel.Token));

        using var client = await dovecot.ConnectAsync(mail.User, Token);
        var trash = await client.GetFolderAsync("Trash", Token);
        await trash.OpenAsync(FolderAccess.ReadOnly, Token);
        Assert.Equal(700, trash.Count);
        Assert.Empty(await trash.SearchAsync(MailKit.Search.SearchQuery.Deleted, Token));
    }

    [Fact]
    public async Task What_another_program_marked_as_deleted_elsewhere_is_not_swept_along()
    {
        await using var mail = new MailUnderTest(dovecot);
        await FillAsync(dovecot, mail.User, Trash, 3);
        using var client = await dovecot.ConnectAsync(mail.User, Token);
        var late = false;
        var progress = new Recorder(step =>
        {
            // The messages to remove were counted: this one came later.
            if (late)
                return;
            late = true;
            var trash = client.GetFolder("Trash");
            var message = Message();
            trash.Append(message, MailKit.MessageFlags.Deleted, Token);
        });

        await mail.Editor.EmptyAsync(mail.Account, Trash, progress, Token);

        var left = await client.GetFolderAsync("Trash", Token);
        await left.OpenAsync(FolderAccess.ReadOnly, Token);
        Assert.Equal(1, left.Count);
    }

    [Fact]
    public async Task Only_Trash_and_Junk_are_emptied()
    {
        await using var mail = new MailUnderTest(dovecot);
        await FillAsync(dovecot, mail.User, new MailboxName("Archive"), 1);

        var failure = await Assert.ThrowsAsync<MailException>(
            () => mail.Editor.EmptyAsync(mail.Account, new MailboxName("Archive"), null, Token));

        Assert.Equal(MailFailure.MailboxNeeded, failure.Failure);
        Assert.Equal(0, (await mail.Editor.EmptyAsync(mail.Account, new MailboxName("Spam"), null, Token)).Messages);
    }

    [Fact]
    public async Task Without_UIDPLUS_messages_are_marked_and_never_expunged()
    {
        await using var bare = new DovecotServer { Capability = "IMAP4rev1 LITERAL+", RecordsProtocol = true };
        await bare.InitializeAsync();
        await using var mail = new MailUnderTest(bare);
        await FillAsync(bare, mail.User, Trash, 2);

        var emptied = await mail.Editor.EmptyAsync(mail.Account, Trash, null, Token);

        Assert.Equal(new EmptiedMailbox(2, OnlyMarked: true), emptied);
        using var client = await bare.ConnectAsync(mail.User, Token);
        var trash = await client.GetFolderAsync("Trash", Token);
        await trash.OpenAsync(FolderAccess.ReadOnly, Token);
        Assert.Equal(2, (await trash.SearchAsync(MailKit.Search.SearchQuery.Deleted, Token)).Count);
        Assert.DoesNotContain(bare.ProtocolLog.Commands, static command => command.Contains("EXPUNGE", StringComparison.OrdinalIgnoreCase));
    }

    private static MimeKit.MimeMessage Message() => new([new MimeKit.MailboxAddress("", "a@example.test")], [], "a", new MimeKit.TextPart { Text = "b" });

    private static async Task FillAsync(DovecotServer server, TestUser user, MailboxName mailbox, int count)
    {
        using var client = await server.ConnectAsync(user, Token);
        var folder = await client.GetFolderAsync(mailbox.FullName, Token);
        var message = Message();
        for (var i = 0; i < count; i += 100)
            await folder.AppendAsync([.. Enumerable.Range(0, Math.Min(100, count - i)).Select(_ => new AppendRequest(message))], Token);
    }

    private sealed class Recorder(Action<EmptyingProgress> then) : IProgress<EmptyingProgress>
    {
        public List<EmptyingProgress> Steps { get; } = [];

        public void Report(EmptyingProgress value)
        {
            Steps.Add(value);
            then(value);
        }
    }
}
