using MailKit;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>Phones that sleep, networks that break, servers that die: the page goes on where it was.</summary>
public sealed class AliveTests(Demo demo, Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.Phone)]
    public async Task A_connection_that_is_cut_comes_back_in_the_same_place(Device device)
    {
        await using var relay = new Relay(demo.Webmail.Port);
        await using var context = await browser.NewContextAsync(device);
        var mail = await MailPage.SignInAsync(context, relay.Url, await demo.PersonAsync(Token));
        var before = await SettleAsync(mail, device);

        relay.Cut();
        await DownAsync(mail);
        await Place.UsableAsync(mail.Page);

        Assert.Equal(before, await Place.OfAsync(mail.Page));
        await GoesOnAsync(mail, device);
    }

    [Theory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.Phone)]
    public async Task A_page_that_slept_until_the_server_forgot_it_wakes_in_the_same_place(Device device)
    {
        await using var server = await new WebmailServer(demo.Mail).StartAsync(Token);
        await using var relay = new Relay(server.Port);
        await using var context = await browser.NewContextAsync(device);
        var mail = await MailPage.SignInAsync(context, relay.Url, await demo.PersonAsync(Token));
        var before = await SettleAsync(mail, device);

        relay.Freeze();
        await server.KillAsync();
        await server.StartAsync(Token);
        relay.ComeBack();
        await DownAsync(mail);
        await WakeAsync(mail);
        await Place.UsableAsync(mail.Page);

        Assert.Equal(before, await Place.OfAsync(mail.Page));
        await GoesOnAsync(mail, device);
    }

    [Fact]
    public async Task A_connection_that_only_looks_alive_is_noticed_when_the_page_wakes()
    {
        await using var relay = new Relay(demo.Webmail.Port);
        await using var context = await browser.NewContextAsync(Device.Phone);
        var mail = await MailPage.SignInAsync(context, relay.Url, await demo.PersonAsync(Token));
        var before = await Place.OfAsync(mail.Page);

        relay.Freeze();
        await mail.Page.EvaluateAsync("() => window.dispatchEvent(new Event('offline'))");
        await DownAsync(mail);
        relay.ComeBack();
        await WakeAsync(mail);
        await Place.UsableAsync(mail.Page);

        Assert.Equal(before, await Place.OfAsync(mail.Page));
    }

    [Fact]
    public async Task Whoever_types_while_the_server_is_killed_and_started_loses_no_character()
    {
        await using var server = await new WebmailServer(demo.Mail).StartAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, await demo.PersonAsync(Token));
        var place = await Place.OfAsync(mail.Page);
        await mail.SearchBox.FocusAsync();
        var typed = new System.Text.StringBuilder();

        var restart = Task.CompletedTask;
        for (var i = 0; i < 400 && !(restart.IsCompletedSuccessfully && i > 100 && await IsUpAsync(mail)); i++)
        {
            if (i == 20)
                restart = RestartAsync(server);
            var key = (char)('a' + i % 26);
            await mail.Page.Keyboard.PressAsync(key.ToString());
            typed.Append(key);
            await Task.Delay(20, Token);
        }

        await restart;
        await Place.UsableAsync(mail.Page);
        await mail.Page.Keyboard.TypeAsync("end");
        Assert.Equal(typed + "end", await mail.SearchBox.InputValueAsync());
        Assert.Equal(place.Document, (await Place.OfAsync(mail.Page)).Document);
    }

    [Fact]
    public async Task A_list_that_is_scrolled_while_the_server_is_killed_stays_where_it_is_and_fills()
    {
        await using var server = await new WebmailServer(demo.Mail).StartAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, await demo.CollectorAsync(Token));

        await server.KillAsync();
        await mail.List.HoverAsync();
        for (var i = 0; i < 40; i++)
            await mail.Page.Mouse.WheelAsync(0, 900);
        await mail.List.EvaluateAsync("grid => { grid.scrollTop = grid.scrollHeight / 2; }");
        var before = await Place.OfAsync(mail.Page);
        await server.StartAsync(Token);
        await Place.UsableAsync(mail.Page);

        Assert.Equal(before, await Place.OfAsync(mail.Page));
        await mail.Page.WaitForFunctionAsync("""
            () => {
              const { top, left } = document.querySelector('[role=grid]').getBoundingClientRect();
              return document.elementFromPoint(left + 200, top + 100)?.closest('[role=row]')?.dataset.uid;
            }
            """);
    }

    [Fact]
    public async Task A_page_that_must_be_loaded_anew_has_the_text_again()
    {
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, await demo.PersonAsync(Token));
        await mail.SearchBox.FillAsync("half a thou");

        await mail.Page.ReloadAsync();
        await mail.ReadyAsync();

        await Assertions.Expect(mail.SearchBox).ToHaveValueAsync("half a thou");
    }

    [Fact]
    public async Task Whoever_signs_out_leaves_no_text_to_the_next_one_at_this_browser()
    {
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var user = await demo.PersonAsync(Token);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await mail.SearchBox.FillAsync("something private");

        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "Account:" }).ClickAsync();
        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await mail.Page.GetByLabel("Email address").WaitForAsync();

        Assert.DoesNotContain("private", await mail.Page.EvaluateAsync<string>("() => JSON.stringify(sessionStorage)"));
    }

    [Fact]
    public async Task Marks_set_while_the_server_is_dead_are_shown_at_once_and_reach_the_mail_server_when_it_is_back()
    {
        await using var server = await new WebmailServer(demo.Mail).StartAsync(Token);
        var user = demo.Mail.NewUser();
        foreach (var i in Enumerable.Range(1, 5))
            await demo.Mail.DeliverAsync(user, Letters.Plain($"Letter {i}"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);

        await server.KillAsync();
        foreach (var subject in new[] { "Letter 2", "Letter 4" })
            await FlagAsync(mail, subject);
        await FlagAsync(mail, "Letter 5");
        await FlagAsync(mail, "Letter 5");
        await Assertions.Expect(mail.Row("Letter 4")).ToHaveAttributeAsync("data-flagged", "true");
        await Assertions.Expect(mail.Page.GetByRole(AriaRole.Status).GetByText("Reconnecting")).ToBeVisibleAsync();
        await server.StartAsync(Token);
        await Place.UsableAsync(mail.Page);

        await mail.Row("flagged, ").Nth(1).WaitForAsync();
        await FlaggedAsync(user, "Letter 2", "Letter 4");
    }

    [Fact]
    public async Task A_mark_is_kept_while_the_mail_server_is_away()
    {
        await using var fragile = new DovecotServer();
        await fragile.StartAsync(Token);
        await using var server = await new WebmailServer(fragile).StartAsync(Token);
        var user = fragile.NewUser();
        await fragile.DeliverAsync(user, Letters.Plain("Worth a flag"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);

        await fragile.StopAsync(Token);
        // The banner moves the rows when it comes.
        await Assertions.Expect(mail.Page.GetByText("The mail server cannot be reached")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await FlagAsync(mail, "Worth a flag");
        await Assertions.Expect(mail.Page.GetByText("1 change waiting")).ToBeVisibleAsync();
        await fragile.StartAsync(Token);

        await Assertions.Expect(mail.Page.GetByText("1 change waiting")).ToBeHiddenAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(mail.Row("flagged, ")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Where_one_went_without_a_connection_is_where_the_page_is_when_it_is_back()
    {
        await using var relay = new Relay(demo.Webmail.Port);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, relay.Url, await demo.PersonAsync(Token));

        relay.GoAway();
        await DownAsync(mail);
        await mail.Folder("Sent").ClickAsync();
        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "Refresh" }).ClickAsync();
        relay.ComeBack();
        await Place.UsableAsync(mail.Page);

        await Assertions.Expect(mail.Page.GetByRole(AriaRole.Heading, new() { Name = "Sent", Level = 1 })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_session_that_ended_meanwhile_leads_to_the_sign_in_page_and_back()
    {
        await using var relay = new Relay(demo.Webmail.Port);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var user = await demo.PersonAsync(Token);
        var mail = await MailPage.SignInAsync(context, relay.Url, user);
        await mail.Folder("Sent").ClickAsync();
        await mail.Page.WaitForURLAsync("**/Sent");
        await mail.SearchBox.FillAsync("half a thou");

        relay.GoAway();
        await DownAsync(mail);
        await context.ClearCookiesAsync();
        relay.ComeBack();
        await mail.Page.GetByLabel("Email address").FillAsync(user.Address);
        await mail.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(user.Password);
        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await mail.ReadyAsync();

        Assert.EndsWith("/Sent", mail.Page.Url);
        await Assertions.Expect(mail.SearchBox).ToHaveValueAsync("half a thou");
    }

    private static async Task RestartAsync(WebmailServer server)
    {
        await server.KillAsync();
        await server.StartAsync(Token);
    }

    private static async Task FlagAsync(MailPage mail, string subject)
    {
        await mail.Row(subject).HoverAsync();
        await mail.Row(subject).GetByRole(AriaRole.Button, new() { Name = "Flag" }).ClickAsync();
    }

    // What is flagged and taken back may be seen flagged in between.
    private async Task FlaggedAsync(TestUser user, params string[] expected)
    {
        using var client = await demo.Mail.ConnectAsync(user, Token);
        string[] flagged = [];
        for (var attempts = 0; attempts < 600 && !flagged.SequenceEqual(expected); attempts++)
        {
            await Task.Delay(100, Token);
            await client.Inbox!.OpenAsync(FolderAccess.ReadOnly, Token);
            var all = await client.Inbox.FetchAsync(0, -1, MessageSummaryItems.Flags | MessageSummaryItems.Envelope, Token);
            flagged = [.. all.Where(m => m.Flags!.Value.HasFlag(MessageFlags.Flagged)).Select(m => m.Envelope!.Subject!)];
            await client.Inbox.CloseAsync(false, Token);
        }

        Assert.Equal(expected, flagged);
    }

    /// <summary>A user in the middle of something: a message open, the list scrolled, half a word typed.</summary>
    private static async Task<Place> SettleAsync(MailPage mail, Device device)
    {
        await mail.List.EvaluateAsync("grid => { grid.scrollTop = 900; }");
        if (device == Device.Desktop)
        {
            await mail.Rows.Filter(new() { Visible = true }).Nth(16).ClickAsync();
            await Assertions.Expect(mail.Body.Locator("body")).Not.ToBeEmptyAsync();
        }

        await mail.SearchBox.FocusAsync();
        await mail.Page.Keyboard.TypeAsync("half a thou");
        var place = await Place.OfAsync(mail.Page);
        Assert.Equal("half a thou", place.Text);
        return place;
    }

    private static async Task GoesOnAsync(MailPage mail, Device device)
    {
        await mail.Page.Keyboard.PressAsync("Escape");
        if (device == Device.Desktop)
            await Assertions.Expect(mail.Body.Locator("body")).Not.ToBeEmptyAsync();
        await mail.Page.GotoAsync(mail.Page.Url.Split("/mail/")[0]);
        await mail.ReadyAsync();
    }

    /// <summary>What a browser tells its pages when somebody looks at them again.</summary>
    private static async Task WakeAsync(MailPage mail) =>
        await mail.Page.EvaluateAsync("() => document.dispatchEvent(new Event('visibilitychange'))");

    private static async Task DownAsync(MailPage mail) =>
        await mail.Page.WaitForFunctionAsync("() => document.documentElement.dataset.connection === 'down'");

    private static Task<bool> IsUpAsync(MailPage mail) =>
        mail.Page.EvaluateAsync<bool>("() => document.documentElement.dataset.connection === 'up'");
}
