using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Xunit;
using static Webmail.EndToEnd.Tests.Harness.Picking;

namespace Webmail.EndToEnd.Tests;

/// <summary>Fingers, menus and drags on rows: each asks for an action on the right messages.</summary>
public sealed class RowGestureTests(Demo demo, Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_finger_archives_to_the_right_deletes_to_the_left_and_may_change_its_mind()
    {
        var user = await DeliverAsync(demo, 30);
        await using var context = await browser.NewContextAsync(Device.Phone);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await RecordActsAsync(mail, takeAway: false);
        var finger = await Finger.OnAsync(mail.Page);

        await finger.DragAsync(await Finger.MiddleAsync(mail.Row("Letter 030")), 100, 0, Token);
        Assert.Empty(await ActsAsync(mail));
        await Assertions.Expect(mail.Row("Letter 030")).ToBeVisibleAsync();
        await finger.DragAsync(await Finger.MiddleAsync(mail.Row("Letter 029")), 190, 4, Token);
        await Assertions.Expect(mail.List).ToHaveAttributeAsync("aria-rowcount", "29");
        await SettledAsync(mail);
        await finger.DragAsync(await Finger.MiddleAsync(mail.Row("Letter 027")), -190, -4, Token);
        await Assertions.Expect(mail.List).ToHaveAttributeAsync("aria-rowcount", "28");
        Assert.Equal(["archive 29", "delete 27"], await ActsAsync(mail));

        // The edge is the system's, and up and down scrolls.
        var first = await Finger.MiddleAsync(mail.Row("Letter 030"));
        await finger.DragAsync((8, first.Y), 250, 0, Token);
        await finger.DragAsync(await Finger.MiddleAsync(mail.Row("Letter 026")), 20, -300, Token);
        await mail.Page.WaitForFunctionAsync("() => document.querySelector('[role=grid]').scrollTop > 100");
        Assert.Equal(2, (await ActsAsync(mail)).Length);
    }

    [Fact]
    public async Task A_finger_that_rests_selects_and_the_next_ones_tap()
    {
        var user = await DeliverAsync(demo, 6);
        await using var context = await browser.NewContextAsync(Device.Phone);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        var finger = await Finger.OnAsync(mail.Page);

        await finger.DownAsync(await Finger.MiddleAsync(mail.Row("Letter 005")));
        await Assertions.Expect(mail.Row("Letter 005")).ToHaveAttributeAsync("aria-selected", "true");
        await finger.UpAsync();
        await mail.Row("Letter 003").TapAsync();

        await ExpectSelectedAsync(mail, "Letter 005", "Letter 003");
        await Assertions.Expect(mail.Message).ToBeHiddenAsync();
        await Bar(mail).GetByRole(AriaRole.Button, new() { Name = "More" }).TapAsync();
        await Assertions.Expect(mail.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Move to" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_menu_of_a_row_is_about_it_or_about_the_selection_it_is_part_of()
    {
        var user = await DeliverAsync(demo, 6);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await RecordActsAsync(mail, takeAway: false);
        var menu = mail.Page.GetByRole(AriaRole.Menu, new() { Name = "Actions" });

        await mail.Row("Letter 006").FocusAsync();
        await mail.Page.Keyboard.PressAsync("Shift+F10");
        await Assertions.Expect(menu.GetByRole(AriaRole.Menuitem, new() { Name = "Archive" })).ToBeFocusedAsync();
        await Assertions.Expect(menu.GetByRole(AriaRole.Menuitem, new() { Name = "Mark as unread" })).ToBeHiddenAsync();
        await Assertions.Expect(menu.GetByRole(AriaRole.Menuitem, new() { Name = "Open in new tab" })).ToHaveAttributeAsync(
            "href", await mail.Row("Letter 006").Locator("a").GetAttributeAsync("href") ?? "");
        await mail.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(menu).ToBeHiddenAsync();
        await Assertions.Expect(mail.Row("Letter 006")).ToBeFocusedAsync();

        await PickAsync(mail.Row("Letter 004"));
        await PickAsync(mail.Row("Letter 002"));
        await mail.Row("Letter 005").ClickAsync(new() { Button = MouseButton.Right });
        await menu.GetByRole(AriaRole.Menuitem, new() { Name = "Delete" }).ClickAsync();
        await mail.Row("Letter 002").ClickAsync(new() { Button = MouseButton.Right });
        await menu.GetByRole(AriaRole.Menuitem, new() { Name = "Move to" }).ClickAsync();
        await mail.Page.GetByRole(AriaRole.Dialog, new() { Name = "Move to" }).WaitForAsync();
        await mail.Page.Keyboard.PressAsync("Escape");
        await mail.Row("Letter 003").HoverAsync();
        await mail.Row("Letter 003").GetByRole(AriaRole.Button, new() { Name = "Archive" }).ClickAsync();
        await Bar(mail).GetByRole(AriaRole.Button, new() { Name = "Mark as read" }).ClickAsync();

        Assert.Equal(["delete 5", "move 4 2", "archive 3", "seen 4 2"], await ActsAsync(mail));
    }

    [Fact]
    public async Task Rows_are_dragged_to_a_folder()
    {
        var user = await DeliverAsync(demo, 6);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await RecordActsAsync(mail, takeAway: false);

        await mail.Row("Letter 005").DragToAsync(mail.Folder("Archive"));
        await PickAsync(mail.Row("Letter 004"));
        await PickAsync(mail.Row("Letter 002"));
        await mail.Row("Letter 002").DragToAsync(mail.Folder("Trash"));
        await Assertions.Expect(mail.List).ToHaveAttributeAsync("aria-rowcount", "3");
        await mail.Row("Letter 006").DragToAsync(mail.Folder("Inbox"));

        Assert.Equal(["move 5 > Archive", "move 4 2 > Trash"], await ActsAsync(mail));
    }
}
