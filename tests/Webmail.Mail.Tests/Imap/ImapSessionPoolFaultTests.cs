using MailKit;
using MailKit.Search;
using Microsoft.Extensions.Time.Testing;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;
using Webmail.Testing.Imap;
using Xunit;

namespace Webmail.Mail.Tests.Imap;

public sealed class ImapSessionPoolFaultTests : IAsyncDisposable
{
    private readonly ScriptedImapServer _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_on_a_connection_that_died_at_rest_is_repeated_on_a_fresh_one()
    {
        await using var pool = new TestPool(_server.Server());
        await pool.NoOpAsync(Token);
        var cut = 0;
        _server.On("UID", (connection, command) =>
        {
            if (Interlocked.Exchange(ref cut, 1) != 0)
                return connection.AnswerPlainlyAsync(command);
            connection.Cut();
            return Task.CompletedTask;
        });

        var found = await SearchAsync(pool, MailboxAccess.Read, Token);

        Assert.Empty(found);
        Assert.Equal(2, _server.Count("UID"));
        Assert.Equal(2, _server.Connections);
    }

    [Fact]
    public async Task A_change_is_never_repeated()
    {
        await using var pool = new TestPool(_server.Server());
        await SearchAsync(pool, MailboxAccess.Write, Token);
        _server.On("UID", static (connection, _) =>
        {
            connection.Cut();
            return Task.CompletedTask;
        });

        var failure = await Assert.ThrowsAsync<MailException>(() => SearchAsync(pool, MailboxAccess.Write, Token));

        Assert.Equal(MailFailure.ConnectionLost, failure.Failure);
        Assert.Equal(2, _server.Count("UID"));
    }

    [Theory]
    [InlineData("* BYE [UNAVAILABLE] Shutting down.", MailFailure.ServerBusy)]
    [InlineData("* BYE Autologout.", MailFailure.ConnectionLost)]
    public async Task A_BYE_in_the_middle_is_told_and_the_connection_replaced(string bye, MailFailure expected)
    {
        await using var pool = new TestPool(_server.Server());
        _server.On("UID", async (connection, _) =>
        {
            await connection.SendAsync(bye);
            connection.Cut();
        });

        var failure = await Assert.ThrowsAsync<MailException>(() => SearchAsync(pool, MailboxAccess.Write, Token));
        await pool.NoOpAsync(Token);

        Assert.Equal(expected, failure.Failure);
        Assert.Equal(2, _server.Connections);
    }

    [Fact]
    public async Task A_connection_cut_inside_a_literal_is_not_reused()
    {
        await using var pool = new TestPool(_server.Server());
        _server.On("UID", async (connection, _) =>
        {
            await connection.SendRawAsync("* 1 FETCH (UID 1 BODY[] {1000}\r\n* BYE [LIMIT] is only text in a message\r\n");
            connection.Cut();
        });

        var failure = await Assert.ThrowsAsync<MailException>(() => pool.RunAsync(
            new ImapRequest(MailboxName.Inbox),
            static async (session, running) => await session.Opened.GetMessageAsync(new UniqueId(1), running), Token));

        Assert.Equal(MailFailure.ConnectionLost, failure.Failure);
        await pool.NoOpAsync(Token);
        Assert.Equal(2, _server.Connections);
    }

