using Webmail.Mail.Composing;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Composing;

/// <summary>A connection cut after every line of saving and of discarding a draft in turn: it is there once, or not at all.</summary>
public sealed class CutDraftTests
{
    private const int MoreThanThereAre = 200;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // With and without UIDPLUS: what is old then stays, marked as deleted, and is no draft to anybody.
    [Theory]
    [InlineData(null)]
    [InlineData("IMAP4rev1 LITERAL+")]
    public async Task A_draft_is_saved_and_discarded_once_wherever_the_connection_breaks(string? capability)
    {
        await using var dovecot = new DovecotServer { Capability = capability, MaxConnections = 50 };
        await dovecot.InitializeAsync();
        var lines = 0;
        while (lines < MoreThanThereAre && await WriteAsync(dovecot, lines))
            lines++;

        TestContext.Current.TestOutputHelper?.WriteLine($"{lines} cuts");
        Assert.InRange(lines, 15, MoreThanThereAre - 1);
    }

    /// <summary>Saves and discards through a relay that cuts after so many lines of each; whether it cut any.</summary>
    private static async Task<bool> WriteAsync(DovecotServer dovecot, int lines)
    {
        await using var relay = new LineRelay(dovecot.ImapPort);
        await using var drafts = new DraftsUnderTest(dovecot, new QuickTime(10), port: relay.Port);
        await SaveAsync(drafts, DraftsUnderTest.Draft(1, "First"), 0);

        relay.CutAfter(lines);
        await SaveAsync(drafts, DraftsUnderTest.Draft(2, "Second"), 1);
        var cuts = relay.Cuts;

        var saved = await drafts.TextsAsync(Token);
        Assert.True(saved is ["Second"], $"Saved, after line {lines}: {string.Join(" | ", saved)}");
        relay.CutAfter(lines);
        while (!await IsDiscardedAsync(drafts))
            relay.CutAfter(int.MaxValue);
        var left = await drafts.TextsAsync(Token);
        Assert.True(left.Count == 0, $"Discarded, after line {lines}: {string.Join(" | ", left)}");
        return cuts > 0 || relay.Cuts > cuts;
    }

    private static async Task SaveAsync(DraftsUnderTest drafts, Draft draft, long known)
    {
        await drafts.Saver.PutAsync(drafts.Mail.Account, draft, known, Token);
        while ((await drafts.Saver.WaitAsync(drafts.Mail.Account, draft.Id, draft.Revision, Token))!.SavedRevision < draft.Revision)
            Token.ThrowIfCancellationRequested();
    }

    /// <summary>Discards as a browser does, which asks again when it is told that the draft is still there.</summary>
    private static async Task<bool> IsDiscardedAsync(DraftsUnderTest drafts)
    {
        try
        {
            await drafts.Saver.RemoveAsync(drafts.Mail.Account, DraftsUnderTest.Draft(1).Id, Token);
            return true;
        }
        catch (MailException)
        {
            return false;
        }
    }
}
