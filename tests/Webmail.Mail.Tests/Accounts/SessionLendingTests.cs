using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Webmail.Mail.Accounts;
using Webmail.Testing;
using Xunit;

namespace Webmail.Mail.Tests.Accounts;

/// <summary>What a frame without a cookie asks for on a node that never saw the session.</summary>
public sealed class SessionLendingTests : IDisposable
{
    private const string Password = "a password that is long enough to find";

    private static readonly MailAccount Ada = new(
        "ada@example.org", "ada@example.org", new MailServer("imap.example.org", 993, ConnectionSecurity.Tls),
        new MailServer("smtp.example.org", 465, ConnectionSecurity.Tls));

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("wm-lending-");
    private readonly FakeTimeProvider _time = new();
    private readonly SessionStoreInMemory _store = new();
    private readonly NodeChannelInMemory _nodes = new();
    private readonly SignedInAccounts _accountsThere = new();
    private readonly AccountSessions _here;
    private readonly AccountSessions _there;

    public SessionLendingTests() => (_here, _there) = (Node(new SignedInAccounts()), Node(_accountsThere));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Another_node_lends_the_account_of_a_session_known_by_name()
    {
        var token = await BeginAsync();

        Assert.True(await _there.ContinueAsync(token.Key, Ada.Id, Token));

        Assert.Equal(Password, _accountsThere.Require(Ada.Id).Credentials.Password);
        var said = _nodes.Said.Count;
        Assert.True(await _there.ContinueAsync(token.Key, Ada.Id, Token));
        Assert.Equal(said, _nodes.Said.Count);
    }

    [Fact]
    public async Task Whoever_listens_reads_neither_the_password_nor_the_address()
    {
        var token = await BeginAsync();
        await _there.ContinueAsync(token.Key, Ada.Id, Token);

        Assert.Equal(2, _nodes.Said.Count);
        foreach (var message in _nodes.Said.Select(Readable))
        {
            Assert.DoesNotContain(Password, message, StringComparison.Ordinal);
            Assert.DoesNotContain("ada@", message, StringComparison.Ordinal);
            Assert.DoesNotContain(token.Key, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_was_said_once_lends_nothing_a_second_time()
    {
        var token = await BeginAsync();
        await _there.ContinueAsync(token.Key, Ada.Id, Token);
        var (asked, answered) = (_nodes.Said.First(), _nodes.Said.Last());
        await _here.EndAsync(token, Token);

        await _nodes.SayAsync("session-wanted", asked, Token);
        await _nodes.SayAsync("session-lent", answered, Token);
        await _nodes.SayAsync("session-lent", "not even JSON"u8.ToArray(), Token);

        Assert.Null(_accountsThere.Find(Ada.Id));
    }

    [Fact]
    public async Task A_borrowed_session_is_resumed_by_its_whole_token_alone()
    {
        var token = await BeginAsync();
        await _there.ContinueAsync(token.Key, Ada.Id, Token);
        var cookie = token.ToCookieValue();
        Assert.True(SessionToken.TryParse(cookie[..^6] + (cookie.EndsWith("AAAAAA", StringComparison.Ordinal) ? "BBBBBA" : "AAAAAA"), out var forged));

        Assert.Null(await _there.ResumeAsync(forged, Token));
        Assert.NotNull(await _there.ResumeAsync(token, Token));
    }

    [Fact]
    public async Task Signing_out_takes_a_borrowed_account_away_too()
    {
        var token = await BeginAsync();
        await _there.ContinueAsync(token.Key, Ada.Id, Token);

        await _here.EndAsync(token, Token);

        Assert.Null(_accountsThere.Find(Ada.Id));
        Assert.False(await _there.ContinueAsync(token.Key, Ada.Id, Token));
        Assert.False(await _here.ContinueAsync(token.Key, Ada.Id, Token));
    }

    [Fact]
    public async Task A_session_that_ended_unheard_is_noticed_within_a_minute()
    {
        var token = await BeginAsync();
        await _there.ContinueAsync(token.Key, Ada.Id, Token);
        _store.Records.Clear();
        _time.Advance(TimeSpan.FromSeconds(61));

        Assert.False(await _there.ContinueAsync(token.Key, Ada.Id, Token));
        Assert.Null(_accountsThere.Find(Ada.Id));
    }

    [Fact]
    public async Task The_session_of_one_account_is_nothing_for_another()
    {
        var token = await BeginAsync();
        var mallory = AccountId.Of("imap.example.org", 993, "mallory");

        Assert.False(await _there.ContinueAsync(token.Key, mallory, Token));
        Assert.False(await _here.ContinueAsync(token.Key, mallory, Token));
    }

    [Fact]
    public async Task Without_a_node_that_knows_the_session_there_is_nothing_to_continue()
    {
        var token = await BeginAsync();
        _here.Dispose();

        Assert.False(await _there.ContinueAsync(token.Key, Ada.Id, Token));
        Assert.NotNull(await _there.ResumeAsync(token, Token));
        Assert.True(await _there.ContinueAsync(token.Key, Ada.Id, Token));
    }

    private Task<SessionToken> BeginAsync() => _here.BeginAsync(Ada, new Credentials(Password), "", false, Token);

    // As it is and with what could be hidden in base64 taken apart.
    private static string Readable(byte[] message)
    {
        var text = Encoding.Latin1.GetString(message);
        var parts = text.Split('"').Select(static part =>
            Convert.TryFromBase64String(part, new byte[part.Length], out _) ? Encoding.Latin1.GetString(Convert.FromBase64String(part)) : "");
        return text + string.Concat(parts);
    }

    private AccountSessions Node(SignedInAccounts accounts) => new(
        _store, _nodes, accounts, ServerKey.LoadOrCreate(_directory.FullName), Options.Create(new MailOptions()),
        Options.Create(new SessionOptions()), _time, NullLogger<AccountSessions>.Instance);
}
