using MailKit;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

public sealed class LiveTests(Demo demo, Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task New_mail_appears_in_every_tab_and_on_every_node_within_the_users_connections()
    {
        await using var redis = new RedisServer();
        await redis.InitializeAsync();
        var data = Directory.CreateTempSubdirectory("wm-nodes-").FullName;
        var settings = new Dictionary<string, string>
        {
            ["Webmail__Redis__Configuration"] = redis.Configuration,
            ["Webmail__DataDirectory"] = data,
        };
        await using var nodeA = await new WebmailServer(demo.Mail, settings).StartAsync(Token);
        await using var nodeB = await new WebmailServer(demo.Mail, settings).StartAsync(Token);
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("Already here"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var first = await MailPage.SignInAsync(context, nodeA, user);
        var second = new MailPage(await context.NewPageAsync());
        await second.Page.GotoAsync(first.Page.Url);
        await second.ReadyAsync();
        // The cookie belongs to the host, the session to Redis: the other node knows the user.
        var third = new MailPage(await context.NewPageAsync());
        await third.Page.GotoAsync(first.Page.Url.Replace(nodeA.Url, nodeB.Url, StringComparison.Ordinal));
        await third.ReadyAsync();

        await demo.Mail.DeliverAsync(user, Letters.Plain("Just arrived"), Token);

        foreach (var mail in new[] { first, second, third })
        {
            await Assertions.Expect(mail.Row("Just arrived")).ToBeAttachedAsync();
            await Assertions.Expect(mail.Page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex(@"^\(2\)"));
        }

        // Two nodes, each with one watching and at most three working connections.
        Assert.InRange(await demo.Mail.CountConnectionsAsync(user, Token), 1, 8);
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task What_a_second_client_does_shows_without_a_reload()
    {
        var user = demo.Mail.NewUser();
        foreach (var subject in new[] { "To be flagged", "To be deleted", "To be moved", "To stay" })
            await demo.Mail.DeliverAsync(user, Letters.Plain(subject), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        Assert.Equal(4, await mail.CountAsync());
        using var client = await demo.Mail.ConnectAsync(user, Token);
        var inbox = client.Inbox!;
        await inbox.OpenAsync(FolderAccess.ReadWrite, Token);

        await inbox.StoreAsync(0, new StoreFlagsRequest(StoreAction.Add, MessageFlags.Flagged | MessageFlags.Seen), Token);
        await Assertions.Expect(mail.Row("To be flagged")).ToHaveAccessibleNameAsync(new System.Text.RegularExpressions.Regex("^flagged"));

        await inbox.StoreAsync(1, new StoreFlagsRequest(StoreAction.Add, MessageFlags.Deleted), Token);
        await inbox.ExpungeAsync(Token);
        await Assertions.Expect(mail.Row("To be deleted")).Not.ToBeAttachedAsync();

        await inbox.MoveToAsync(1, await client.GetFolderAsync("Archive", Token), Token);
        await Assertions.Expect(mail.Row("To be moved")).Not.ToBeAttachedAsync();
        await Assertions.Expect(mail.List).ToHaveAttributeAsync("aria-rowcount", "2");
        await Assertions.Expect(mail.Folder("Inbox, 1 unread")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_row_under_the_pointer_does_not_move_when_mail_arrives()
    {
        var user = demo.Mail.NewUser();
        for (var i = 0; i < 40; i++)
            await demo.Mail.DeliverAsync(user, Letters.Plain($"Letter {i:00}"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await mail.Row("Letter 35").HoverAsync();
        var before = await mail.Row("Letter 35").BoundingBoxAsync();

        await demo.Mail.DeliverAsync(user, Letters.Plain("Newcomer"), Token);
        await Assertions.Expect(mail.List).ToHaveAttributeAsync("aria-rowcount", "41");
        await Assertions.Expect(mail.Page.GetByRole(AriaRole.Button, new() { Name = "1 new message" })).ToBeVisibleAsync();

        var after = await mail.Row("Letter 35").BoundingBoxAsync();
        Assert.Equal(before!.Y, after!.Y, 1.0);
    }

    [Fact]
    public async Task Four_tabs_work_when_the_server_allows_three_connections()
    {
        await using var strict = new DovecotServer { MaxConnections = 3 };
        await strict.StartAsync(Token);
        await using var server = await new WebmailServer(strict).StartAsync(Token);
        var user = strict.NewUser();
        for (var i = 0; i < 4; i++)
            await strict.DeliverAsync(user, Letters.Plain($"Letter {i}"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var tabs = new List<MailPage> { await MailPage.SignInAsync(context, server, user) };
        for (var i = 1; i < 4; i++)
        {
            var tab = new MailPage(await context.NewPageAsync());
            await tab.Page.GotoAsync(tabs[0].Page.Url);
            await tab.ReadyAsync();
            tabs.Add(tab);
        }

        await Task.WhenAll(tabs.Select((tab, i) => tab.OpenAsync($"Letter {i}")));
        await strict.DeliverAsync(user, Letters.Plain("For all of them"), Token);

        foreach (var tab in tabs)
        {
            await Assertions.Expect(tab.Body.GetByText("Short and to the point.")).ToBeVisibleAsync();
            await Assertions.Expect(tab.Row("For all of them")).ToBeAttachedAsync();
        }
    }
}
