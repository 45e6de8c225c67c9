using Webmail.Mail.Operations;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Operations;

/// <summary>What users do while the mail server, the store or this process is away.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private readonly DovecotServer _dovecot = new();
    private readonly QuickTime _time = new(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _dovecot.InitializeAsync();

    public ValueTask DisposeAsync() => _dovecot.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_done_during_an_outage_is_committed_afterwards_exactly_also_after_a_crash(bool crash)
    {
        var mail = await MailToActOn.WithAsync(_dovecot, 20, Token, time: _time);
        try
        {
            await mail.Mail.Mailboxes.ListAsync(mail.Mail.Account, Token);
            await mail.Mail.Listing.OpenAsync(mail.Mail.Account, MailboxName.Inbox, Token);
            await _dovecot.StopAsync(Token);
            for (var uid = 1; uid <= 4; uid++)
                await mail.AddAsync(mail.Of(OperationKind.Flag, $"{uid}"), Token);
            await mail.AddAsync(mail.Of(OperationKind.Archive, "5:7"), Token);
            await mail.AddAsync(mail.Of(OperationKind.Delete, "8:10"), Token);
            var shown = await mail.Mail.Listing.OpenAsync(mail.Mail.Account, MailboxName.Inbox, Token);
            if (crash)
                mail = await mail.RestartedAsync(_time);
            await _dovecot.StartAsync(Token);
            mail.Mail.Pool.RetryNow(mail.Mail.Account);
            await mail.LoadedAsync(6, Token);
            await mail.RestAsync(Token);

            Assert.Equal("1:4,11:20", shown.Uids.ToString());
            Assert.Equal(MailToActOn.Ids(Enumerable.Range(1, 4).Concat(Enumerable.Range(11, 10))), await mail.IdsAsync("INBOX", Token));
            Assert.Equal(MailToActOn.Ids(5, 6, 7), await mail.IdsAsync("Archive", Token));
            Assert.Equal(MailToActOn.Ids(8, 9, 10), await mail.IdsAsync("Trash", Token));
            var flagged = (await mail.ContentsAsync("INBOX", Token)).Where(static line => line.Contains("Flagged", StringComparison.Ordinal));
            Assert.Equal(MailToActOn.Ids(1, 2, 3, 4, 12, 16, 20), flagged.Select(static line => line.Split(' ')[0]));
        }
        finally
        {
            await mail.DisposeAsync();
        }
    }

    [Fact]
    public async Task Something_taken_back_during_an_outage_is_never_done()
    {
        await using var mail = await MailToActOn.WithAsync(_dovecot, 3, Token, time: _time);
        var before = await mail.ContentsAsync("INBOX", Token);
        await mail.Mail.Listing.OpenAsync(mail.Mail.Account, MailboxName.Inbox, Token);
        await _dovecot.StopAsync(Token);
        var archive = mail.Of(OperationKind.Archive, "1:2");
        await mail.AddAsync(archive, Token);

        var undone = await mail.Journal.UndoAsync(mail.Mail.Account, archive.Id, "undo", Token);
        var shown = await mail.Mail.Listing.OpenAsync(mail.Mail.Account, MailboxName.Inbox, Token);
        await _dovecot.StartAsync(Token);
        mail.Mail.Pool.RetryNow(mail.Mail.Account);
        await mail.DoAsync(mail.Of(OperationKind.MarkRead, "3"), Token);

        Assert.True(undone!.Undone);
        Assert.Equal("1:3", shown.Uids.ToString());
        Assert.Equal(before, await mail.ContentsAsync("INBOX", Token));
    }

    [Fact]
    public async Task Five_thousand_changes_made_during_an_outage_are_all_committed()
    {
        await using var mail = await MailToActOn.WithAsync(_dovecot, 5_000, Token, time: _time);
        await mail.Mail.Listing.OpenAsync(mail.Mail.Account, MailboxName.Inbox, Token);
        await _dovecot.StopAsync(Token);
        for (var uid = 1; uid <= 5_000; uid++)
            await mail.AddAsync(mail.Of(OperationKind.Label, $"{uid}", label: "done"), Token);

        await _dovecot.StartAsync(Token);
        mail.Mail.Pool.RetryNow(mail.Mail.Account);
        await mail.RestAsync(Token);

        Assert.Equal(5_000, (await mail.ContentsAsync("INBOX", Token)).Count(static line => line.Contains("done", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task While_the_store_is_away_operations_are_done_and_said_not_to_be_durable()
    {
        await using var mail = await MailToActOn.WithAsync(_dovecot, 3, Token, time: _time);
        await mail.DoAsync(mail.Of(OperationKind.Flag, "1"), Token);
        mail.Mail.Store.Away = true;

        var archive = mail.Of(OperationKind.Archive, "2");
        var entry = await mail.AddAsync(archive, Token);
        await mail.EndOfAsync(archive.Id, Token);

        Assert.False(entry.Durable);
        Assert.Equal(MailToActOn.Ids(2), await mail.IdsAsync("Archive", Token));
    }

    [Fact]
    public async Task What_waits_survives_a_store_that_was_emptied_and_a_crash_after_that()
    {
        var mail = await MailToActOn.WithAsync(_dovecot, 3, Token, time: _time);
        try
        {
            await mail.Mail.Mailboxes.ListAsync(mail.Mail.Account, Token);
            await _dovecot.StopAsync(Token);
            await mail.AddAsync(mail.Of(OperationKind.Archive, "1"), Token);
            mail.Mail.Store.Flush();
            await mail.Mail.Store.WrittenAsync(Token);
            mail = await mail.RestartedAsync(_time);
            await _dovecot.StartAsync(Token);
            mail.Mail.Pool.RetryNow(mail.Mail.Account);
            await mail.LoadedAsync(1, Token);
            await mail.RestAsync(Token);

            Assert.Equal(MailToActOn.Ids(1), await mail.IdsAsync("Archive", Token));
        }
        finally
        {
            await mail.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_journal_that_is_first_asked_for_after_its_user_came_back_goes_on_with_what_was_left()
    {
        await using var mail = await MailToActOn.WithAsync(_dovecot, 3, Token, time: _time);
        await mail.Mail.Mailboxes.ListAsync(mail.Mail.Account, Token);
        await _dovecot.StopAsync(Token);
        await mail.AddAsync(mail.Of(OperationKind.Archive, "1"), Token);
        mail.Journal.Dispose();
        await _dovecot.StartAsync(Token);

        using var next = mail.Mail.NewJournal(_time);
        mail.Mail.Pool.RetryNow(mail.Mail.Account);
        await mail.RestAsync(next, Token);

        Assert.Equal(MailToActOn.Ids(1), await mail.IdsAsync("Archive", Token));
    }
}
