using Webmail.Mail.Accounts;
using Webmail.Mail.Sending;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Sending;

/// <summary>The store is emptied, does not answer, holds rubbish, or is used by another node: nothing is lost, and nothing leaves twice.</summary>
public sealed class OutboxStoreFaultTests(PostfixServer server) : IClassFixture<PostfixServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task What_an_emptied_store_lost_is_written_into_it_again_and_leaves()
    {
        var (user, other) = (server.NewUser(), server.NewUser());
        await using var outbox = new OutboxUnderTest(server, user);
        await outbox.Outbox.LookAsync(Token);
        var submission = outbox.To(Now.AddHours(1), null, other.Address);
        await outbox.Outbox.AddAsync(user.Account.Id, submission, Token);

        outbox.Store.Empty();
        await outbox.Outbox.LookAsync(Token);

        Assert.Equal(submission.Id, Assert.Single((await outbox.Store.ReadAsync(Token)).Records).Id);
        Assert.True(await outbox.Outbox.RetryAsync(user.Account.Id, submission.Id, Token));
        await outbox.UntilAsync(submission.Id, Token, OutboxState.Sent);
        await outbox.ReceivedAsync(other, submission.MessageId, Token);
        Assert.Equal(1, await outbox.CountAsync(user, "Sent", submission.MessageId, Token));
    }

    [Fact]
    public async Task What_was_emptied_away_can_be_taken_back_and_does_not_come_again()
    {
        var user = server.NewUser();
        await using var outbox = new OutboxUnderTest(server, user);
        await outbox.Outbox.LookAsync(Token);
        var (first, second) = (outbox.To(Now.AddHours(1), null, user.Address), outbox.To(Now.AddHours(1), null, user.Address));
        await outbox.Outbox.AddAsync(user.Account.Id, first, Token);
        await outbox.Outbox.AddAsync(user.Account.Id, second, Token);
        Assert.True(await outbox.Outbox.CancelAsync(user.Account.Id, first.Id, Token));

        outbox.Store.Empty();
        Assert.True(await outbox.Outbox.CancelAsync(user.Account.Id, second.Id, Token));
        outbox.Store.Empty();
        await outbox.Outbox.LookAsync(Token);

        Assert.Empty((await outbox.Store.ReadAsync(Token)).Records);
    }

    [Fact]
    public async Task What_was_sent_does_not_come_again_when_the_store_is_emptied()
    {
        var (user, other) = (server.NewUser(), server.NewUser());
        await using var outbox = new OutboxUnderTest(server, user);
        await outbox.Outbox.LookAsync(Token);
        var submission = outbox.To(Now, null, other.Address);
        await outbox.Outbox.AddAsync(user.Account.Id, submission, Token);
        await outbox.UntilAsync(submission.Id, Token, OutboxState.Sent);

        outbox.Store.Empty();
        await outbox.Outbox.LookAsync(Token);

        Assert.Empty((await outbox.Store.ReadAsync(Token)).Records);
    }

    [Fact]
    public async Task A_store_that_is_emptied_while_a_message_is_handed_over_does_not_keep_it_from_being_filed()
    {
        var (user, other) = (server.NewUser(), server.NewUser());
        var store = new OutboxStoreInMemory();
        await using var outbox = new OutboxUnderTest(server, user, store);
        await outbox.Outbox.LookAsync(Token);
        var emptied = false;
        store.Writing = state =>
        {
            if (state == OutboxState.Filing && !emptied)
            {
                emptied = true;
                store.Empty();
            }
        };
        var submission = outbox.To(Now, null, other.Address);

        await outbox.Outbox.AddAsync(user.Account.Id, submission, Token);
        await outbox.UntilAsync(submission.Id, Token, OutboxState.Sent);

        Assert.True(emptied);
        Assert.Equal(1, await outbox.CountAsync(user, "Sent", submission.MessageId, Token));
        Assert.Equal(1, outbox.Finished);
        Assert.Empty((await store.ReadAsync(Token)).Records);
    }

    [Fact]
    public async Task A_store_that_is_away_when_the_message_was_taken_does_not_make_anybody_wonder()
    {
        var (user, other) = (server.NewUser(), server.NewUser());
        var store = new OutboxStoreInMemory();
        await using var outbox = new OutboxUnderTest(server, user, store, new QuickTime(20));
        var failures = 3;
        store.Writing = state =>
        {
            if (state is OutboxState.Filing or OutboxState.Unknown && failures-- > 0)
                throw new SessionStoreException("Away.");
        };
        var submission = outbox.To(Now, null, other.Address);

        await outbox.Outbox.AddAsync(user.Account.Id, submission, Token);
        var end = await outbox.UntilAsync(submission.Id, Token, OutboxState.Sent, OutboxState.Unknown);

        Assert.Equal(OutboxState.Sent, end.State);
        await outbox.ReceivedAsync(other, submission.MessageId, Token);
        Assert.Equal(1, await outbox.CountAsync(other, "INBOX", submission.MessageId, Token));
    }

    [Fact]
    public async Task An_answer_lost_as_it_begins_to_send_is_no_doubt_about_the_message()
    {
        var (user, other) = (server.NewUser(), server.NewUser());
        var store = new OutboxStoreInMemory();
        await using var outbox = new OutboxUnderTest(server, user, store, new QuickTime(20));
        var (lost, sending) = (false, false);
        store.Writing = state => sending = state == OutboxState.Sending;
        store.Written = () =>
        {
            if (sending && !lost)
            {
                lost = true;
                throw new SessionStoreException("Cut.");
            }
        };
        var submission = outbox.To(Now, null, other.Address);

        await outbox.Outbox.AddAsync(user.Account.Id, submission, Token);
        var end = await outbox.UntilAsync(submission.Id, Token, OutboxState.Sent, OutboxState.Unknown);

        Assert.Equal((OutboxState.Sent, true), (end.State, lost));
    }

    [Fact]
    public async Task An_answer_of_the_store_that_is_lost_changes_nothing()
    {
        var (user, other) = (server.NewUser(), server.NewUser());
        var store = new OutboxStoreInMemory();
        await using var outbox = new OutboxUnderTest(server, user, store);
        var lost = 0;
        store.Written = () =>
        {
            if (lost++ == 0)
                throw new SessionStoreException("Cut.");
        };
        var submission = outbox.To(Now, null, other.Address);

        Assert.Equal(OutboxAddition.Added, await outbox.Outbox.AddAsync(user.Account.Id, submission, Token));
        await outbox.UntilAsync(submission.Id, Token, OutboxState.Sent);

        await outbox.ReceivedAsync(other, submission.MessageId, Token);
        Assert.Equal(1, await outbox.CountAsync(other, "INBOX", submission.MessageId, Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_nobody_could_confirm_leaves_once_if_it_is_asked_for_again_and_else_not_at_all(bool askedAgain)
    {
        var (user, other) = (server.NewUser(), server.NewUser());
        var store = new OutboxStoreInMemory();
        await using var outbox = new OutboxUnderTest(server, user, store);
        store.Written = static () => throw new SessionStoreException("Cut.");
        var submission = outbox.To(Now.AddMinutes(1), null, other.Address);
        await Assert.ThrowsAsync<SessionStoreException>(() => AddLosingAllAnswersAsync(outbox, store, submission));
        store.Written = null;

        if (askedAgain)
        {
            Assert.Equal(OutboxAddition.Known, await outbox.Outbox.AddAsync(user.Account.Id, submission, Token));
            await outbox.Outbox.LookAsync(Token);
            Assert.True(await outbox.Outbox.RetryAsync(user.Account.Id, submission.Id, Token));
            await outbox.UntilAsync(submission.Id, Token, OutboxState.Sent);
            await outbox.ReceivedAsync(other, submission.MessageId, Token);
            Assert.Equal(1, await outbox.CountAsync(other, "INBOX", submission.MessageId, Token));
            return;
        }

        await outbox.Outbox.LookAsync(Token);
        Assert.Empty((await store.ReadAsync(Token)).Records);
        Assert.Empty(outbox.Outbox.List(user.Account.Id));
    }

    [Fact]
    public async Task Another_revision_takes_the_place_of_the_one_that_waits_and_none_of_the_one_that_was_sent()
    {
        var (user, other) = (server.NewUser(), server.NewUser());
        await using var outbox = new OutboxUnderTest(server, user);
        var first = outbox.To(Now.AddHours(1), null, other.Address) with { Revision = 1 };
        await outbox.Outbox.AddAsync(user.Account.Id, first, Token);

        var second = first with { Revision = 2, Subject = "Second", NotBefore = Now };
        Assert.Equal(OutboxAddition.Added, await outbox.Outbox.AddAsync(user.Account.Id, second, Token));
        var sent = await outbox.UntilAsync(first.Id, Token, OutboxState.Sent);

        Assert.Equal("Second", sent.Subject);
        Assert.Equal(OutboxAddition.Known, await outbox.Outbox.AddAsync(user.Account.Id, second, Token));
        Assert.Equal(OutboxAddition.TooLate, await outbox.Outbox.AddAsync(user.Account.Id, second with { Revision = 3 }, Token));
        await outbox.ReceivedAsync(other, first.MessageId, Token);
        Assert.Equal(1, await outbox.CountAsync(other, "INBOX", first.MessageId, Token));
    }

    [Fact]
    public async Task A_message_that_cannot_be_taken_over_keeps_nobody_elses_from_leaving()
    {
        var (user, other) = (server.NewUser(), server.NewUser());
        var store = new OutboxStoreInMemory();
        Submission broken, sound;
        await using (var before = new OutboxUnderTest(server, user, store))
        {
            (broken, sound) = (before.To(Now.AddSeconds(1), null, other.Address), before.To(Now.AddSeconds(1), null, other.Address));
            await before.Outbox.StopAsync(Token);
            await before.Outbox.AddAsync(user.Account.Id, broken, Token);
            await before.Outbox.AddAsync(user.Account.Id, sound, Token);
        }

        store.Claiming = id =>
        {
            if (id == broken.Id)
                throw new InvalidOperationException("Rubbish.");
        };
        await using var after = new OutboxUnderTest(server, user, store);
        await after.Outbox.LookAsync(Token);

        await after.UntilAsync(sound.Id, Token, OutboxState.Sent);
    }

    [Fact]
    public async Task What_waits_on_one_node_is_listed_rescheduled_and_taken_back_on_another()
    {
        var (user, other) = (server.NewUser(), server.NewUser());
        var store = new OutboxStoreInMemory();
        await using var one = new OutboxUnderTest(server, user, store);
        await using var two = new OutboxUnderTest(server, user, store);
        var (kept, dropped) = (one.To(Now.AddHours(1), null, other.Address), one.To(Now.AddHours(1), null, other.Address));
        await one.Outbox.AddAsync(user.Account.Id, kept, Token);
        await one.Outbox.AddAsync(user.Account.Id, dropped, Token);

        Assert.Equal(2, (await two.Outbox.ReadAsync(user.Account.Id, Token)).Count);
        Assert.True(await two.Outbox.CancelAsync(user.Account.Id, dropped.Id, Token));
        Assert.True(await two.Outbox.RescheduleAsync(user.Account.Id, kept.Id, Now, Token));
        await one.Outbox.LookAsync(Token);

        await two.UntilAsync(kept.Id, Token, OutboxState.Sent);
        await two.ReceivedAsync(other, kept.MessageId, Token);
        Assert.Equal(1, await two.CountAsync(other, "INBOX", kept.MessageId, Token));
        Assert.Equal(0, await two.CountAsync(other, "INBOX", dropped.MessageId, Token));
        Assert.DoesNotContain((await store.ReadAsync(Token)).Records, record => record.Id == dropped.Id);
    }

    private static async Task AddLosingAllAnswersAsync(OutboxUnderTest outbox, OutboxStoreInMemory store, Submission submission)
    {
        // Every answer is lost, also that the message is there already.
        var first = true;
        store.Writing = _ =>
        {
            if (!first)
                throw new SessionStoreException("Away.");
            first = false;
        };
        try
        {
            await outbox.Outbox.AddAsync(outbox.User.Account.Id, submission, Token);
        }
        finally
        {
            store.Writing = null;
        }
    }
}
