using MimeKit;
using Webmail.Mail.Composing;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Composing;

/// <summary>Drafts that other programs and other nodes work on too.</summary>
public sealed class DraftsElsewhereTests(DovecotServer server) : IClassFixture<DovecotServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Id => DraftsUnderTest.Draft(1).Id;

    [Fact]
    public async Task What_another_program_made_of_our_draft_is_never_taken_away()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        await drafts.Service.SaveAsync(drafts.Mail.Account, DraftsUnderTest.Draft(1, "ours"), 0, Token);
        await drafts.ChangeElsewhereAsync(static message =>
        {
            var body = new BodyBuilder { TextBody = "ours, and a plan" };
            body.Attachments.Add("plan.txt", "attached"u8.ToArray());
            message.Body = body.ToMessageBody();
        }, Token);

        await drafts.Service.SaveAsync(drafts.Mail.Account, DraftsUnderTest.Draft(2, "ours again"), 1, Token);
        Assert.Equal(["ours again", "ours, and a plan"], (await drafts.TextsAsync(Token)).Order(StringComparer.Ordinal));
        await drafts.Service.RemoveAsync(drafts.Mail.Account, Id, Token);

        Assert.Equal(["ours, and a plan"], await drafts.TextsAsync(Token));
    }

    [Fact]
    public async Task A_text_that_another_program_changed_is_a_draft_of_that_program()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        await drafts.Service.SaveAsync(drafts.Mail.Account, DraftsUnderTest.Draft(1, "ours"), 0, Token);
        await drafts.ChangeElsewhereAsync(static message => ((TextPart)message.Body!).Text = "theirs", Token);
        await drafts.Service.RemoveAsync(drafts.Mail.Account, Id, Token);

        var opened = await drafts.Service.OpenAsync(drafts.Mail.Account, await drafts.KeyAsync(Token), Token);

        Assert.Equal("theirs", opened!.Text);
        Assert.NotEqual(Id, opened.Id);
        Assert.NotNull(opened.Replaces);
        Assert.Null(await drafts.Service.FindAsync(drafts.Mail.Account, Id, Token));
    }

    [Fact]
    public async Task A_subject_or_recipient_that_another_program_changed_counts_too()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        await drafts.Service.SaveAsync(drafts.Mail.Account, DraftsUnderTest.Draft(1, "ours"), 0, Token);
        await drafts.ChangeElsewhereAsync(static message => message.Cc.Add(new MailboxAddress("", "kenji@ito.example")), Token);

        await drafts.Service.RemoveAsync(drafts.Mail.Account, Id, Token);

        Assert.Single(await drafts.TextsAsync(Token));
    }

    [Fact]
    public async Task The_same_revision_with_other_content_is_a_conflict()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        await drafts.Service.SaveAsync(drafts.Mail.Account, DraftsUnderTest.Draft(5, "from the phone"), 0, Token);

        var conflict = await Assert.ThrowsAsync<DraftConflictException>(
            () => drafts.Service.SaveAsync(drafts.Mail.Account, DraftsUnderTest.Draft(5, "from the desk"), 4, Token));

        Assert.Equal("from the phone", conflict.Theirs.Text);
        Assert.Equal(["from the phone"], await drafts.TextsAsync(Token));
    }

    [Fact]
    public async Task The_same_revision_with_other_content_is_a_conflict_before_it_is_saved_too()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        await drafts.Saver.PutAsync(drafts.Mail.Account, DraftsUnderTest.Draft(5, "from the phone"), 4, Token);

        await drafts.Saver.PutAsync(drafts.Mail.Account, DraftsUnderTest.Draft(5, "from the phone"), 4, Token);
        var conflict = await Assert.ThrowsAsync<DraftConflictException>(
            () => drafts.Saver.PutAsync(drafts.Mail.Account, DraftsUnderTest.Draft(5, "from the desk"), 4, Token));

        Assert.Equal("from the phone", conflict.Theirs.Text);
    }

    [Fact]
    public async Task The_same_revision_with_other_content_from_two_nodes_keeps_both()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        await drafts.Service.SaveAsync(drafts.Mail.Account, DraftsUnderTest.Draft(60, "another node"), 0, Token);

        await drafts.Saver.PutAsync(drafts.Mail.Account, DraftsUnderTest.Draft(60, "this node"), 10, Token);
        await drafts.Saver.WaitAsync(drafts.Mail.Account, Id, 60, Token);

        Assert.Equal(["another node", "this node"], (await drafts.TextsAsync(Token)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_copy_that_came_while_the_mailbox_was_selected_is_seen()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        Assert.Null(await drafts.Service.FindAsync(drafts.Mail.Account, Id, Token));
        await using (var other = new DraftsUnderTest(server, TimeProvider.System, drafts.Mail.User))
            await other.Service.SaveAsync(other.Mail.Account, DraftsUnderTest.Draft(1, "just now"), 0, Token);

        Assert.Equal("just now", (await drafts.Service.FindAsync(drafts.Mail.Account, Id, Token))?.Text);
        var key = await drafts.KeyAsync(Token);
        Assert.Equal("just now", (await drafts.Service.OpenAsync(drafts.Mail.Account, key, Token))?.Text);
    }

    [Fact]
    public async Task What_a_node_left_that_died_is_there_when_the_draft_is_opened_at_another()
    {
        var (user, store) = (server.NewUser(), new DraftStoreInMemory());
        await using var here = new DraftsUnderTest(server, TimeProvider.System, user, store);
        // This node has looked into the journal already: what is written there later it has not seen.
        Assert.Null(await here.Saver.FindAsync(here.Mail.Account, Id, Token));
        await here.Service.SaveAsync(here.Mail.Account, DraftsUnderTest.Draft(1, "saved"), 0, Token);
        await using (var there = new DraftsUnderTest(server, TimeProvider.System, user, store))
            await there.Saver.PutAsync(there.Mail.Account, DraftsUnderTest.Draft(3, "journalled"), 1, Token);

        var opened = await here.Saver.OpenAsync(here.Mail.Account, await here.KeyAsync(Token), Token);
        await here.Saver.WaitAsync(here.Mail.Account, Id, 3, Token);

        Assert.Equal("journalled", opened?.Text);
        Assert.Equal(["journalled"], await here.TextsAsync(Token));
    }

    [Fact]
    public async Task Of_a_draft_that_nobody_knows_it_is_said_so_at_once()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);

        Assert.Null(await drafts.Saver.WaitAsync(drafts.Mail.Account, Id, 1, Token));

        await drafts.Service.SaveAsync(drafts.Mail.Account, DraftsUnderTest.Draft(7), 0, Token);
        Assert.Equal(7, (await drafts.Saver.WaitAsync(drafts.Mail.Account, Id, 7, Token))?.SavedRevision);
        Assert.Null(await drafts.Saver.WaitAsync(drafts.Mail.Account, Id, 8, Token));
    }

    [Theory]
    [InlineData("ends in a blank \nand goes on")]
    [InlineData("two  \n\n  \nblanks   ")]
    [InlineData("> quoted \n>not quite\n>> twice \n-- \nMika \n")]
    [InlineData(" begins with one\nFrom here\n\n\n")]
    public async Task Text_comes_back_to_the_last_blank_after_a_save_and_a_restart(string text)
    {
        var user = server.NewUser();
        await using (var before = new DraftsUnderTest(server, TimeProvider.System, user))
            await before.Service.SaveAsync(before.Mail.Account, DraftsUnderTest.Draft(1, text), 0, Token);

        await using var after = new DraftsUnderTest(server, TimeProvider.System, user);

        Assert.Equal(text, (await after.Service.FindAsync(after.Mail.Account, Id, Token))?.Text);
    }

    [Fact]
    public async Task Our_own_copies_are_known_again_after_a_restart()
    {
        var user = server.NewUser();
        await using (var before = new DraftsUnderTest(server, TimeProvider.System, user))
            await before.Service.SaveAsync(before.Mail.Account, DraftsUnderTest.Draft(1, "窯 " + new string('x', 3_000)), 0, Token);

        await using var after = new DraftsUnderTest(server, TimeProvider.System, user);
        await after.Service.SaveAsync(after.Mail.Account, DraftsUnderTest.Draft(2, "newer"), 1, Token);

        Assert.Equal(["newer"], await after.TextsAsync(Token));
    }
}
