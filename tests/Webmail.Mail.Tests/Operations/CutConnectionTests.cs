using Webmail.Mail.Operations;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Operations;

/// <summary>A connection cut after every line of a move in turn: nothing is lost, nothing is there twice.</summary>
public sealed class CutConnectionTests
{
    private const int Messages = 50;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Every line where the server has MOVE; where it has not, more lines pass, and every fourth of them is enough for the time there is.
    [Theory]
    [InlineData(null, 1)]
    [InlineData("IMAP4rev1 LITERAL+ UIDPLUS ESEARCH", 4)]
    [InlineData("IMAP4rev1 LITERAL+", 4)]
    public async Task Fifty_messages_are_moved_once_wherever_the_connection_breaks(string? capability, int step)
    {
        await using var dovecot = new DovecotServer { Capability = capability, MaxConnections = 50 };
        await dovecot.InitializeAsync();
        var unbroken = 0;
        var next = -1;

        async Task CutAsync()
        {
            while (Volatile.Read(ref unbroken) == 0)
            {
                if (!await MoveAsync(dovecot, Interlocked.Increment(ref next) * step))
                    Interlocked.Increment(ref unbroken);
            }
        }

        await Task.WhenAll(CutAsync(), CutAsync(), CutAsync(), CutAsync());

        Assert.True(next * step > 100, $"Only {next * step} lines were passed on.");
    }

    /// <summary>Moves through a relay that cuts after so many lines; whether it cut.</summary>
    private static async Task<bool> MoveAsync(DovecotServer dovecot, int lines)
    {
        await using var relay = new LineRelay(dovecot.ImapPort);
        await using var mail = await MailToActOn.WithAsync(dovecot, Messages, Token, time: new QuickTime(10), port: relay.Port);
        await MailToActOn.FillAsync(dovecot, mail.Mail.User, "Clients", 2, Token);
        var move = mail.Of(OperationKind.Move, $"1:{Messages}", "Clients");
        var before = await mail.ContentsAsync("INBOX", Token);
        await mail.Mail.Mailboxes.ListAsync(mail.Mail.Account, Token);

        relay.CutAfter(lines);
        var end = await mail.DoAsync(move, Token);
        var cut = relay.HasCut;

        Assert.True(end.State == OperationState.Done, $"After line {lines}: {end.State} {end.Failure} {end.Detail}");
        Assert.Empty((await mail.ShownAsync(Token)).Uids);
        var moved = await mail.IdsAsync("Clients", Token);
        Assert.True(
            moved.SequenceEqual(MailToActOn.Ids(Enumerable.Range(1, Messages).Concat([1, 2]))), $"After line {lines}: {string.Join(' ', moved)}");
        Assert.True(end.Undoable, $"After line {lines}: not undoable");
        await mail.UndoAsync(move.Id, Token);
        Assert.Equal(before, (await mail.ContentsAsync("INBOX", Token)).Where(static line => !line.Contains("Deleted", StringComparison.Ordinal)));
        return cut;
    }
}
