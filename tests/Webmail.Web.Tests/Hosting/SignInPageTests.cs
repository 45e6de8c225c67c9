using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Composing;
using Webmail.Mail.People;
using Webmail.Mail.Sending;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Web.Tests.Hosting;

/// <summary>Signing in over the form, on a real mail server.</summary>
public sealed class SignInPageTests(DovecotServer dovecot) : IClassFixture<DovecotServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/settings", "/settings")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/%09/evil.example", "/%09/evil.example")]
    [InlineData("javascript:alert(1)", "/")]
    public async Task Signing_in_leads_to_a_page_of_ours_whatever_the_address_says(string wanted, string led)
    {
        await using var host = await StartAsync(null);
        var user = dovecot.NewUser();

        using var answer = await SubmitAsync(host, user, $"/signin?return={Uri.EscapeDataString(wanted)}");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(led, new Uri(host.Client.BaseAddress!, answer.Headers.Location!).PathAndQuery);
        Assert.Equal(host.Client.BaseAddress!.Authority, new Uri(host.Client.BaseAddress!, answer.Headers.Location!).Authority);
    }

    [Fact]
    public async Task AUTH_2_A_session_that_was_planted_in_the_browser_is_not_the_one_that_is_signed_in()
    {
        await using var host = await StartAsync(null);
        var user = dovecot.NewUser();
        var planted = Webmail.Mail.Accounts.SessionToken.Create().ToCookieValue();

        using var answer = await SubmitAsync(host, user, "/signin", $"webmail={planted}");
        var fresh = CookieOf(answer, "webmail=");
        using var old = await host.SendAsync(HttpMethod.Get, "/settings", $"webmail={planted}");
        using var now = await host.SendAsync(HttpMethod.Get, "/settings", fresh);

        Assert.DoesNotContain(planted, fresh, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, old.StatusCode);
        Assert.Equal(HttpStatusCode.OK, now.StatusCode);
        Assert.Contains("httponly", answer.Headers.GetValues("Set-Cookie").Single(static c => c.StartsWith("webmail=", StringComparison.Ordinal)), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task AUTH_4_The_cookie_of_a_revoked_session_opens_nothing_in_any_browser()
    {
        await using var host = await StartAsync(null);
        var user = dovecot.NewUser();
        using var answer = await SubmitAsync(host, user, "/signin");
        var cookie = CookieOf(answer, "webmail=");
        var session = Assert.Single(await host.Sessions.ListAsync(user.Account.Id, Token));

        await host.Sessions.EndAsync(user.Account.Id, session.Key, Token);

        using var page = await host.SendAsync(HttpMethod.Get, "/settings", cookie);
        using var hub = await host.SendAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1", cookie, headers: ("Sec-Fetch-Dest", "empty"));
        Assert.Equal("/signin?return=%2Fsettings&reason=ended", page.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.Unauthorized, hub.StatusCode);
    }

    [Fact]
    public async Task Logs_tell_neither_passwords_nor_cookies_nor_mail_however_much_is_logged()
    {
        var log = new Everything();
        await using var host = await StartAsync(log);
        var user = await dovecot.ChangePasswordAsync(dovecot.NewUser(), "pass-Vq8tR2", Token);
        await dovecot.DeliverAsync(user, $"From: ada@example.test\r\nTo: {user.Address}\r\nSubject: Subject-Lm4xW9\r\n\r\nBody-Kd7pZ3\r\n", Token);
        using var signedIn = await SubmitAsync(host, user, "/signin");
        var cookie = CookieOf(signedIn, "webmail=");
        using var wrong = await SubmitAsync(host, user with { Credentials = new Webmail.Mail.Accounts.Credentials("wrong-Jh5bN1") }, "/signin");
        using var list = await host.SendAsync(HttpMethod.Get, $"/mail/{user.Account.Id}/INBOX", cookie);
        Assert.Contains("Subject-Lm4xW9", await list.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        using var opened = await host.SendAsync(HttpMethod.Get, $"/mail/{user.Account.Id}/INBOX/1", cookie);
        var draft = new Draft { Id = Draft.NewId(), From = user.Address, To = ["bob@example.test"], Subject = "Subject-Ty6cF2", Text = "Body-Rn3sG8", Revision = 1, Writer = "w" };
        var api = $"/api/compose/{user.Account.Id}/drafts/{draft.Id}";
        using var saved = await host.SendAsync(HttpMethod.Put, $"{api}?base=0", cookie, JsonContent.Create(draft, options: DraftJson.Options), ("X-Webmail", "1"));
        using var sent = await host.SendAsync(HttpMethod.Post, $"{api}/send?base=1", cookie, JsonContent.Create(draft, options: DraftJson.Options), ("X-Webmail", "1"));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.OK), (saved.StatusCode, sent.StatusCode));

        Assert.True(log.Lines.Count > 100);
        string[] secrets = [user.Password, "wrong-Jh5bN1", cookie.Split('=')[1], "Subject-Lm4xW9", "Body-Kd7pZ3", "Subject-Ty6cF2", "Body-Rn3sG8"];
        Assert.DoesNotContain(log.Lines, line => secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("security@lumen.example", "Contact: mailto:security@lumen.example")]
    [InlineData("https://lumen.example/security", "Contact: https://lumen.example/security")]
    public async Task Who_is_told_of_a_weakness_is_found_where_the_administrator_named_somebody(string contact, string line)
    {
        await using var host = await WholeHost.StartAsync(("Webmail:SecurityContact", contact));

        using var answer = await host.SendAsync(HttpMethod.Get, "/.well-known/security.txt");

        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        var lines = (await answer.Content.ReadAsStringAsync(Token)).Split('\n');
        Assert.Equal(line, lines[0]);
        Assert.Matches("^Expires: [0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$", lines[1]);
    }

    [Fact]
    public async Task Without_a_contact_there_is_no_security_txt_and_what_is_none_ends_the_start()
    {
        await using var host = await WholeHost.StartAsync();
        using var answer = await host.SendAsync(HttpMethod.Get, "/.well-known/security.txt", await host.SignInAsync());
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);

        var e = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => WholeHost.StartAsync(("Webmail:SecurityContact", "javascript:alert(1)")));
        Assert.Contains("Webmail__SecurityContact", e.Message, StringComparison.Ordinal);
    }

    private Task<WholeHost> StartAsync(Everything? log) => WholeHost.StartAsync(log, ("Webmail:Imap:Port", $"{dovecot.ImapPort}"));

    private static async Task<HttpResponseMessage> SubmitAsync(WholeHost host, TestUser user, string path, string? cookie = null)
    {
        using var page = await host.SendAsync(HttpMethod.Get, path, cookie);
        var token = Regex.Match(await page.Content.ReadAsStringAsync(Token), "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        return await host.SendAsync(HttpMethod.Post, path, string.Join("; ", new[] { cookie, CookieOf(page, "webmail-form=") }.OfType<string>()), new FormUrlEncodedContent(
            [new("_handler", "sign-in"), new("__RequestVerificationToken", token), new("Form.Email", user.Address), new("Form.Password", user.Password)]));
    }

    private static string CookieOf(HttpResponseMessage answer, string name) =>
        answer.Headers.GetValues("Set-Cookie").Select(static c => c.Split(';')[0]).Single(c => c.StartsWith(name, StringComparison.Ordinal));

    /// <summary>Keeps every line of every category, at the level of most words.</summary>
    private sealed class Everything : More, ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public override void Building(WebApplicationBuilder builder)
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Default"] = "Trace",
                ["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace",
                ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Trace",
            });
            builder.Services.AddSingleton<ILoggerProvider>(this);
            builder.Services.Replace(ServiceDescriptor.Singleton<IDraftStore>(new DraftStoreInMemory()));
            builder.Services.Replace(ServiceDescriptor.Singleton<IOutboxStore>(new OutboxStoreInMemory()));
            builder.Services.Replace(ServiceDescriptor.Singleton<IPeopleStore>(new PeopleStoreInMemory()));
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Lines.Enqueue(state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
