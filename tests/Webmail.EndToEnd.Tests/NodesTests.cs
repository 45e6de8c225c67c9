using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>Two nodes with one Redis and one data directory behind HAProxy, as deploy/proxies/haproxy-nodes.cfg has them.</summary>
public sealed class NodesTests(Demo demo, Browser browser) : IAsyncLifetime
{
    // Both nodes and the browser share the machine with all other tests.
    private const float Patience = 60_000;

    private readonly RedisServer _redis = new();
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("wm-nodes-");
    private WebmailServer[] _nodes = [];
    private ProxyServer? _proxy;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _redis.InitializeAsync();
        // At once, and nothing is there yet: they agree on their keys.
        _nodes = await Task.WhenAll(NewNode().StartAsync(Token), NewNode().StartAsync(Token));
        _proxy = await new ProxyServer("haproxy-nodes.cfg", _nodes[0].Port, _nodes[1].Port).StartAsync("", Token);
    }

    [Fact]
    public async Task The_page_of_a_killed_node_goes_on_at_the_other_without_signing_in()
    {
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("Open all along", "The text that stays."), Token);
        await demo.Mail.DeliverAsync(user, Letters.Plain("To be opened later"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, _proxy!.Url, user);
        await mail.OpenAsync("Open all along");
        var address = mail.Page.Url;

        await (await NodeOfAsync(context)).KillAsync();
        await demo.Mail.DeliverAsync(user, Letters.Plain("After the crash"), Token);

        await mail.Row("After the crash").WaitForAsync(new() { Timeout = Patience });
        Assert.Equal(address, mail.Page.Url);
        await Assertions.Expect(mail.Message.GetByRole(AriaRole.Heading, new() { Name = "Open all along" }).First).ToBeVisibleAsync();
        await mail.ReadyAsync();
        await mail.OpenAsync("To be opened later");
        await Assertions.Expect(mail.Body.GetByText("Short and to the point.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_a_user_does_on_one_node_shows_on_the_other()
    {
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("Unread so far"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var first = await MailPage.SignInAsync(context, _nodes[0].Url, user);
        var second = new MailPage(await context.NewPageAsync());
        await second.Page.GotoAsync(first.Page.Url.Replace(_nodes[0].Url, _nodes[1].Url, StringComparison.Ordinal));
        await second.ReadyAsync();
        await Assertions.Expect(second.Row("Unread so far")).ToHaveAccessibleNameAsync(new Regex("^unread"), new() { Timeout = Patience });

        await first.OpenAsync("Unread so far");
        await Assertions.Expect(second.Row("Unread so far")).Not.ToHaveAccessibleNameAsync(new Regex("^unread"), new() { Timeout = Patience });
        await first.Message.GetByRole(AriaRole.Button, new() { Name = "Mark as unread" }).ClickAsync();
        await Assertions.Expect(second.Row("Unread so far")).ToHaveAccessibleNameAsync(new Regex("^unread"), new() { Timeout = Patience });

        await first.SignOutAsync();
        await first.Page.GetByLabel("Email address").WaitForAsync();
        await second.Page.GetByLabel("Email address").WaitForAsync();
    }

    [Fact]
    public async Task An_image_of_a_message_is_served_by_a_node_that_never_saw_the_user_until_the_user_signs_out()
    {
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Illustrated("The plan", "estimate.bin", [1, 2, 3]), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, _nodes[0].Url, user);
        await mail.OpenAsync("The plan");
        var image = mail.Body.GetByRole(AriaRole.Img, new() { Name = "The plan" });
        await Assertions.Expect(image).ToHaveJSPropertyAsync("naturalWidth", 1);
        var address = await image.GetAttributeAsync("src");

        // As the frame asks for it, without a cookie, but led to the other node by the proxy.
        using var http = new HttpClient();
        var elsewhere = new Uri(new Uri(_nodes[1].Url), address);
        using (var served = await http.GetAsync(elsewhere, Token))
        {
            Assert.Equal(HttpStatusCode.OK, served.StatusCode);
            Assert.Equal("image/png", served.Content.Headers.ContentType!.MediaType);
        }

        await mail.SignOutAsync();
        await mail.Page.GetByLabel("Email address").WaitForAsync();
        foreach (var node in _nodes)
        {
            using var refused = await http.GetAsync(new Uri(new Uri(node.Url), address), Token);
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await _redis.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private WebmailServer NewNode() => new(demo.Mail, new Dictionary<string, string>
    {
        ["Webmail__Redis__Configuration"] = _redis.Configuration,
        ["Webmail__DataDirectory"] = _data.FullName,
    });

    // The proxy's cookie says which.
    private async Task<WebmailServer> NodeOfAsync(IBrowserContext context)
    {
        var cookie = (await context.CookiesAsync()).Single(static c => c.Name == "webmail-node");
        Assert.True(cookie is { HttpOnly: true, Secure: true });
        return _nodes[cookie.Value == "node1" ? 0 : 1];
    }
}
