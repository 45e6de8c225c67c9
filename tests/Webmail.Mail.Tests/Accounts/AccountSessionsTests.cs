using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Webmail.Mail.Accounts;
using Webmail.Testing;
using Xunit;

namespace Webmail.Mail.Tests.Accounts;

public sealed class AccountSessionsTests : IDisposable
{
    private static readonly MailAccount Ada = new(
        "ada@example.org", "ada@example.org", new MailServer("imap.example.org", 993, ConnectionSecurity.Tls),
        new MailServer("smtp.example.org", 465, ConnectionSecurity.Tls));

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("wm-sessions-");
    private readonly FakeTimeProvider _time = new();
    private readonly SessionStoreInMemory _store = new();
    private readonly SignedInAccounts _accounts = new();
    private readonly MailOptions _mail = new();
    private readonly AccountSessions _sessions;

    public AccountSessionsTests() => _sessions = Node(_accounts);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _sessions.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_session_is_resumed_on_another_node_with_its_account_and_password()
    {
        var token = await BeginAsync("secret");
        var elsewhere = new SignedInAccounts();
        using var other = Node(elsewhere);

        var session = await other.ResumeAsync(token, Token);

        Assert.Equal(Ada, session!.Account);
        Assert.Equal("secret", session.Credentials.Password);
        Assert.Equal("Firefox on Linux", session.Device);
        Assert.Equal("secret", elsewhere.Require(Ada.Id).Credentials.Password);
    }

