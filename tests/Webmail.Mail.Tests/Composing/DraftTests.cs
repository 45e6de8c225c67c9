using MimeKit;
using Webmail.Mail.Composing;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Composing;

public sealed class DraftTests(DovecotServer server) : IClassFixture<DovecotServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_revisions_leave_one_draft_that_reads_back_as_it_was_written()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        for (var revision = 1; revision <= 10; revision++)
            await drafts.Service.SaveAsync(drafts.Mail.Account, DraftsUnderTest.Draft(revision, $"Dear Haruka, {revision}"), revision - 1, Token);

        Assert.Equal(["Dear Haruka, 10"], await drafts.TextsAsync(Token));
        var read = await drafts.Service.OpenAsync(drafts.Mail.Account, await drafts.KeyAsync(Token), Token);
        Assert.Equivalent(DraftsUnderTest.Draft(10, "Dear Haruka, 10"), read, strict: true);
    }

    [Fact]
    public async Task The_same_revision_saved_twice_is_there_once()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        await drafts.Service.SaveAsync(drafts.Mail.Account, DraftsUnderTest.Draft(1), 0, Token);

        await drafts.Service.SaveAsync(drafts.Mail.Account, DraftsUnderTest.Draft(1), 0, Token);

        Assert.Single(await drafts.TextsAsync(Token));
    }

    [Fact]
    public async Task A_revision_that_its_writer_has_not_seen_is_not_overwritten()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        await drafts.Service.SaveAsync(drafts.Mail.Account, DraftsUnderTest.Draft(5, "From the phone"), 0, Token);

        var conflict = await Assert.ThrowsAsync<DraftConflictException>(
            () => drafts.Service.SaveAsync(drafts.Mail.Account, DraftsUnderTest.Draft(7, "From the desk"), 3, Token));

        Assert.Equal("From the phone", conflict.Theirs.Text);
        Assert.Equal(["From the phone"], await drafts.TextsAsync(Token));
    }

    [Fact]
    public async Task A_draft_of_another_program_is_written_on_and_replaced()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        using var other = new MimeMessage { Subject = "Thunderbird", Body = new TextPart("plain") { Text = "Hello" } };
        other.From.Add(new MailboxAddress("Mika", "mika@lumen.example"));
        await drafts.AppendAsync(other, Token);

        var opened = await drafts.Service.OpenAsync(drafts.Mail.Account, await drafts.KeyAsync(Token), Token);
        await drafts.Service.SaveAsync(drafts.Mail.Account, opened! with { Text = "Hello again", Revision = 1 }, 0, Token);

        Assert.Equal(["Hello again"], await drafts.TextsAsync(Token));
    }

    [Fact]
    public async Task A_draft_that_is_removed_is_gone_in_every_revision()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        await drafts.Service.SaveAsync(drafts.Mail.Account, DraftsUnderTest.Draft(1), 0, Token);
        await drafts.Service.SaveAsync(drafts.Mail.Account, DraftsUnderTest.Draft(1, id: Draft.NewId()), 0, Token);

        await drafts.Service.RemoveAsync(drafts.Mail.Account, DraftsUnderTest.Draft(1).Id, Token);

        Assert.Single(await drafts.TextsAsync(Token));
        Assert.Null(await drafts.Service.FindAsync(drafts.Mail.Account, DraftsUnderTest.Draft(1).Id, Token));
    }

    [Fact]
    public async Task What_is_taken_in_is_in_the_mailbox_soon_and_in_the_journal_no_more()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        await drafts.Saver.PutAsync(drafts.Mail.Account, DraftsUnderTest.Draft(1, "one"), 0, Token);
        await drafts.Saver.PutAsync(drafts.Mail.Account, DraftsUnderTest.Draft(2, "two"), 1, Token);
        Assert.Equal(1, drafts.Store.Count);

        var state = await drafts.Saver.WaitAsync(drafts.Mail.Account, DraftsUnderTest.Draft(2).Id, 2, Token);

        Assert.Equal((2, (MailFailure?)null), (state!.SavedRevision, state.Failure));
        Assert.Equal(["two"], await drafts.TextsAsync(Token));
        Assert.Equal(0, drafts.Store.Count);
    }

    [Fact]
    public async Task What_a_process_took_in_and_did_not_save_the_next_one_saves()
    {
        var (user, store) = (server.NewUser(), new DraftStoreInMemory());
        await using (var before = new DraftsUnderTest(server, TimeProvider.System, user, store))
            await before.Saver.PutAsync(before.Mail.Account, DraftsUnderTest.Draft(3, "not lost"), 0, Token);

        await using var after = new DraftsUnderTest(server, TimeProvider.System, user, store);
        Assert.Equal("not lost", (await after.Saver.FindAsync(after.Mail.Account, DraftsUnderTest.Draft(3).Id, Token))?.Text);
        await after.Saver.WaitAsync(after.Mail.Account, DraftsUnderTest.Draft(3).Id, 3, Token);

        Assert.Equal(["not lost"], await after.TextsAsync(Token));
    }

    [Fact]
    public async Task Two_who_write_the_same_draft_are_told_and_nothing_is_lost()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        await drafts.Saver.PutAsync(drafts.Mail.Account, DraftsUnderTest.Draft(10, "first"), 0, Token);
        await drafts.Saver.PutAsync(drafts.Mail.Account, DraftsUnderTest.Draft(20, "from the phone"), 10, Token);

        var conflict = await Assert.ThrowsAsync<DraftConflictException>(
            () => drafts.Saver.PutAsync(drafts.Mail.Account, DraftsUnderTest.Draft(30, "from the desk"), 10, Token));

        Assert.Equal("from the phone", conflict.Theirs.Text);
    }

    [Fact]
    public async Task One_that_was_changed_behind_the_process_keeps_both()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        await drafts.Service.SaveAsync(drafts.Mail.Account, DraftsUnderTest.Draft(50, "another node"), 0, Token);

        await drafts.Saver.PutAsync(drafts.Mail.Account, DraftsUnderTest.Draft(60, "this node"), 10, Token);
        await drafts.Saver.WaitAsync(drafts.Mail.Account, DraftsUnderTest.Draft(60).Id, 60, Token);

        Assert.Equal(["another node", "this node"], (await drafts.TextsAsync(Token)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task While_the_server_is_away_writing_goes_on_and_is_saved_when_it_is_back()
    {
        await using var own = new DovecotServer();
        await own.StartAsync(Token);
        await using var drafts = new DraftsUnderTest(own, TimeProvider.System);
        await own.StopAsync(Token);

        await drafts.Saver.PutAsync(drafts.Mail.Account, DraftsUnderTest.Draft(1, "kept"), 0, Token);
        var failed = await drafts.Saver.WaitAsync(drafts.Mail.Account, DraftsUnderTest.Draft(1).Id, 1, Token);
        await own.StartAsync(Token);
        drafts.Mail.Pool.RetryNow(drafts.Mail.Account);
        DraftState? state;
        do
            state = await drafts.Saver.WaitAsync(drafts.Mail.Account, DraftsUnderTest.Draft(1).Id, 1, Token);
        while (state!.SavedRevision < 1);

        Assert.NotNull(failed!.Failure);
        Assert.Equal(["kept"], await drafts.TextsAsync(Token));
    }
}