    [Fact]
    public async Task A_caller_who_leaves_is_let_go_at_once_and_the_hanging_connection_is_sacrificed()
    {
        var time = new FakeTimeProvider();
        await using var pool = new TestPool(_server.Server(), time: time, timeoutSeconds: 600);
        var asked = new TaskCompletionSource();
        _server.On("UID", async (connection, _) =>
        {
            asked.TrySetResult();
            await connection.HangAsync();
        });
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var search = SearchAsync(pool, MailboxAccess.Read, leaving.Token);
        await asked.Task;

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search);
        time.Advance(TimeSpan.FromSeconds(3));
        await pool.NoOpAsync(Token);
        Assert.Equal(2, _server.Connections);
    }

    [Fact]
    public async Task A_command_that_ends_soon_after_its_caller_left_keeps_the_connection()
    {
        await using var pool = new TestPool(_server.Server(), time: new FakeTimeProvider(), maxConnections: 1);
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        _server.On("UID", async (connection, command) =>
        {
            asked.TrySetResult();
            await answer.Task;
            await connection.AnswerPlainlyAsync(command);
        });
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var search = pool.RunAsync(
            new ImapRequest(MailboxName.Inbox),
            async (session, running) =>
            {
                await session.Opened.SearchAsync(SearchQuery.All, running);
                return true;
            },
            leaving.Token);
        await asked.Task;

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search);
        answer.SetResult();
        await pool.NoOpAsync(Token);

        Assert.Equal(1, _server.Connections);
    }

    [Fact]
    public async Task While_the_server_is_away_callers_fail_at_once_and_attempts_are_spaced_out()
    {
        var time = new FakeTimeProvider();
        await using var pool = new TestPool(_server.Server(), time: time);
        _server.Greeting = "* BYE [UNAVAILABLE] Back at noon.";

        Assert.Equal(MailFailure.ServerBusy, (await Assert.ThrowsAsync<MailException>(() => pool.NoOpAsync(Token))).Failure);
        Assert.Equal(MailFailure.ServerBusy, (await Assert.ThrowsAsync<MailException>(() => pool.NoOpAsync(Token))).Failure);
        Assert.Equal(1, _server.Connections);

        time.Advance(TimeSpan.FromSeconds(1.3));
        await Assert.ThrowsAsync<MailException>(() => pool.NoOpAsync(Token));
        Assert.Equal(2, _server.Connections);
        time.Advance(TimeSpan.FromSeconds(1.3));
        await Assert.ThrowsAsync<MailException>(() => pool.NoOpAsync(Token));
        Assert.Equal(2, _server.Connections);

        _server.Greeting = "* OK ready";
        pool.Pool.RetryNow(pool.Account.Id);
        await pool.NoOpAsync(Token);
        Assert.Equal(3, _server.Connections);
    }

    [Fact]
    public async Task A_refused_password_is_not_tried_again_until_there_is_another()
    {
        var time = new FakeTimeProvider();
        await using var pool = new TestPool(_server.Server(), time: time);
        _server.On("AUTHENTICATE", static (connection, command) => connection.SendAsync($"{command.Tag} NO [AUTHENTICATIONFAILED] No."));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(MailFailure.SignInRefused, (await Assert.ThrowsAsync<MailException>(() => pool.NoOpAsync(Token))).Failure);
            time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(1, _server.Count("AUTHENTICATE"));
        for (var i = 0; i < 5; i++)
        {
            pool.Pool.RetryNow(pool.Account.Id);
            await Assert.ThrowsAsync<MailException>(() => pool.NoOpAsync(Token));
        }

        Assert.Equal(3, _server.Count("AUTHENTICATE"));

        _server.On("AUTHENTICATE", static (connection, command) => connection.AnswerPlainlyAsync(command));
        pool.Accounts.Add(pool.Account, new Credentials("another"));
        await pool.NoOpAsync(Token);
        Assert.Equal(4, _server.Count("AUTHENTICATE"));
    }

    [Fact]
    public async Task Signing_out_lets_waiting_callers_go_and_closes_the_connections()
    {
        await using var pool = new TestPool(_server.Server());
        var asked = new TaskCompletionSource();
        _server.On("UID", async (connection, _) =>
        {
            asked.TrySetResult();
            await connection.HangAsync();
        });
        var search = SearchAsync(pool, MailboxAccess.Write, Token);
        await asked.Task;

        pool.Accounts.Remove(pool.Account.Id);
        await pool.Pool.CloseAsync(pool.Account.Id);

        await Assert.ThrowsAsync<MailException>(() => search);
        Assert.Equal(MailFailure.SignedOut, (await Assert.ThrowsAsync<MailException>(() => pool.NoOpAsync(Token))).Failure);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static Task<IList<UniqueId>> SearchAsync(TestPool pool, MailboxAccess access, CancellationToken token) => pool.RunAsync(
        new ImapRequest(MailboxName.Inbox, access),
        static async (session, running) => await session.Opened.SearchAsync(SearchQuery.All, running), token);
}
