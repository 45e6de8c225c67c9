using System.Net;
using Webmail.Mail;
using Webmail.Web.Features.Reading;
using Xunit;

namespace Webmail.Web.Tests.Features.Reading;

/// <summary>Whoever has not the right capability, or not the session it was given to, learns nothing but 404.</summary>
public sealed class CapabilityAccessTests : IAsyncLifetime
{
    private const string Mine = "session-of-mika";
    private const string Other = "session-of-kenji";

    private static readonly MailServer Server = new("127.0.0.1", 1, ConnectionSecurity.None);
    private static readonly MailAccount Mika = new("mika@example.org", "mika", Server, Server);
    private static readonly MailAccount Kenji = new("kenji@example.org", "kenji", Server, Server);
    private static readonly MessageKey Message = new(MailboxName.Inbox, 1, new Uid(7));

    private ReadingHost _host = null!;

    public static TheoryData<string> WithSession => ["body/1", "part/2", "part/2?inline", "pdf/2", "source", "message.eml", "all.zip", "print"];

    public static TheoryData<string> All => ["img/2", "img/remote/AAAA", .. WithSession.Select(row => row.Data)];

    public async ValueTask InitializeAsync()
    {
        _host = await ReadingHost.StartAsync();
        await _host.SignInAsync(Mine, Mika);
        await _host.SignInAsync(Other, Kenji);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(WithSession))]
    public async Task A_capability_of_another_user_opens_nothing(string path)
    {
        var capability = _host.Issue(new MessageCapability(Mine, Mika.Id, Message, ""));

        await AssertNotFoundAsync($"m/{capability}/{path}", Other);
    }

    [Theory]
    [MemberData(nameof(WithSession))]
    public async Task A_capability_of_another_session_of_the_same_user_opens_nothing(string path)
    {
        await _host.SignInAsync("second-session-of-mika", Mika);
        var capability = _host.Issue(new MessageCapability(Mine, Mika.Id, Message, ""));

        await AssertNotFoundAsync($"m/{capability}/{path}", "second-session-of-mika");
    }

    [Theory]
    [MemberData(nameof(WithSession))]
    public async Task A_capability_without_the_cookie_opens_nothing_but_images(string path)
    {
        var capability = _host.Issue(new MessageCapability(Mine, Mika.Id, Message, ""));

        await AssertNotFoundAsync($"m/{capability}/{path}", session: null);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_expired_capability_opens_nothing(string path)
    {
        var capability = _host.Issue(new MessageCapability(Mine, Mika.Id, Message, ""));
        _host.Time.Advance(MessageCapabilities.Lifetime + MessageCapabilities.ClockTolerance + TimeSpan.FromSeconds(1));

        await AssertNotFoundAsync($"m/{capability}/{path}", Mine);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_capability_of_a_session_that_ended_opens_nothing_though_the_user_is_signed_in_elsewhere(string path)
    {
        var capability = _host.Issue(new MessageCapability(Mine, Mika.Id, Message, ""));
        await _host.SignInAsync("second-session-of-mika", Mika);
        await _host.SignOutAsync(Mine);

        await AssertNotFoundAsync($"m/{capability}/{path}", "second-session-of-mika");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_tampered_capability_opens_nothing(string path)
    {
        var capability = _host.Issue(new MessageCapability(Mine, Mika.Id, Message, "")).ToCharArray();
        capability[40] = capability[40] == 'A' ? 'B' : 'A';

        await AssertNotFoundAsync($"m/{new string(capability)}/{path}", Mine);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_guess_opens_nothing(string path) => await AssertNotFoundAsync($"m/0123456789abcdef/{path}", Mine);

    [Theory]
    [InlineData("body/1", "document")]
    [InlineData("body/1", "object")]
    [InlineData("body/1", "embed")]
    [InlineData("img/2", "document")]
    [InlineData("img/2", "iframe")]
    [InlineData("img/2", "script")]
    public async Task A_body_is_for_frames_and_an_image_for_images(string path, string destination)
    {
        var capability = _host.Issue(new MessageCapability(Mine, Mika.Id, Message, ""));

        using var response = await _host.GetAsync($"m/{capability}/{path}", Mine, destination);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    private async Task AssertNotFoundAsync(string path, string? session)
    {
        using var response = await _host.GetAsync(path, session);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
            response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Contains("This link has expired", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