    [Fact]
    public async Task The_store_sees_neither_the_password_nor_the_token()
    {
        var token = await BeginAsync("a password that is long enough to find");
        var record = Assert.Single(_store.Records.Values);

        Assert.Equal(-1, record.Sealed.Span.IndexOf("a password"u8));
        Assert.DoesNotContain(record.Key, token.ToCookieValue(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_shares_only_the_public_half_opens_nothing()
    {
        var token = await BeginAsync("secret");
        var cookie = token.ToCookieValue();
        Assert.True(SessionToken.TryParse(cookie[..^6] + (cookie.EndsWith("AAAAAA", StringComparison.Ordinal) ? "BBBBBA" : "AAAAAA"), out var forged));
        Assert.Equal(token.Key, forged.Key);

        Assert.Null(await _sessions.ResumeAsync(forged, Token));
        using var other = Node(new SignedInAccounts());
        Assert.Null(await other.ResumeAsync(forged, Token));
    }

    [Fact]
    public async Task Sealed_values_swapped_between_users_are_no_session()
    {
        var ada = await BeginAsync("secret");
        var bob = await _sessions.BeginAsync(
            Ada with { Address = "bob@example.org", UserName = "bob@example.org" }, new Credentials("other"), "", false, Token);
        (_store.Records[ada.Key], _store.Records[bob.Key]) = (
            _store.Records[bob.Key] with { Key = ada.Key }, _store.Records[ada.Key] with { Key = bob.Key });
        using var other = Node(new SignedInAccounts());

        Assert.Null(await other.ResumeAsync(ada, Token));
        Assert.Null(await other.ResumeAsync(bob, Token));
    }

    [Fact]
    public async Task The_store_is_asked_once_a_minute()
    {
        var token = await BeginAsync("secret");
        var before = _store.Asked;
        await _sessions.ResumeAsync(token, Token);
        Assert.Equal(before, _store.Asked);

        _time.Advance(TimeSpan.FromSeconds(61));
        await _sessions.ResumeAsync(token, Token);
        await _sessions.ResumeAsync(token, Token);

        Assert.Equal(before + 1, _store.Asked);
    }

    [Fact]
    public async Task While_the_store_is_away_known_sessions_go_on_and_strangers_are_told()
    {
        var token = await BeginAsync("secret");
        _store.Away = true;
        _time.Advance(TimeSpan.FromHours(3));

        Assert.NotNull(await _sessions.ResumeAsync(token, Token));
        await Assert.ThrowsAsync<SessionStoreException>(async () => await _sessions.ResumeAsync(SessionToken.Create(), Token));
        using var other = Node(new SignedInAccounts());
        await Assert.ThrowsAsync<SessionStoreException>(async () => await other.ResumeAsync(token, Token));
    }

    [Fact]
    public async Task A_store_that_failed_just_now_is_left_alone_for_some_seconds()
    {
        var token = await BeginAsync("secret");
        _store.Away = true;
        _time.Advance(TimeSpan.FromMinutes(2));
        await _sessions.ResumeAsync(token, Token);
        var asked = _store.Asked;

        await _sessions.ResumeAsync(token, Token);
        Assert.Equal(asked, _store.Asked);

        _time.Advance(TimeSpan.FromSeconds(6));
        await _sessions.ResumeAsync(token, Token);
        Assert.Equal(asked + 1, _store.Asked);
    }

    [Fact]
    public async Task A_flushed_store_ends_the_session_and_takes_the_account_away()
    {
        var token = await BeginAsync("secret");
        _store.Records.Clear();
        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.Null(await _sessions.ResumeAsync(token, Token));
        Assert.Null(_accounts.Find(Ada.Id));
    }

    [Fact]
    public async Task Signing_out_ends_the_session_everywhere_and_tells()
    {
        var token = await BeginAsync("secret");
        using var other = Node(new SignedInAccounts());
        await other.ResumeAsync(token, Token);
        var (ended, left) = (new List<string>(), new List<AccountId>());
        using var endings = other.OnSessionEnded(ended.Add);
        using var leaving = other.OnAccountLeft(left.Add);

        await _sessions.EndAsync(token, Token);

        Assert.Null(await _sessions.ResumeAsync(token, Token));
        Assert.Null(await other.ResumeAsync(token, Token));
        Assert.Contains(token.Key, ended);
        Assert.Equal([Ada.Id], left);
        Assert.Null(_accounts.Find(Ada.Id));
    }

    [Fact]
    public async Task Signing_out_is_finished_though_the_page_that_asked_leaves_at_once()
    {
        var token = await BeginAsync("secret");
        using var other = Node(new SignedInAccounts());
        await other.ResumeAsync(token, Token);
        using var request = new CancellationTokenSource();
        using var leaving = _sessions.OnSessionEnded(_ => request.Cancel());

        await _sessions.EndAsync(token, request.Token);

        Assert.Empty(_store.Records);
        Assert.Null(await other.ResumeAsync(token, Token));
    }

    [Fact]
    public async Task Signing_out_while_the_store_is_away_holds_in_this_process_after_it_is_back()
    {
        var token = await BeginAsync("secret");
        _store.Away = true;
        await Assert.ThrowsAsync<SessionStoreException>(() => _sessions.EndAsync(token, Token));
        _store.Away = false;

        Assert.Null(await _sessions.ResumeAsync(token, Token));
    }

    [Fact]
    public async Task The_account_stays_while_another_session_of_it_is_here()
    {
        var first = await BeginAsync("secret");
        var second = await BeginAsync("secret");
        var left = new List<AccountId>();
        using var leaving = _sessions.OnAccountLeft(left.Add);

        await _sessions.EndAsync(first, Token);
        Assert.Empty(left);
        Assert.NotNull(await _sessions.ResumeAsync(second, Token));

        await _sessions.EndAsync(second, Token);
        Assert.Equal([Ada.Id], left);
    }

    [Fact]
    public async Task All_sessions_but_this_one_can_be_ended()
    {
        var here = await BeginAsync("secret");
        var phone = await BeginAsync("secret");

        await _sessions.EndAllAsync(Ada.Id, here.Key, Token);

        Assert.Equal([here.Key], (await _sessions.ListAsync(Ada.Id, Token)).Select(s => s.Key));
        Assert.Null(await _sessions.ResumeAsync(phone, Token));
        Assert.NotNull(await _sessions.ResumeAsync(here, Token));
    }

    [Fact]
    public async Task Nobody_ends_the_session_of_another_account()
    {
        var token = await BeginAsync("secret");

        await _sessions.EndAsync(AccountId.Of("imap.example.org", 993, "mallory"), token.Key, Token);

        Assert.NotNull(await _sessions.ResumeAsync(token, Token));
        await _sessions.EndAsync(Ada.Id, token.Key, Token);
        Assert.Null(await _sessions.ResumeAsync(token, Token));
    }

    [Fact]
    public async Task The_password_of_the_latest_sign_in_counts()
    {
        var old = await BeginAsync("old");
        _time.Advance(TimeSpan.FromMinutes(5));
        await BeginAsync("new");

        await _sessions.ResumeAsync(old, Token);

        Assert.Equal("new", _accounts.Require(Ada.Id).Credentials.Password);
    }

    [Fact]
    public async Task A_session_nobody_uses_takes_its_password_out_of_memory()
    {
        await BeginAsync("secret");
        var left = new List<AccountId>();
        using var leaving = _sessions.OnAccountLeft(left.Add);

        _time.Advance(TimeSpan.FromHours(13));

        Assert.Equal([Ada.Id], left);
        Assert.Null(_accounts.Find(Ada.Id));
    }

    [Fact]
    public async Task Staying_signed_in_lasts_thirty_days_else_twelve_hours()
    {
        var remembered = await _sessions.BeginAsync(Ada, new Credentials("secret"), "", true, Token);
        var other = await BeginAsync("secret");

        Assert.Equal(30 * 24 * 3600, _store.Records[remembered.Key].LifetimeSeconds);
        Assert.Equal(12 * 3600, _store.Records[other.Key].LifetimeSeconds);
    }

    [Fact]
    public async Task An_exception_for_a_certificate_is_not_remembered_longer_than_it_is_configured()
    {
        var lax = Ada with { Imap = Ada.Imap with { AllowInvalidCertificate = true } };
        var token = await _sessions.BeginAsync(lax, new Credentials("secret"), "", false, Token);

        using (var strict = Node(new SignedInAccounts()))
            Assert.False((await strict.ResumeAsync(token, Token))!.Account.Imap.AllowInvalidCertificate);

        _mail.Imap = new MailServerOptions { Host = "imap.example.org", Port = 993, AllowInvalidCertificate = true };
        using var configured = Node(new SignedInAccounts());
        Assert.True((await configured.ResumeAsync(token, Token))!.Account.Imap.AllowInvalidCertificate);
    }

    private Task<SessionToken> BeginAsync(string password) =>
        _sessions.BeginAsync(Ada, new Credentials(password), "Firefox on Linux", false, Token);

    private AccountSessions Node(SignedInAccounts accounts) => new(
        _store, new NodeChannelInMemory(), accounts, ServerKey.LoadOrCreate(_directory.FullName), Options.Create(_mail), Options.Create(new SessionOptions()),
        _time, NullLogger<AccountSessions>.Instance);
}
