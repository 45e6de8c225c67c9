using System.Net;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Webmail.Mail.Composing;
using Xunit;

namespace Webmail.Web.Tests.Hosting;

public sealed class HostTests
{
    [Fact]
    public async Task Every_page_carries_exactly_the_policy_and_a_fresh_nonce()
    {
        await using var host = await WholeHost.StartAsync();
        using var first = await host.SendAsync(HttpMethod.Get, "/signin");
        using var second = await host.SendAsync(HttpMethod.Get, "/signin");

        var policy = Header(first, "Content-Security-Policy");
        var nonce = Regex.Match(policy, "'nonce-([^']+)'").Groups[1].Value;
        Assert.Equal(
            $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
            + $"font-src 'self'; connect-src 'self' ws://{host.Client.BaseAddress!.Authority}; frame-src 'self'; form-action 'self'; "
            + "base-uri 'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; frame-ancestors 'none'", policy);
        Assert.NotEqual(policy, Header(second, "Content-Security-Policy"));
        Assert.Contains($"nonce=\"{nonce}\"", WebUtility.HtmlDecode(await first.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal("nosniff", Header(first, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(first, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(first, "Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header(first, "Cross-Origin-Resource-Policy"));
        Assert.Contains("no-store", Header(first, "Cache-Control"), StringComparison.Ordinal);
        Assert.False(first.Headers.Contains("Server"));
        Assert.False(first.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task A_stranger_is_led_to_the_sign_in_page_and_back()
    {
        await using var host = await WholeHost.StartAsync();

        using var answer = await host.SendAsync(HttpMethod.Get, "/mail/abcdefghij/INBOX?q=glaze");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/signin?return=%2Fmail%2Fabcdefghij%2FINBOX%3Fq%3Dglaze", answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("/signout")]
    [InlineData("/anything")]
    public async Task A_script_without_a_session_gets_the_bare_refusal(string path)
    {
        await using var host = await WholeHost.StartAsync();

        using var answer = await host.SendAsync(HttpMethod.Post, path, headers: ("Sec-Fetch-Dest", "empty"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task The_sign_in_page_starts_no_circuit()
    {
        await using var host = await WholeHost.StartAsync();

        var html = await host.Client.GetStringAsync("/signin");

        Assert.DoesNotContain("blazor.web", Regex.Replace(html, "<script type=\"importmap\".*?</script>", "", RegexOptions.Singleline), StringComparison.Ordinal);
        Assert.DoesNotContain("\"type\":\"server\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_has_a_page_of_its_own_without_a_circuit_for_whoever_signs_in()
    {
        await using var host = await WholeHost.StartAsync();
        var path = $"/compose/{Draft.NewId()}";
        var cookie = await host.SignInAsync();

        using var page = await host.SendAsync(HttpMethod.Get, path, cookie);
        using var nothing = await host.SendAsync(HttpMethod.Get, "/compose/nonsense", cookie);
        using var stranger = await host.SendAsync(HttpMethod.Get, path);

        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains("data-alone", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\"type\":\"server\"", html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
        Assert.Equal($"/signin?return={Uri.EscapeDataString(path)}", stranger.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Signing_out_needs_the_token_of_our_own_form()
    {
        await using var host = await WholeHost.StartAsync();
        var cookie = await host.SignInAsync();

        using var forged = await host.SendAsync(HttpMethod.Post, "/signout", cookie, new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.Single(await host.Sessions.ListAsync(host.Account.Id, TestContext.Current.CancellationToken));

        using var page = await host.SendAsync(HttpMethod.Get, "/settings", cookie);
        var token = Regex.Match(await page.Content.ReadAsStringAsync(), "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        var form = page.Headers.GetValues("Set-Cookie").Select(static c => c.Split(';')[0]).Single(static c => c.StartsWith("webmail-form=", StringComparison.Ordinal));
        using var signedOut = await host.SendAsync(HttpMethod.Post, "/signout", $"{cookie}; {form}",
            new FormUrlEncodedContent([new("__RequestVerificationToken", token)]));
        Assert.Equal("/signin?reason=out", signedOut.Headers.Location?.OriginalString);
        Assert.Empty(await host.Sessions.ListAsync(host.Account.Id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_mail_server_that_is_away_costs_its_panes_and_not_the_page()
    {
        await using var host = await WholeHost.StartAsync();

        using var answer = await host.SendAsync(HttpMethod.Get, $"/mail/{host.Account.Id}/INBOX", await host.SignInAsync());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Contains("cannot be reached", html, StringComparison.Ordinal);
        Assert.Contains("role=\"searchbox\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_of_another_account_is_not_shown_and_says_so()
    {
        await using var host = await WholeHost.StartAsync();

        using var answer = await host.SendAsync(HttpMethod.Get, "/mail/abcdefghij/INBOX", await host.SignInAsync());

        Assert.Contains("This is mail of another account.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_session_store_there_is_a_clear_page_and_the_server_is_not_ready()
    {
        await using var host = await WholeHost.StartAsync();
        var cookie = $"webmail={Webmail.Mail.Accounts.SessionToken.Create().ToCookieValue()}";
        host.Store.Away = true;

        using var page = await host.SendAsync(HttpMethod.Get, "/settings", cookie);
        using var ready = await host.SendAsync(HttpMethod.Get, "/healthz/ready");
        using var live = await host.SendAsync(HttpMethod.Get, "/healthz/live");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Contains("The sign-in service is away.", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    [Fact]
    public async Task The_first_html_has_the_language_and_look_of_this_browser()
    {
        await using var host = await WholeHost.StartAsync();

        using var chosen = await host.SendAsync(HttpMethod.Get, "/signin", "lang=ja; theme=dark; density=compact; w-nav=9999; nav=rail");
        using var accepted = await host.SendAsync(HttpMethod.Get, "/signin", "theme=\"><script>", headers: ("Accept-Language", "ja-JP,en;q=0.5"));

        var html = await chosen.Content.ReadAsStringAsync();
        Assert.Contains("<html lang=\"ja\" data-theme=\"dark\" data-density=\"compact\" data-nav=\"rail\" style=\"--w-nav:400px;\">", html, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"ja\" data-theme=\"system\"", await accepted.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_the_cookie_is_for_tls_and_the_path_is_the_proxys()
    {
        await using var host = await WholeHost.StartAsync(("Webmail:TrustedProxies", "10.0.0.0/8, 192.0.2.1"));

        using var answer = await host.SendAsync(HttpMethod.Get, "/signin", headers:
            [("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "mail.example"), ("X-Forwarded-Prefix", "/post")]);

        Assert.Contains("wss://mail.example;", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("max-age=31536000", Header(answer, "Strict-Transport-Security"));
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Contains("<base href=\"/post/\"", html, StringComparison.Ordinal);
        Assert.Contains("mail.example</h1>", html, StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task The_keys_are_readable_by_the_server_alone()
    {
        await using var host = await WholeHost.StartAsync();
        await host.Client.GetStringAsync("/signin");

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.Combine(host.DataDirectory, "keys")));
    }

    [Fact]
    public async Task A_setting_nobody_reads_ends_the_start()
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => WholeHost.StartAsync(("Webmail:Imap:Hots", "x")));
        Assert.Contains("Webmail__Imap__Hots", e.Message, StringComparison.Ordinal);
    }

    private static string Header(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.GetValues(name));
}
