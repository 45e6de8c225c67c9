using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Accounts;
using Webmail.Mail.SigningIn;
using Webmail.Mail.Tests.Accounts;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.SigningIn;

public sealed class SignInTests(DovecotServer dovecot) : IClassFixture<DovecotServer>, IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("wm-signin-");
    private readonly SessionStoreInMemory _store = new();
    private readonly RecordedLog _log = new();
    private ServiceProvider _services = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SignIn SignIn => _services.GetRequiredService<SignIn>();

    public async ValueTask InitializeAsync()
    {
        _services = Services(new() { ["Webmail:Imap:Host"] = "127.0.0.1", ["Webmail:Imap:Port"] = $"{dovecot.ImapPort}", ["Webmail:Imap:Security"] = "None" });
        await StartAsync(_services);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task The_right_password_begins_a_session_that_opens_the_account()
    {
        var user = dovecot.NewUser();

        var result = await SignIn.SignInAsync(Request(user.Address, user.Password), Token);

        Assert.Equal(SignInOutcome.SignedIn, result.Outcome);
        var session = await _services.GetRequiredService<AccountSessions>().ResumeAsync(result.Token!, Token);
        Assert.Equal(user.Address, session!.Account.Address);
        Assert.Equal(result.Account, session.Account.Id);
        Assert.Equal(1, await dovecot.CountConnectionsAsync(user, Token));
        Assert.Empty(_log.Failures);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_user_get_the_same_answer_and_a_line_for_fail2ban()
    {
        var user = dovecot.NewUser();

        var wrong = await SignIn.SignInAsync(Request(user.Address, "wrong"), Token);
        var unknown = await SignIn.SignInAsync(Request("nobody@example.org", "wrong"), Token);

        Assert.Equal(new SignInResult(SignInOutcome.Refused), wrong);
        Assert.Equal(wrong, unknown);
        Assert.Empty(_store.Records);
        Assert.Equal(
            [$"auth failed user=\"{user.Address}\" ip=203.0.113.7 reason=refused", "auth failed user=\"nobody@example.org\" ip=203.0.113.7 reason=refused"],
            _log.Failures);
    }

    [Fact]
    public async Task Guessing_is_stopped_before_the_server_is_asked()
    {
        var user = dovecot.NewUser();
        for (var i = 0; i < 5; i++)
            await _services.GetRequiredService<SignInThrottle>().EnterAsync(IPAddress.Parse($"198.51.100.{i}"), user.Address, Token);

        var result = await SignIn.SignInAsync(Request(user.Address, user.Password), Token);

        Assert.Equal(SignInOutcome.TooManyAttempts, result.Outcome);
        Assert.InRange(result.RetryAfter, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1));
        Assert.Equal(0, await dovecot.CountConnectionsAsync(user, Token));
    }

    [Fact]
    public async Task Without_the_store_nobody_is_signed_in_and_no_connection_stays()
    {
        var user = dovecot.NewUser();
        _store.Away = true;

        var result = await SignIn.SignInAsync(Request(user.Address, user.Password), Token);

        Assert.Equal(new SignInResult(SignInOutcome.StoreAway), result);
        Assert.Null(_services.GetRequiredService<SignedInAccounts>().Find(user.Account.Id));
        await NoConnectionAsync(user);
    }

    [Fact]
    public async Task Signing_out_closes_the_connections()
    {
        var user = dovecot.NewUser();
        var result = await SignIn.SignInAsync(Request(user.Address, user.Password), Token);

        await _services.GetRequiredService<AccountSessions>().EndAsync(result.Token!, Token);

        await NoConnectionAsync(user);
    }

    [Fact]
    public async Task Servers_a_user_typed_are_used_where_none_is_configured()
    {
        var user = dovecot.NewUser();
        await using var services = Services(new() { ["Webmail:AllowPrivateServers"] = "true" });
        var typed = Request(user.Address, user.Password) with { Imap = new MailServer("127.0.0.1", dovecot.ImapPort, ConnectionSecurity.None) };

        Assert.Equal(SignInOutcome.SignedIn, (await services.GetRequiredService<SignIn>().SignInAsync(typed, Token)).Outcome);
    }

    [Fact]
    public async Task A_typed_server_on_a_private_address_is_refused_before_it_is_dialled()
    {
        await using var services = Services([]);
        var typed = Request("ada@example.org", "secret") with { Imap = new MailServer("127.0.0.1", 993, ConnectionSecurity.Tls) };

        var result = await services.GetRequiredService<SignIn>().SignInAsync(typed, Token);

        Assert.Equal(SignInOutcome.ServerFailed, result.Outcome);
        Assert.Equal(MailFailure.HostNotAllowed, result.Failure);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ada")]
    [InlineData("@example.org")]
    [InlineData("ada@")]
    [InlineData("ada@exa mple.org")]
    [InlineData("ada@example.org\r\nX")]
    [InlineData("ada@exa/mple.org")]
    public async Task What_is_no_address_is_said_so(string address)
    {
        await using var services = Services([]);

        Assert.Equal(
            SignInOutcome.NotAnAddress, (await services.GetRequiredService<SignIn>().SignInAsync(Request(address, "x"), Token)).Outcome);
    }

    [Theory]
    [InlineData("ada@example.org", "ada@example.org")]
    [InlineData("a\"b\\c", "a\\u0022b\\u005cc")]
    [InlineData("a\r\nauth failed user=\"b\" ip=8.8.8.8", "a\\u000d\\u000aauth failed user=\\u0022b\\u0022 ip=8.8.8.8")]
    [InlineData("a\u202eb\u0085c\u2028d", "a\\u202eb\\u0085c\\u2028d")]
    public void What_was_typed_cannot_forge_a_log_line(string typed, string logged) => Assert.Equal(logged, SigningInLog.Escape(typed));

    private static SignInRequest Request(string address, string password) =>
        new(address, password, null, null, "Firefox on Linux", false, IPAddress.Parse("203.0.113.7"));

    private ServiceProvider Services(Dictionary<string, string?> settings)
    {
        settings["Webmail:DataDirectory"] = _directory.FullName;
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(_log));
        services.AddSingleton<ISessionStore>(_store);
        services.AddSingleton<INodeChannel>(new NodeChannelInMemory());
        services.AddSingleton<ISignInAttempts>(new SignInAttemptsInMemory(TimeProvider.System));
        services.AddWebmailMail(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return services.BuildServiceProvider();
    }

    private static async Task StartAsync(ServiceProvider services)
    {
        foreach (var hosted in services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<SignedOutConnections>())
            await hosted.StartAsync(Token);
    }

    private async Task NoConnectionAsync(TestUser user)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        while (await dovecot.CountConnectionsAsync(user, limit.Token) > 0)
            await timer.WaitForNextTickAsync(limit.Token);
    }
}
