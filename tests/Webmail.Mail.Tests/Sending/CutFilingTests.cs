using Webmail.Mail.Sending;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Sending;

public sealed class CutFilingTests(PostfixServer server) : IClassFixture<PostfixServer>
{
    private const int MoreThanThereAre = 150;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cut_after_each_line_of_IMAP_in_turn_a_message_that_was_sent_is_filed_once_and_sent_once()
    {
        await using var relay = new LineRelay(server.Mail.ImapPort);
        var (user, other, cuts, told) = (server.NewUser(), server.NewUser(), 0, 0);
        var cut = user with { Account = user.Account with { Imap = user.Account.Imap with { Port = relay.Port } } };
        await using var outbox = new OutboxUnderTest(server, cut, time: new QuickTime(20));
        for (var lines = 1; lines < MoreThanThereAre; lines++)
        {
            var submission = outbox.To(TimeProvider.System.GetUtcNow(), null, other.Address);
            // Each message comes with connections of its own, so that every line of making one is cut too.
            await outbox.Mail.Pool.CloseAsync(cut.Account.Id);
            relay.CutAfter(lines);
            await outbox.Outbox.AddAsync(cut.Account.Id, submission, Token);
            var entry = await outbox.UntilAsync(submission.Id, static entry => entry.State is OutboxState.Sent or OutboxState.Unknown or OutboxState.Failed
                || entry is { State: OutboxState.Filing, NextAttempt: not null }, Token);
            var wasCut = relay.Cuts > cuts;
            relay.CutAfter(int.MaxValue);
            if (entry.State == OutboxState.Filing)
            {
                // Its writer is told meanwhile that it was sent, and is not filed yet.
                Assert.NotNull(entry.Failure);
                told++;
                await outbox.Outbox.RetryAsync(cut.Account.Id, submission.Id, Token);
                entry = await outbox.UntilAsync(submission.Id, Token, OutboxState.Sent, OutboxState.Unknown, OutboxState.Failed);
            }

            Assert.Equal(OutboxState.Sent, entry.State);
            Assert.Equal(1, await outbox.CountAsync(user, "Sent", submission.MessageId, Token));
            await outbox.ReceivedAsync(other, submission.MessageId, Token);
            Assert.Equal(1, await outbox.CountAsync(other, "INBOX", submission.MessageId, Token));
            if (!wasCut)
                break;
            cuts++;
        }

        Assert.InRange(cuts, 10, MoreThanThereAre - 2);
        TestContext.Current.TestOutputHelper?.WriteLine($"{cuts} cuts, told {told} times");
    }
}
