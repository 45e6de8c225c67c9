using System.Text.RegularExpressions;
using MailKit;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Xunit;
using static Webmail.EndToEnd.Tests.Harness.Picking;

namespace Webmail.EndToEnd.Tests;

/// <summary>Rows that a hand takes out of the list are gone at once, and everything else goes on from there.</summary>
public sealed class DepartureTests(Demo demo, Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_pressed_faster_than_the_server_answers_mean_the_rows_that_were_seen_under_the_cursor()
    {
        var user = await DeliverAsync(demo, 9);
        await using var relay = new Relay(demo.Webmail.Port) { Delay = TimeSpan.FromMilliseconds(150) };
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, relay.Url, user);
        await TakeAwayOnKeyAsync(mail);
        await RowAt(mail, 1).FocusAsync();

        foreach (var key in new[] { "w", "j", "w", "j", "w" })
            await mail.Page.Keyboard.PressAsync(key);

        var taken = await TakenAsync(mail);
        Assert.Equal([9u, 7u, 5u], taken);
        await Assertions.Expect(mail.Rows).ToHaveCountAsync(6);
        await Assertions.Expect(mail.Row("Letter 004")).ToBeFocusedAsync();
        await Assertions.Expect(mail.Row("Letter 007")).ToBeHiddenAsync();

        // Nothing moves when the server draws the list without them; until then they stay away over its other drawings.
        await SettledAsync(mail);
        var before = await mail.Row("Letter 004").BoundingBoxAsync();
        await demo.Mail.DeliverAsync(user, Letters.Plain("Newcomer"), Token);
        await Assertions.Expect(mail.Row("Newcomer")).ToBeVisibleAsync();
        await Assertions.Expect(mail.Rows).ToHaveCountAsync(7);
        using var client = await demo.Mail.ConnectAsync(user, Token);
        await client.Inbox!.OpenAsync(FolderAccess.ReadWrite, Token);
        await client.Inbox.StoreAsync([8, 6, 4], new StoreFlagsRequest(StoreAction.Add, MessageFlags.Deleted), Token);
        await client.Inbox.ExpungeAsync(Token);
        await Assertions.Expect(mail.List).ToHaveAttributeAsync("aria-rowcount", "7");
        await Assertions.Expect(mail.Rows).ToHaveCountAsync(7);
        await Assertions.Expect(mail.Row("Letter 004")).ToBeFocusedAsync();
        var after = await mail.Row("Letter 004").BoundingBoxAsync();
        var row = await mail.Row("Newcomer").BoundingBoxAsync();
        Assert.Equal(before!.Y + row!.Height, after!.Y, 1.0);
    }

    [Fact]
    public async Task A_scrolled_list_stays_where_it_is_while_rows_above_and_below_leave()
    {
        var user = await DeliverAsync(demo, 60);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await mail.List.EvaluateAsync("list => { list.scrollTop = 1200; }");
        await Assertions.Expect(mail.Row("Letter 040")).ToBeInViewportAsync();
        var before = await mail.Row("Letter 040").BoundingBoxAsync();

        await CallAsync(mail, "takeAway", [58, 59, 50, 20]);
        Assert.Equal(before!.Y, (await mail.Row("Letter 040").BoundingBoxAsync())!.Y, 1.0);

        using var client = await demo.Mail.ConnectAsync(user, Token);
        await client.Inbox!.OpenAsync(FolderAccess.ReadWrite, Token);
        await client.Inbox.StoreAsync([57, 58, 49, 19], new StoreFlagsRequest(StoreAction.Add, MessageFlags.Deleted), Token);
        await client.Inbox.ExpungeAsync(Token);
        await Assertions.Expect(mail.List).ToHaveAttributeAsync("aria-rowcount", "56");
        Assert.Equal(before.Y, (await mail.Row("Letter 040").BoundingBoxAsync())!.Y, 1.0);

        await CallAsync(mail, "takeAway", [55]);
        await CallAsync(mail, "bringBack", [55]);
        Assert.Equal(before.Y, (await mail.Row("Letter 040").BoundingBoxAsync())!.Y, 1.0);
        await mail.List.EvaluateAsync("list => { list.scrollTop = 0; }");
        await Assertions.Expect(mail.Row("Letter 055")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_was_taken_away_stays_away_over_a_new_circuit_and_comes_back_when_told()
    {
        await using var server = await new WebmailServer(demo.Mail).StartAsync(Token);
        var user = await DeliverAsync(demo, 5);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        await PickAsync(mail.Row("Letter 004"));
        await PickAsync(mail.Row("Letter 002"));

        await CallAsync(mail, "takeAway", null);
        await Assertions.Expect(mail.Rows).ToHaveCountAsync(3);
        await Assertions.Expect(Bar(mail)).ToBeHiddenAsync();
        await server.KillAsync();
        await server.StartAsync(Token);
        await Place.UsableAsync(mail.Page);
        await Assertions.Expect(mail.Rows).ToHaveCountAsync(3);
        await Assertions.Expect(mail.Row("Letter 004")).ToBeHiddenAsync();

        await CallAsync(mail, "bringBack", [4]);
        await Assertions.Expect(mail.Row("Letter 004")).ToBeVisibleAsync();
        await CallAsync(mail, "bringBack", null);
        await Assertions.Expect(mail.Rows).ToHaveCountAsync(5);

        await mail.Page.Keyboard.PressAsync("Control+a");
        await mail.Page.Keyboard.PressAsync("Control+a");
        await CallAsync(mail, "takeAway", null);
        await Assertions.Expect(mail.Rows).ToHaveCountAsync(0);
        await demo.Mail.DeliverAsync(user, Letters.Plain("Newcomer"), Token);
        await Assertions.Expect(mail.Row("Newcomer")).ToBeVisibleAsync();
        await Assertions.Expect(mail.Rows).ToHaveCountAsync(1);
    }

    [Theory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.Phone)]
    public async Task When_the_open_message_is_taken_away_the_next_is_opened_or_on_a_phone_the_list(Device device)
    {
        var user = await DeliverAsync(demo, 5);
        await using var context = await browser.NewContextAsync(device);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await mail.OpenAsync("Letter 003");

        await CallAsync(mail, "takeAway", [3]);

        if (device == Device.Phone)
        {
            await Assertions.Expect(mail.Row("Letter 004")).ToBeVisibleAsync();
            await Assertions.Expect(mail.Page).ToHaveURLAsync(new Regex("/INBOX$"));
        }
        else
        {
            await Assertions.Expect(mail.Message.GetByRole(AriaRole.Heading, new() { Name = "Letter 002" })).ToBeVisibleAsync();
            await Assertions.Expect(mail.Row("Letter 002")).ToHaveAttributeAsync("aria-current", "true");
        }

        await Assertions.Expect(mail.Row("Letter 003")).ToBeHiddenAsync();
    }
}
