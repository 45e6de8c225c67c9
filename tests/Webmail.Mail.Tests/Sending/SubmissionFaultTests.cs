using Webmail.Mail.Sending;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Sending;

/// <summary>What servers say and do not say, and what the writer is told about it.</summary>
public sealed class SubmissionFaultTests(PostfixServer server) : IClassFixture<PostfixServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_refused_recipient_is_named_with_the_words_of_the_server_and_nobody_gets_the_message(bool pipelining)
    {
        await using var smtp = new ScriptedSmtpServer
        {
            Extensions = pipelining ? ["PIPELINING"] : ["8BITMIME"],
            Answer = static line => line.Contains("gone", StringComparison.Ordinal) ? "550 5.1.1 No such person" : line.Contains("full", StringComparison.Ordinal) ? "552 5.2.2 Mailbox full" : null,
        };
        await using var outbox = With(smtp);
        var submission = outbox.To(Now, null, "a@lumen.example", "gone@lumen.example", "b@lumen.example", "full@lumen.example", "c@lumen.example");

        await outbox.Outbox.AddAsync(outbox.User.Account.Id, submission, Token);
        var failed = await outbox.UntilAsync(submission.Id, Token, OutboxState.Failed);

        Assert.Equal(
            [new RefusedRecipient("gone@lumen.example", "550 5.1.1 No such person"), new RefusedRecipient("full@lumen.example", "552 5.2.2 Mailbox full")],
            failed.Refused);
        Assert.Empty(smtp.Messages);
        Assert.DoesNotContain("DATA", smtp.Heard);
    }

    [Theory]
    [InlineData(true, "RCPT TO:<a@lumen.example> NOTIFY=SUCCESS,FAILURE,DELAY")]
    [InlineData(false, "RCPT TO:<a@lumen.example>")]
    public async Task A_delivery_report_is_asked_for_when_its_writer_wants_one(bool wanted, string command)
    {
        await using var smtp = new ScriptedSmtpServer { Extensions = ["DSN"] };
        await using var outbox = With(smtp);
        var submission = outbox.To(Now, null, "a@lumen.example") with { DeliveryReport = wanted };

        await outbox.Outbox.AddAsync(outbox.User.Account.Id, submission, Token);
        await outbox.UntilAsync(submission.Id, Token, OutboxState.Filing, OutboxState.Sent);

        Assert.StartsWith(command, smtp.Heard.Single(static line => line.StartsWith("RCPT", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(wanted, smtp.Heard.Any(static line => line.Contains("NOTIFY", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_recipient_put_off_puts_off_the_message_for_all()
    {
        await using var smtp = new ScriptedSmtpServer
        {
            Answer = static line => line.Contains("later", StringComparison.Ordinal) ? "451 4.7.1 Greylisted" : null,
        };
        await using var outbox = With(smtp);
        var submission = outbox.To(Now, null, "a@lumen.example", "later@lumen.example");

        await outbox.Outbox.AddAsync(outbox.User.Account.Id, submission, Token);
        var waiting = await outbox.UntilAsync(submission.Id, static entry => entry.NextAttempt is not null, Token);

        Assert.Equal((OutboxState.Waiting, "later@lumen.example: 451 4.7.1 Greylisted"), (waiting.State, waiting.Detail));
        Assert.Empty(smtp.Messages);
    }

    [Fact]
    public async Task A_refusal_counts_though_the_server_hangs_up_with_it()
    {
        await using var smtp = new ScriptedSmtpServer { Answer = static line => line == "." ? "554 5.7.1 Spam!" : null };
        await using var outbox = With(smtp);
        var submission = outbox.To(Now, null, "a@lumen.example");

        await outbox.Outbox.AddAsync(outbox.User.Account.Id, submission, Token);
        var failed = await outbox.UntilAsync(submission.Id, Token, OutboxState.Failed);

        Assert.Equal("554 5.7.1 Spam", failed.Detail);
    }

    [Fact]
    public async Task A_server_that_takes_longer_than_usual_to_take_the_message_is_waited_for()
    {
        await using var smtp = new ScriptedSmtpServer { Thinks = TimeSpan.FromSeconds(2) };
        await using var outbox = With(smtp, new SendingOptions { TimeoutSeconds = 1, FinalTimeoutSeconds = 60 });
        var submission = outbox.To(Now, null, "a@lumen.example");

        await outbox.Outbox.AddAsync(outbox.User.Account.Id, submission, Token);
        await outbox.UntilAsync(submission.Id, Token, OutboxState.Sent);

        Assert.Single(smtp.Messages);
    }

    [Fact]
    public async Task A_server_that_never_answers_the_final_dot_leaves_the_question_to_the_writer()
    {
        await using var smtp = new ScriptedSmtpServer { Answer = static line => line == "." ? "" : null };
        await using var outbox = With(smtp, new SendingOptions { TimeoutSeconds = 5, FinalTimeoutSeconds = 1 });
        var submission = outbox.To(Now, null, "a@lumen.example");

        await outbox.Outbox.AddAsync(outbox.User.Account.Id, submission, Token);
        await outbox.UntilAsync(submission.Id, Token, OutboxState.Unknown);
    }

    [Theory]
    [InlineData("EHLO")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    public async Task A_server_that_falls_silent_before_the_message_is_tried_again(string command)
    {
        await using var smtp = new ScriptedSmtpServer { Answer = line => line.StartsWith(command, StringComparison.Ordinal) ? "" : null };
        await using var outbox = With(smtp, new SendingOptions { TimeoutSeconds = 1 });
        var submission = outbox.To(Now, null, "a@lumen.example");

        await outbox.Outbox.AddAsync(outbox.User.Account.Id, submission, Token);
        var waiting = await outbox.UntilAsync(submission.Id, static entry => entry.NextAttempt is not null, Token);

        Assert.Equal((OutboxState.Waiting, MailFailure.ServerTimeout), (waiting.State, waiting.Failure));
    }

    [Fact]
    public async Task A_server_that_cannot_check_passwords_now_is_tried_again()
    {
        await using var smtp = new ScriptedSmtpServer
        {
            Extensions = ["AUTH PLAIN"],
            Answer = static line => line.StartsWith("AUTH", StringComparison.Ordinal) ? "454 4.7.0 Temporary authentication failure" : null,
        };
        await using var outbox = With(smtp);
        var submission = outbox.To(Now, null, "a@lumen.example");

        await outbox.Outbox.AddAsync(outbox.User.Account.Id, submission, Token);
        var waiting = await outbox.UntilAsync(submission.Id, static entry => entry.NextAttempt is not null, Token);

        Assert.Equal(OutboxState.Waiting, waiting.State);
    }

    [Fact]
    public async Task A_message_larger_than_the_server_takes_is_refused_before_anything_is_sent()
    {
        await using var smtp = new ScriptedSmtpServer { Extensions = ["SIZE 100"] };
        await using var outbox = With(smtp);
        var submission = outbox.To(Now, null, "a@lumen.example");

        await outbox.Outbox.AddAsync(outbox.User.Account.Id, submission, Token);
        var failed = await outbox.UntilAsync(submission.Id, Token, OutboxState.Failed);

        Assert.Equal((MailFailure.TooLarge, "100"), (failed.Failure, failed.Detail));
        Assert.DoesNotContain(smtp.Heard, static line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cut_anywhere_before_the_final_dot_nobody_is_asked_and_it_arrives_once()
    {
        var (user, other) = (server.NewUser(), server.NewUser());
        var lastByte = long.MaxValue;
        await using var outbox = new OutboxUnderTest(server, user, over: stream => new DyingStream(stream, lastByte));
        var (asked, cut) = (0, 0);
        for (var before = 0; before < 20_000; before += 1_999)
        {
            var submission = outbox.To(Now, null, new string('x', 70) + "\n", 600, other.Address);
            // The commands before the message are some hundred bytes: the cut is in the last part of it, or in the dot.
            lastByte = submission.Message.Length + 100 - before;
            await outbox.Outbox.AddAsync(user.Account.Id, submission, Token);
            var entry = await outbox.UntilAsync(submission.Id, static entry => entry.State is OutboxState.Sent or OutboxState.Unknown || entry.NextAttempt is not null, Token);
            asked += entry.State == OutboxState.Unknown ? 1 : 0;
            cut += entry.NextAttempt is not null ? 1 : 0;
            lastByte = long.MaxValue;
            await outbox.Outbox.RetryAsync(user.Account.Id, submission.Id, Token);
            await outbox.UntilAsync(submission.Id, Token, OutboxState.Sent);
            await outbox.ReceivedAsync(other, submission.MessageId, Token);
            Assert.Equal(1, await outbox.CountAsync(other, "INBOX", submission.MessageId, Token));
        }

        Assert.Equal((0, 11), (asked, cut));
    }

    private OutboxUnderTest With(ScriptedSmtpServer smtp, SendingOptions? options = null)
    {
        var user = server.NewUser();
        return new OutboxUnderTest(server, user with { Account = user.Account with { Smtp = smtp.Address } }, options: options);
    }
}
