using System.Text.RegularExpressions;
using MailKit;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Xunit;
using static Webmail.EndToEnd.Tests.Harness.Picking;

namespace Webmail.EndToEnd.Tests;

/// <summary>Which rows are selected: known to the browser alone, whatever becomes of the page.</summary>
public sealed class SelectionTests(Demo demo, Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_range_holds_the_rows_between_that_never_were_on_the_page()
    {
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, await demo.CollectorAsync(Token));
        var second = await UidAsync(RowAt(mail, 2));

        await PickAsync(RowAt(mail, 2));
        await mail.List.EvaluateAsync("list => { list.scrollTop = list.scrollHeight / 2; }");
        var far = RowAt(mail, 50_002);
        await far.ScrollIntoViewIfNeededAsync();
        await far.ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });

        await Assertions.Expect(Bar(mail)).ToContainTextAsync("50,001 selected");
        await Assertions.Expect(far).ToHaveAttributeAsync("aria-selected", "true");
        await Assertions.Expect(RowAt(mail, 50_003)).ToHaveAttributeAsync("aria-selected", "false");
        var picked = await PickedAsync(mail);
        Assert.Equal(50_001, picked.Count);
        Assert.Equal(50_001, picked.Uids.Distinct().Count());
        Assert.Equal(second, picked.Uids.Max());
        Assert.Equal(await UidAsync(far), picked.Uids.Min());

        await mail.List.EvaluateAsync("list => { list.scrollTop = 0; }");
        await Assertions.Expect(RowAt(mail, 1)).ToHaveAttributeAsync("aria-selected", "false");
        await Assertions.Expect(RowAt(mail, 2)).ToHaveAttributeAsync("aria-selected", "true");
        await Assertions.Expect(RowAt(mail, 3)).ToHaveAttributeAsync("aria-selected", "true");
    }

    [Fact]
    public async Task A_range_is_right_in_a_mailbox_with_more_holes_than_the_page_is_told_of()
    {
        var user = demo.Mail.NewUser();
        await Demo.FillAsync(demo.Mail, user, 2_400, Token);
        uint[] kept;
        using (var client = await demo.Mail.ConnectAsync(user, Token))
        {
            await client.Inbox!.OpenAsync(FolderAccess.ReadWrite, Token);
            await client.Inbox.StoreAsync(
                [.. Enumerable.Range(0, 1_200).Select(static i => 2 * i)], new StoreFlagsRequest(StoreAction.Add, MessageFlags.Deleted), Token);
            await client.Inbox.ExpungeAsync(Token);
            kept = [.. (await client.Inbox.SearchAsync(MailKit.Search.SearchQuery.All, Token)).Select(static u => u.Id).Order()];
        }

        Assert.Equal(1_200, kept.Length);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);

        await PickAsync(RowAt(mail, 3));
        await mail.Page.Keyboard.PressAsync("End");
        await RowAt(mail, 1_200).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });

        await Assertions.Expect(Bar(mail)).ToContainTextAsync("1,198 selected");
        Assert.Equal(kept[..1_198], (await PickedAsync(mail)).Uids.Order());
    }

    [Fact]
    public async Task A_selection_survives_scrolling_new_mail_a_new_circuit_and_a_reload()
    {
        await using var server = await new WebmailServer(demo.Mail).StartAsync(Token);
        var user = await DeliverAsync(demo, 120);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        var letters = new[] { "Letter 119", "Letter 117", "Letter 116" };
        foreach (var letter in letters)
            await PickAsync(mail.Row(letter));
        var before = await PickedAsync(mail);
        Assert.Equal(3, before.Count);

        await mail.List.EvaluateAsync("list => { list.scrollTop = list.scrollHeight; }");
        await Assertions.Expect(mail.Row("Letter 001")).ToBeVisibleAsync();
        await Assertions.Expect(mail.Row("Letter 119")).Not.ToBeAttachedAsync();
        await mail.List.EvaluateAsync("list => { list.scrollTop = 0; }");
        await ExpectSelectedAsync(mail, letters);

        await demo.Mail.DeliverAsync(user, Letters.Plain("Newcomer"), Token);
        await Assertions.Expect(mail.List).ToHaveAttributeAsync("aria-rowcount", "121");
        await ExpectSelectedAsync(mail, letters);

        await server.KillAsync();
        await server.StartAsync(Token);
        await Place.UsableAsync(mail.Page);
        await ExpectSelectedAsync(mail, letters);
        Assert.Equal(before.Uids.Order(), (await PickedAsync(mail)).Uids.Order());

        await mail.Page.ReloadAsync();
        await mail.ReadyAsync();
        await ExpectSelectedAsync(mail, letters);
        Assert.Equal(before.Uids.Order(), (await PickedAsync(mail)).Uids.Order());

        await mail.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Bar(mail)).ToBeHiddenAsync();
        await Assertions.Expect(mail.Row("Letter 119")).ToHaveAttributeAsync("aria-selected", "false");
    }

    [Fact]
    public async Task All_means_what_was_there_when_it_was_said()
    {
        var user = await DeliverAsync(demo, 90);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);

        await PickAsync(RowAt(mail, 1));
        await Assertions.Expect(Bar(mail)).ToContainTextAsync(new Regex(@"1 of \d+ shown are selected\."));
        await Bar(mail).GetByRole(AriaRole.Button, new() { Name = "Select all 90 in Inbox" }).ClickAsync();
        await Assertions.Expect(Bar(mail)).ToContainTextAsync("All 90 in Inbox are selected.");
        await Assertions.Expect(Bar(mail).GetByRole(AriaRole.Checkbox)).ToBeCheckedAsync();
        await RowAt(mail, 4).ClickAsync(new() { Modifiers = [KeyboardModifier.Control] });
        await Assertions.Expect(Bar(mail)).ToContainTextAsync("89 selected");
        await demo.Mail.DeliverAsync(user, Letters.Plain("Too late"), Token);

        await Assertions.Expect(mail.Row("Too late")).ToHaveAttributeAsync("aria-selected", "false");
        await Assertions.Expect(Bar(mail)).ToContainTextAsync("89 selected");
        var picked = await PickedAsync(mail);
        Assert.Empty(picked.Uids);
        Assert.Equal(89, picked.Count);
        Assert.Equal(90u, picked.UpTo);
        Assert.Equal([87u], picked.Except);

        await Bar(mail).GetByRole(AriaRole.Button, new() { Name = "Clear selection" }).ClickAsync();
        await Assertions.Expect(Bar(mail)).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Keys_select_and_unselect()
    {
        var user = await DeliverAsync(demo, 9);
        await using var relay = new Relay(demo.Webmail.Port);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, relay.Url, user);
        // The server is not asked for any of it.
        relay.Freeze();
        var keys = mail.Page.Keyboard;
        await RowAt(mail, 1).FocusAsync();

        foreach (var key in new[] { "j", "x", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowUp" })
            await keys.PressAsync(key);
        await ExpectSelectedAsync(mail, "Letter 008", "Letter 007");
        await Assertions.Expect(mail.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "2 selected" })).ToBeAttachedAsync();

        await keys.PressAsync("*");
        await keys.PressAsync("n");
        await ExpectSelectedAsync(mail);
        await keys.PressAsync("Control+a");
        await Assertions.Expect(Bar(mail)).ToContainTextAsync("9 selected");
        await keys.PressAsync("Escape");
        await ExpectSelectedAsync(mail);
        await keys.PressAsync("*");
        await keys.PressAsync("a");
        await Assertions.Expect(Bar(mail)).ToContainTextAsync("9 selected");
    }

    [Theory]
    [InlineData(Device.Desktop, Theme.Dark)]
    [InlineData(Device.Phone, Theme.Light)]
    public async Task Selecting_has_no_serious_accessibility_finding(Device device, Theme theme)
    {
        await using var context = await browser.NewContextAsync(device, theme);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, await demo.PersonAsync(Token));
        await PickAsync(RowAt(mail, 2));
        await Bar(mail).GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await Assertions.Expect(mail.Page.GetByRole(AriaRole.Menu, new() { Name = "Actions" })).ToBeVisibleAsync();

        Assert.Empty(await Axe.SeriousFindingsAsync(mail.Page));
    }
}
