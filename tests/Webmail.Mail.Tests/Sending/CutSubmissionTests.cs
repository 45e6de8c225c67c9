using Webmail.Mail.Sending;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Sending;

public sealed class CutSubmissionTests(PostfixServer server) : IClassFixture<PostfixServer>
{
    private const int MoreThanThereAre = 80;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cut_after_each_line_in_turn_a_message_arrives_once_or_its_writer_is_asked()
    {
        await using var relay = new LineRelay(server.Port);
        var other = server.NewUser();
        var (user, cuts, asked) = (server.NewUser(relay.Port), 0, 0);
        await using var outbox = new OutboxUnderTest(server, user);
        for (var lines = 1; lines < MoreThanThereAre; lines++)
        {
            var submission = outbox.To(TimeProvider.System.GetUtcNow(), null, other.Address);
            relay.CutAfter(lines);
            await outbox.Outbox.AddAsync(user.Account.Id, submission, Token);
            var entry = await outbox.UntilAsync(submission.Id, static entry => entry.State is OutboxState.Sent or OutboxState.Unknown or OutboxState.Failed
                || entry is { State: OutboxState.Waiting, Failure: not null }, Token);
            var wasCut = relay.Cuts > cuts;
            relay.CutAfter(int.MaxValue);
            if (entry.State == OutboxState.Waiting)
            {
                await outbox.Outbox.RetryAsync(user.Account.Id, submission.Id, Token);
                entry = await outbox.UntilAsync(submission.Id, static entry => entry.State is OutboxState.Sent or OutboxState.Unknown or OutboxState.Failed, Token);
            }

            Assert.NotEqual(OutboxState.Failed, entry.State);
            if (entry.State == OutboxState.Sent)
            {
                await outbox.ReceivedAsync(other, submission.MessageId, Token);
                Assert.Equal(1, await outbox.CountAsync(user, "Sent", submission.MessageId, Token));
            }

            Assert.InRange(await outbox.CountAsync(other, "INBOX", submission.MessageId, Token), 0, 1);
            asked += entry.State == OutboxState.Unknown ? 1 : 0;
            if (!wasCut)
                break;
            cuts++;
        }

        Assert.InRange(cuts, 10, MoreThanThereAre - 2);
        Assert.InRange(asked, 1, cuts / 2);
        TestContext.Current.TestOutputHelper?.WriteLine($"{cuts} cuts, asked {asked} times");
    }
}
