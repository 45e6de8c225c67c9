using MailKit;
using Webmail.Mail.Accounts;
using Webmail.Mail.Sending;
using Webmail.Mail.Tests.Operations;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Sending;

public sealed class OutboxTests(PostfixServer server) : IClassFixture<PostfixServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_message_arrives_is_in_Sent_once_and_what_it_answers_is_marked()
    {
        var (user, other) = (server.NewUser(), server.NewUser());
        await using var outbox = new OutboxUnderTest(server, user);
        var uidValidity = await MailToActOn.FillAsync(server.Mail, user, "INBOX", 1, Token);
        var submission = outbox.To(Now, new MessageKey(MailboxName.Inbox, uidValidity, new Uid(1)), other.Address);

        Assert.Equal(OutboxAddition.Added, await outbox.Outbox.AddAsync(user.Account.Id, submission, Token));
        await outbox.UntilAsync(submission.Id, Token, OutboxState.Sent);

        await outbox.ReceivedAsync(other, submission.MessageId, Token);
        Assert.Equal(1, await outbox.CountAsync(other, "INBOX", submission.MessageId, Token));
        Assert.Equal(1, await outbox.CountAsync(user, "Sent", submission.MessageId, Token));
        Assert.Equal(1, outbox.Finished);
        Assert.Empty((await outbox.Store.ReadAsync(Token)).Records);
        var mark = outbox.Mail.Journal.List(user.Account.Id).Single();
        Assert.Equal([@"\Answered"], mark.Operation.Flags.Add);
    }

    [Fact]
    public async Task What_is_asked_for_twice_leaves_once()
    {
        var (user, other) = (server.NewUser(), server.NewUser());
        await using var outbox = new OutboxUnderTest(server, user);
        var submission = outbox.To(Now, null, other.Address);

        var taken = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => outbox.Outbox.AddAsync(user.Account.Id, submission, Token)));
        await outbox.UntilAsync(submission.Id, Token, OutboxState.Sent);

        Assert.Single(taken, static one => one == OutboxAddition.Added);
        Assert.Equal(OutboxAddition.Known, await outbox.Outbox.AddAsync(user.Account.Id, submission, Token));
        await outbox.ReceivedAsync(other, submission.MessageId, Token);
        Assert.Equal(1, await outbox.CountAsync(other, "INBOX", submission.MessageId, Token));
    }

    [Fact]
    public async Task What_is_taken_back_while_it_is_held_never_leaves_and_can_be_sent_again()
    {
        var (user, other) = (server.NewUser(), server.NewUser());
        await using var outbox = new OutboxUnderTest(server, user);
        var submission = outbox.To(Now.AddHours(1), null, other.Address);
        await outbox.Outbox.AddAsync(user.Account.Id, submission, Token);

        Assert.True(await outbox.Outbox.CancelAsync(user.Account.Id, submission.Id, Token));
        Assert.False(await outbox.Outbox.CancelAsync(user.Account.Id, submission.Id, Token));
        Assert.Empty((await outbox.Store.ReadAsync(Token)).Records);
        Assert.Equal(OutboxAddition.Added, await outbox.Outbox.AddAsync(user.Account.Id, submission with { NotBefore = Now.AddHours(1) }, Token));
        Assert.Equal(0, await outbox.CountAsync(user, "Sent", submission.MessageId, Token));
    }

    [Fact]
    public async Task What_a_process_held_leaves_after_a_restart_with_nobody_signed_in()
    {
        var (user, other) = (server.NewUser(), server.NewUser());
        var store = new OutboxStoreInMemory();
        Submission submission;
        await using (var before = new OutboxUnderTest(server, user, store))
        {
            submission = before.To(Now.AddSeconds(1), null, other.Address);
            await before.Outbox.AddAsync(user.Account.Id, submission, Token);
        }

        await using var after = new OutboxUnderTest(server, user, store, signedIn: false);
        await after.Outbox.LookAsync(Token);
        await after.UntilAsync(submission.Id, Token, OutboxState.Sent);

        await after.ReceivedAsync(other, submission.MessageId, Token);
        Assert.Equal(1, await after.CountAsync(user, "Sent", submission.MessageId, Token));
        Assert.Null(after.Mail.Accounts.Find(user.Account.Id));
    }

    [Fact]
    public async Task A_process_that_ended_while_it_sent_leaves_the_question_to_the_writer()
    {
        var (user, other) = (server.NewUser(), server.NewUser());
        await using var outbox = new OutboxUnderTest(server, user);
        var submission = outbox.To(Now, null, other.Address);
        await LeaveBehindAsync(outbox, submission, OutboxState.Sending);

        await outbox.Outbox.LookAsync(Token);
        await outbox.UntilAsync(submission.Id, Token, OutboxState.Unknown);
        Assert.Equal(0, await outbox.CountAsync(other, "INBOX", submission.MessageId, Token));
        await outbox.Outbox.ResolveAsync(user.Account.Id, submission.Id, sent: false, Token);
        await outbox.UntilAsync(submission.Id, Token, OutboxState.Sent);

        await outbox.ReceivedAsync(other, submission.MessageId, Token);
        Assert.Equal(1, await outbox.CountAsync(other, "INBOX", submission.MessageId, Token));
    }

    [Fact]
    public async Task Whoever_says_that_it_was_sent_gets_it_filed_and_not_sent_again()
    {
        var (user, other) = (server.NewUser(), server.NewUser());
        await using var outbox = new OutboxUnderTest(server, user);
        var submission = outbox.To(Now, null, other.Address);
        await LeaveBehindAsync(outbox, submission, OutboxState.Sending);
        await outbox.Outbox.LookAsync(Token);
        await outbox.UntilAsync(submission.Id, Token, OutboxState.Unknown);

        await outbox.Outbox.ResolveAsync(user.Account.Id, submission.Id, sent: true, Token);
        await outbox.UntilAsync(submission.Id, Token, OutboxState.Sent);

        Assert.Equal(1, await outbox.CountAsync(user, "Sent", submission.MessageId, Token));
        Assert.Equal(0, await outbox.CountAsync(other, "INBOX", submission.MessageId, Token));
    }

    [Fact]
    public async Task A_process_that_ended_while_it_filed_files_once()
    {
        var (user, other) = (server.NewUser(), server.NewUser());
        await using var outbox = new OutboxUnderTest(server, user);
        var submission = outbox.To(Now, null, other.Address);
        using (var client = await server.Mail.ConnectAsync(user, Token))
            await (await client.GetFolderAsync("Sent", Token)).AppendAsync(await MimeKit.MimeMessage.LoadAsync(new MemoryStream(submission.Copy.ToArray()), Token), MailKit.MessageFlags.Seen, Token);
        await LeaveBehindAsync(outbox, submission, OutboxState.Filing);

        await outbox.Outbox.LookAsync(Token);
        await outbox.UntilAsync(submission.Id, Token, OutboxState.Sent);

        Assert.Equal(1, await outbox.CountAsync(user, "Sent", submission.MessageId, Token));
    }

    [Fact]
    public async Task While_the_server_is_away_a_message_waits_and_says_so()
    {
        var user = server.NewUser(port: LoopbackPort.Free(1)[0]);
        await using var outbox = new OutboxUnderTest(server, user);
        var submission = outbox.To(Now, null, user.Address);

        await outbox.Outbox.AddAsync(user.Account.Id, submission, Token);
        var waiting = await outbox.UntilAsync(submission.Id, static entry => entry.Failure is not null, Token);

        Assert.Equal(MailFailure.ServerUnreachable, waiting.Failure);
        Assert.True(await outbox.Outbox.CancelAsync(user.Account.Id, submission.Id, Token));
    }

    [Fact]
    public async Task A_wrong_password_is_said_and_not_tried_again()
    {
        var user = server.NewUser();
        user = user with { Credentials = new Credentials("wrong") };
        await using var outbox = new OutboxUnderTest(server, user);
        var submission = outbox.To(Now, null, user.Address);

        await outbox.Outbox.AddAsync(user.Account.Id, submission, Token);
        var failed = await outbox.UntilAsync(submission.Id, Token, OutboxState.Failed);

        Assert.Equal(MailFailure.SignInRefused, failed.Failure);
    }

    private static async Task LeaveBehindAsync(OutboxUnderTest outbox, Submission submission, OutboxState state)
    {
        await outbox.Store.AddAsync(new OutboxRecord
        {
            Id = submission.Id,
            Account = outbox.User.Account,
            Password = outbox.User.Password,
            MessageId = submission.MessageId,
            Subject = submission.Subject,
            Sender = submission.Sender,
            Recipients = submission.Recipients,
            NotBefore = submission.NotBefore,
            State = state,
        }, submission.Message, submission.Copy, Token);
    }
}
