using Webmail.Mail.Composing;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Composing;

/// <summary>What one window writes is no conflict with itself, whatever answers it did not hear.</summary>
public sealed class DraftWriterTests(DovecotServer server) : IClassFixture<DovecotServer>
{
    private static readonly string Window = Draft.NewId();
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_window_that_heard_no_answer_writes_on()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        await PutAsync(drafts, Written(10, "Dear"), 0);
        await PutAsync(drafts, Written(20, "Dear Haruka"), 0);

        await SavedAsync(drafts, 20);

        Assert.Equal(["Dear Haruka"], await drafts.TextsAsync(Token));
    }

    [Fact]
    public async Task A_window_that_heard_no_answer_from_a_process_that_died_writes_on_in_one_draft()
    {
        var (user, store) = (server.NewUser(), new DraftStoreInMemory());
        await using (var before = new DraftsUnderTest(server, TimeProvider.System, user, store))
        {
            await PutAsync(before, Written(10, "Dear"), 0);
            await SavedAsync(before, 10);
        }

        await using var after = new DraftsUnderTest(server, TimeProvider.System, user, store);
        await PutAsync(after, Written(20, "Dear Haruka"), 0);
        await SavedAsync(after, 20);

        Assert.Equal(["Dear Haruka"], await after.TextsAsync(Token));
    }

    [Fact]
    public async Task An_older_revision_of_the_same_window_that_comes_late_changes_nothing()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        await PutAsync(drafts, Written(20, "Dear Haruka"), 0);
        await PutAsync(drafts, Written(10, "Dear"), 0);
        await SavedAsync(drafts, 20);

        await drafts.Service.SaveAsync(drafts.Mail.Account, Written(10, "Dear"), 0, Token);

        Assert.Equal(["Dear Haruka"], await drafts.TextsAsync(Token));
    }

    [Fact]
    public async Task The_same_revision_of_the_same_window_with_other_content_is_saved()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        await PutAsync(drafts, Written(10, "Dear"), 0);
        await SavedAsync(drafts, 10);

        await PutAsync(drafts, Written(10, "Dear Haruka"), 0);
        await SavedAsync(drafts, 10);

        Assert.Equal(["Dear Haruka"], await drafts.TextsAsync(Token));
    }

    [Fact]
    public async Task Another_window_is_told()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        await PutAsync(drafts, Written(10, "Dear"), 0);

        var conflict = await Assert.ThrowsAsync<DraftConflictException>(
            () => PutAsync(drafts, Written(20, "Dear Haruka") with { Writer = Draft.NewId() }, 0));

        Assert.Equal("Dear", conflict.Theirs.Text);
    }

    private static Draft Written(long revision, string text) => DraftsUnderTest.Draft(revision, text) with { Writer = Window };

    private static Task PutAsync(DraftsUnderTest drafts, Draft draft, long known) => drafts.Saver.PutAsync(drafts.Mail.Account, draft, known, Token);

    private static async Task SavedAsync(DraftsUnderTest drafts, long revision) =>
        Assert.Equal(revision, (await drafts.Saver.WaitAsync(drafts.Mail.Account, Written(revision, "").Id, revision, Token))!.SavedRevision);
}
