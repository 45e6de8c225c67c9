using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Webmail.Web.Hosting;
using Xunit;

namespace Webmail.Web.Tests.Hosting;

/// <summary>Whose word counts about where a request came from.</summary>
public sealed class TrustedProxyTests
{
    private const string Proxies = "10.0.0.0/8, fd00::/8, 198.51.100.7";

    [Theory]
    [InlineData("10.1.2.3", "203.0.113.9", "203.0.113.9")]
    [InlineData("198.51.100.7", "203.0.113.9", "203.0.113.9")]
    [InlineData("fd00::5", "2001:db8::1", "2001:db8::1")]
    [InlineData("::ffff:10.1.2.3", "203.0.113.9", "203.0.113.9")]
    [InlineData("127.0.0.1", "203.0.113.9", "203.0.113.9")]
    // Two proxies, one behind the other.
    [InlineData("10.1.2.3", "203.0.113.9, 10.0.0.7", "203.0.113.9")]
    [InlineData("10.1.2.3", "2001:db8::1, fd00::7, 10.0.0.7", "2001:db8::1")]
    // What the client made up stands left of what the first proxy saw.
    [InlineData("10.1.2.3", "6.6.6.6, 203.0.113.9", "203.0.113.9")]
    [InlineData("10.1.2.3", "127.0.0.1, 10.9.9.9, 203.0.113.9, 10.0.0.7", "203.0.113.9")]
    [InlineData("10.1.2.3", "6.6.6.6, nonsense, 10.0.0.7", "10.0.0.7")]
    // Nobody we know.
    [InlineData("198.51.100.8", "203.0.113.9", "198.51.100.8")]
    [InlineData("2001:db8::2", "127.0.0.1", "2001:db8::2")]
    [InlineData("11.0.0.1", "10.0.0.7", "11.0.0.1")]
    public void The_client_is_the_last_address_that_somebody_trusted_names(string peer, string forwardedFor, string client)
    {
        var context = Request(peer, ("X-Forwarded-For", forwardedFor));

        Apply(context, new WebOptions { TrustedProxies = Proxies });

        Assert.Equal(IPAddress.Parse(client), context.Connection.RemoteIpAddress);
    }

    [Fact]
    public void What_a_client_adds_to_a_trusted_proxys_headers_does_not_count()
    {
        var context = Request("10.1.2.3", ("X-Forwarded-For", "127.0.0.1, 203.0.113.9"), ("X-Forwarded-Host", "evil.example, mail.example"),
            ("X-Forwarded-Proto", "http, https"), ("X-Forwarded-Prefix", "/evil, /webmail"));

        Apply(context, new WebOptions { TrustedProxies = Proxies });

        Assert.Equal("https://mail.example/webmail", $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}");
    }

    [Fact]
    public void A_configured_path_gets_none_put_before_it()
    {
        var context = Request("10.1.2.3", ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Prefix", "/webmail"));

        Apply(context, new WebOptions { TrustedProxies = Proxies, BasePath = "/webmail" });

        Assert.Equal(PathString.Empty, context.Request.PathBase);
    }

    [Fact]
    public async Task A_stranger_that_claims_to_be_a_proxy_changes_nothing()
    {
        await using var host = await WholeHost.StartAsync(("Webmail:TrustedProxies", Proxies));
        host.Peer = IPAddress.Parse("198.51.100.8");

        using var answer = await host.SendAsync(HttpMethod.Get, "/signin", headers:
            [("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Prefix", "/evil")]);

        Assert.Contains($"ws://{host.Client.BaseAddress!.Authority};", string.Concat(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Contains("<base href=\"/\"", html, StringComparison.Ordinal);
        // Not taken for this machine, from which plain HTTP would be fine.
        Assert.Contains("This page is not encrypted", html, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", "")]
    [InlineData("/webmail/", "/webmail")]
    [InlineData("/a/webmail", "/a/webmail")]
    [InlineData("//evil.example", "/evil.example")]
    [InlineData("/a//evil.example", "")]
    [InlineData("/\\evil.example", "")]
    [InlineData("/a;b", "")]
    public void A_prefix_becomes_a_path_that_every_address_can_follow(string prefix, string path) =>
        Assert.Equal(path, PublicPath.Clean(new PathString(prefix)).Value ?? "");

    [Theory]
    [InlineData("webmail")]
    [InlineData("/web mail")]
    [InlineData("//webmail")]
    [InlineData("https://mail.example/webmail")]
    public async Task A_path_that_cannot_be_one_ends_the_start_in_words(string path)
    {
        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => WholeHost.StartAsync(("Webmail:BasePath", path)));
        Assert.Contains("Webmail__BasePath must be a path like /mail", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/webmail")]
    [InlineData("/webmail/")]
    public async Task Under_a_configured_path_everything_leads_back_under_it(string configured)
    {
        await using var host = await WholeHost.StartAsync(("Webmail:BasePath", configured));

        using var stranger = await host.SendAsync(HttpMethod.Get, "/webmail");
        using var page = await host.SendAsync(HttpMethod.Get, "/webmail/signin");
        using var icon = await host.SendAsync(HttpMethod.Get, "/webmail/favicon.svg");
        using var first = await host.SendAsync(HttpMethod.Get, "/webmail", await host.SignInAsync());

        Assert.Equal("/webmail/signin", stranger.Headers.Location!.OriginalString);
        Assert.Contains("<base href=\"/webmail/\"", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, icon.StatusCode);
        Assert.Equal($"/webmail/mail/{host.Account.Id}/INBOX", first.Headers.Location!.OriginalString);
    }

    private static DefaultHttpContext Request(string peer, params (string Name, string Value)[] headers)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        foreach (var (name, value) in headers)
            context.Request.Headers[name] = value;
        return context;
    }

    private static void Apply(HttpContext context, WebOptions web)
    {
        var options = new ForwardedHeadersOptions();
        new ProxySetup(Options.Create(web)).Configure(options);
        new ForwardedHeadersMiddleware(static _ => Task.CompletedTask, NullLoggerFactory.Instance, Options.Create(options)).ApplyForwarders(context);
    }
}
