using Webmail.Mail.Accounts;
using Webmail.Testing.Imap;
using Xunit;

namespace Webmail.Mail.Tests.Imap;

public sealed class ImapConnectorTests : IAsyncDisposable
{
    private readonly ScriptedImapServer _server = new();

    [Fact]
    public async Task A_wrong_password_is_one_attempt()
    {
        _server.Capability = "IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=LOGIN AUTH=CRAM-MD5 AUTH=SCRAM-SHA-1";
        _server.On("AUTHENTICATE", static (connection, command) => connection.SendAsync($"{command.Tag} NO [AUTHENTICATIONFAILED] Wrong."));

        var failure = await RefusalAsync();

        Assert.Equal(MailFailure.SignInRefused, failure.Failure);
        Assert.Equal("Wrong.", failure.Detail);
        Assert.Equal(1, _server.Count("AUTHENTICATE") + _server.Count("LOGIN"));
        Assert.Equal(1, _server.Connections);
    }

    [Fact]
    public async Task The_LOGIN_command_is_used_once_where_no_mechanism_is_offered()
    {
        _server.Capability = "IMAP4rev1";
        _server.On("LOGIN", static (connection, command) => connection.SendAsync($"{command.Tag} NO no"));

        Assert.Equal(MailFailure.SignInRefused, (await RefusalAsync()).Failure);
        Assert.Equal(1, _server.Count("LOGIN"));
    }

    [Fact]
    public async Task No_password_is_sent_where_LOGIN_is_disabled()
    {
        _server.Capability = "IMAP4rev1 LOGINDISABLED";

        Assert.Equal(MailFailure.SignInUnsupported, (await RefusalAsync()).Failure);
        AssertNoPassword();
    }

    [Fact]
    public async Task No_password_is_sent_to_a_server_older_than_IMAP4rev1()
    {
        _server.Capability = "IMAP4 AUTH=PLAIN";

        Assert.Equal(MailFailure.ServerTooOld, (await RefusalAsync()).Failure);
        AssertNoPassword();
    }

    [Theory]
    [InlineData(ConnectionSecurity.Auto)]
    [InlineData(ConnectionSecurity.StartTls)]
    public async Task No_password_is_sent_when_STARTTLS_was_stripped(ConnectionSecurity security)
    {
        Assert.Equal(MailFailure.TlsFailed, (await RefusalAsync(security)).Failure);
        AssertNoPassword();
    }

    [Fact]
    public async Task A_greeting_of_PREAUTH_signs_nobody_in()
    {
        _server.Greeting = "* PREAUTH you are in";

        Assert.Equal(MailFailure.SignInUnsupported, (await RefusalAsync()).Failure);
    }

    [Theory]
    [InlineData("* BYE [UNAVAILABLE] Back at noon.", MailFailure.ServerBusy, "Back at noon.")]
    [InlineData("* BYE [LIMIT] Enough.", MailFailure.TooManyConnections, "Enough.")]
    [InlineData("* BYE Too many connections from your address", MailFailure.TooManyConnections, "Too many connections from your address")]
    public async Task A_greeting_of_BYE_says_why(string greeting, MailFailure expected, string detail)
    {
        _server.Greeting = greeting;

        var failure = await RefusalAsync();

        Assert.Equal(expected, failure.Failure);
        Assert.Equal(detail, failure.Detail);
    }

    [Theory]
    [InlineData("NO [UNAVAILABLE] Directory is away.", MailFailure.ServerBusy)]
    [InlineData("NO [LIMIT] Enough.", MailFailure.TooManyConnections)]
    [InlineData("NO Maximum number of connections from user+IP exceeded", MailFailure.TooManyConnections)]
    [InlineData("NO [PRIVACYREQUIRED] Encrypt first.", MailFailure.TlsFailed)]
    [InlineData("NO [REFERRAL imap://user@other.test/] Moved.", MailFailure.AccountMoved)]
    [InlineData("NO", MailFailure.SignInRefused)]
    public async Task The_answer_to_the_password_is_told_apart(string answer, MailFailure expected)
    {
        _server.On("AUTHENTICATE", (connection, command) => connection.SendAsync($"{command.Tag} {answer}"));

        var failure = await RefusalAsync();

        Assert.Equal(expected, failure.Failure);
        if (expected == MailFailure.AccountMoved)
            Assert.Equal("other.test", failure.Detail);
    }

    [Fact]
    public async Task A_server_that_shuts_down_during_the_sign_in_has_not_judged_the_password()
    {
        _server.On("AUTHENTICATE", static (connection, command) =>
            connection.SendAsync($"* BYE Server shutting down.\r\n{command.Tag} NO Server shutting down."));

        Assert.Equal(MailFailure.ConnectionLost, (await RefusalAsync()).Failure);
    }

    [Fact]
    public async Task A_silent_server_is_a_timeout()
    {
        _server.On("CAPABILITY", static (connection, _) => connection.HangAsync());

        Assert.Equal(MailFailure.ServerTimeout, (await RefusalAsync(timeoutSeconds: 1)).Failure);
    }

    [Fact]
    public async Task A_closed_port_is_unreachable()
    {
        MailServer closed;
        await using (var server = new ScriptedImapServer())
            closed = server.Server();
        await using var pool = new TestPool(closed);

        var failure = await Assert.ThrowsAsync<MailException>(
            () => pool.Connector.ConnectAsync(pool.Account, new Credentials("secret"), TestContext.Current.CancellationToken));

        Assert.Equal(MailFailure.ServerUnreachable, failure.Failure);
    }

    [Fact]
    public async Task A_server_that_users_name_themselves_may_not_be_private()
    {
        await using var pool = new TestPool(new MailServer("configured.example", 143, ConnectionSecurity.None));
        var account = pool.Account with { Imap = _server.Server() };

        var failure = await Assert.ThrowsAsync<MailException>(
            () => pool.Connector.ConnectAsync(account, new Credentials("secret"), TestContext.Current.CancellationToken));

        Assert.Equal(MailFailure.HostNotAllowed, failure.Failure);
        Assert.Equal(0, _server.Connections);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<MailException> RefusalAsync(ConnectionSecurity security = ConnectionSecurity.None, int timeoutSeconds = 10)
    {
        await using var pool = new TestPool(_server.Server(security), timeoutSeconds: timeoutSeconds);
        return await Assert.ThrowsAsync<MailException>(
            () => pool.Connector.ConnectAsync(pool.Account, new Credentials("secret"), TestContext.Current.CancellationToken));
    }

    private void AssertNoPassword()
    {
        Assert.Equal(0, _server.Count("AUTHENTICATE") + _server.Count("LOGIN"));
        Assert.DoesNotContain(_server.Received, static line => line.Contains("secret", StringComparison.Ordinal));
    }
}
