using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>The proxy configurations of deploy/proxies, run as they are.</summary>
public sealed class ProxyTests(Demo demo, Browser browser)
{
    private const string SubPath = "/webmail";

    // Less than three of the webmail's keep-alives, more than one: a page that is silent for longer is cut.
    private const int ShortTimeoutSeconds = 22;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("nginx.conf", "")]
    [InlineData("nginx-subpath.conf", SubPath)]
    [InlineData("Caddyfile", "")]
    [InlineData("Caddyfile-subpath", SubPath)]
    [InlineData("haproxy.cfg", "")]
    [InlineData("haproxy-subpath.cfg", SubPath)]
    public async Task A_user_signs_in_reads_saves_gets_new_mail_and_signs_out(string configuration, string path)
    {
        await using var server = await ServerForAsync(configuration);
        await using var proxy = await new ProxyServer(configuration, (server ?? demo.Webmail).Port).StartAsync(path, Token);
        var url = proxy.Url + path;
        var content = new byte[100_000];
        new Random(7).NextBytes(content);
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Illustrated("The plan", "estimate.bin", content), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var page = await context.NewPageAsync();
        var failures = Failures(page, url);

        // Without the slash at the end, as people type it; the language stays with the path.
        await page.GotoAsync(url);
        await page.GetByRole(AriaRole.Button, new() { Name = "日本語" }).ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "ja");
        await page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"^{Regex.Escape(url)}/signin"));
        var mail = await MailPage.SignInAsync(page, page.Url, user);
        Assert.StartsWith(url + "/mail/", page.Url, StringComparison.Ordinal);

        await mail.OpenAsync("The plan");
        await Assertions.Expect(mail.Body.GetByRole(AriaRole.Img, new() { Name = "The plan" })).ToHaveJSPropertyAsync("naturalWidth", 1);
        var download = await page.RunAndWaitForDownloadAsync(() =>
            mail.Attachments.GetByRole(AriaRole.Link, new() { Name = "Download estimate.bin" }).First.ClickAsync());
        Assert.Equal(content, await File.ReadAllBytesAsync(await download.PathAsync(), Token));

        await demo.Mail.DeliverAsync(user, Letters.Plain("Just arrived"), Token);
        await mail.Row("Just arrived").WaitForAsync(new() { Timeout = 60_000 });
        await page.ReloadAsync();
        await mail.ReadyAsync();
        await mail.OpenAsync("Just arrived");
        await Assertions.Expect(mail.Body.GetByText("Short and to the point.")).ToBeVisibleAsync();

        foreach (var file in new[] { "manifest.webmanifest", "favicon.svg", "healthz/ready" })
            Assert.Equal(200, (await context.APIRequest.GetAsync($"{url}/{file}")).Status);
        await mail.SignOutAsync();
        await page.WaitForURLAsync(new Regex($"^{Regex.Escape(url)}/signin"));
        await page.GotoAsync(url + "/");
        await page.GetByLabel("Email address").WaitForAsync();
        Assert.Empty(failures);
    }

    [Theory]
    [InlineData("nginx.conf", "", WebSockets.Refuse)]
    [InlineData("nginx-subpath.conf", SubPath, WebSockets.Strip)]
    [InlineData("Caddyfile-subpath", SubPath, WebSockets.Refuse)]
    [InlineData("haproxy.cfg", "", WebSockets.Strip)]
    public async Task Without_websockets_mail_is_read_and_pushed_and_signing_out_ends_every_page(
        string configuration, string path, WebSockets webSockets)
    {
        await using var server = await ServerForAsync(configuration);
        await using var proxy = await new ProxyServer(configuration, (server ?? demo.Webmail).Port) { WebSockets = webSockets }.StartAsync(path, Token);
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("Already here"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, proxy.Url + path, user);
        var other = new MailPage(await context.NewPageAsync());
        await other.Page.GotoAsync(mail.Page.Url);
        await other.ReadyAsync();

        await mail.OpenAsync("Already here");
        await Assertions.Expect(mail.Body.GetByText("Short and to the point.")).ToBeVisibleAsync();
        await demo.Mail.DeliverAsync(user, Letters.Plain("Just arrived"), Token);
        await mail.Row("Just arrived").WaitForAsync();
        await other.Row("Just arrived").WaitForAsync();

        await mail.SignOutAsync();
        await mail.Page.GetByLabel("Email address").WaitForAsync();
        await other.Page.GetByLabel("Email address").WaitForAsync();
    }

    [Fact]
    public async Task A_page_nobody_touches_outlasts_the_patience_of_the_proxy()
    {
        await using var nginx = await new ProxyServer("nginx.conf", demo.Webmail.Port) { TimeoutSeconds = ShortTimeoutSeconds }.StartAsync("", Token);
        await using var polled = await new ProxyServer("nginx.conf", demo.Webmail.Port)
        {
            TimeoutSeconds = ShortTimeoutSeconds,
            WebSockets = WebSockets.Refuse,
        }.StartAsync("", Token);
        await using var caddy = await new ProxyServer("Caddyfile", demo.Webmail.Port) { TimeoutSeconds = ShortTimeoutSeconds }.StartAsync("", Token);
        await using var haproxy = await new ProxyServer("haproxy.cfg", demo.Webmail.Port) { TimeoutSeconds = ShortTimeoutSeconds }.StartAsync("", Token);
        await using var haproxyPolled = await new ProxyServer("haproxy.cfg", demo.Webmail.Port)
        {
            TimeoutSeconds = ShortTimeoutSeconds,
            WebSockets = WebSockets.Refuse,
        }.StartAsync("", Token);
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("Already here"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var pages = new List<MailPage>();
        var connections = 0;
        foreach (var proxy in new[] { nginx, polled, caddy, haproxy, haproxyPolled })
        {
            // The cookie is the host's, whatever the port: who signed in at the first is signed in at all.
            var mail = pages.Count == 0 ? await MailPage.SignInAsync(context, proxy.Url, user) : new MailPage(await context.NewPageAsync());
            await mail.Page.GotoAsync(proxy.Url);
            await mail.ReadyAsync();
            pages.Add(mail);
            mail.Page.Request += (_, request) => Interlocked.Add(ref connections, request.Url.Contains("/_blazor/negotiate", StringComparison.Ordinal) ? 1 : 0);
        }

        // Doing nothing is what is tested here.
        await Task.Delay(TimeSpan.FromSeconds(ShortTimeoutSeconds + 6), Token);

        // The pages that were connected are the ones that get the news.
        await demo.Mail.DeliverAsync(user, Letters.Plain("Just arrived"), Token);
        foreach (var page in pages)
            await page.Row("Just arrived").WaitForAsync();
        Assert.Equal(0, connections);
    }

    [Theory]
    [InlineData("nginx.conf")]
    [InlineData("Caddyfile")]
    [InlineData("haproxy.cfg")]
    public async Task What_a_client_says_about_itself_does_not_get_through(string configuration)
    {
        await using var proxy = await new ProxyServer(configuration, demo.Webmail.Port).StartAsync("", Token);
        var user = demo.Mail.NewUser();
        await using var context = await browser.NewContextAsync(Device.Desktop);
        await context.SetExtraHTTPHeadersAsync(new Dictionary<string, string>
        {
            ["X-Forwarded-For"] = "203.0.113.9",
            ["X-Forwarded-Proto"] = "http",
            ["X-Forwarded-Host"] = "elsewhere.example",
            ["X-Forwarded-Prefix"] = "/elsewhere",
        });
        var page = await context.NewPageAsync();

        var answer = await page.GotoAsync(proxy.Url);
        await page.GetByLabel("Email address").FillAsync(user.Address);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync("not it");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("password");

        Assert.Equal("/", await page.Locator("base").GetAttributeAsync("href"));
        Assert.Contains($"wss://localhost:{proxy.Port};", await answer!.HeaderValueAsync("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.NotNull(await answer.HeaderValueAsync("Strict-Transport-Security"));
        var logged = demo.Webmail.LastWords.Split('\n').Single(line => line.Contains($"user=\"{user.Address}\"", StringComparison.Ordinal));
        Assert.Contains("ip=127.0.0.1", logged, StringComparison.Ordinal);
    }

    // HAProxy leaves the path on: that webmail is told.
    private async Task<WebmailServer?> ServerForAsync(string configuration) => configuration == "haproxy-subpath.cfg"
        ? await new WebmailServer(demo.Mail, new Dictionary<string, string> { ["Webmail__BasePath"] = SubPath }).StartAsync(Token)
        : null;

    // Whatever a page asks for in vain or outside its path, and what its policy blocks.
    private static System.Collections.Concurrent.ConcurrentQueue<string> Failures(IPage page, string url)
    {
        var failures = new System.Collections.Concurrent.ConcurrentQueue<string>();
        page.Response += (_, response) =>
        {
            if (response.Status >= 400)
                failures.Enqueue($"{response.Status} {response.Url}");
        };
        page.Request += (_, request) =>
        {
            if (request.Url != url && !request.Url.StartsWith(url + "/", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                failures.Enqueue($"outside: {request.Url}");
        };
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
                failures.Enqueue(message.Text);
        };
        return failures;
    }
}
