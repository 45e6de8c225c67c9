using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Xunit;

namespace Webmail.EndToEnd.Tests;

public sealed class KeyboardTests(Demo demo, Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mail_is_found_opened_and_left_without_a_mouse()
    {
        var user = demo.Mail.NewUser();
        for (var i = 1; i <= 5; i++)
            await demo.Mail.DeliverAsync(user, Letters.Plain($"Letter {i}"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        var keys = mail.Page.Keyboard;

        await Assertions.Expect(mail.Rows.First).ToHaveAttributeAsync("tabindex", "0");
        await mail.Rows.First.FocusAsync();
        await keys.PressAsync("j");
        await keys.PressAsync("j");
        await keys.PressAsync("k");
        await keys.PressAsync("Enter");
        await Assertions.Expect(mail.Message.GetByRole(AriaRole.Heading, new() { Name = "Letter 4" }).First).ToBeVisibleAsync();

        await keys.PressAsync("/");
        await Assertions.Expect(mail.SearchBox).ToBeFocusedAsync();
        await keys.TypeAsync("Letter 2");
        await keys.PressAsync("Enter");
        await Assertions.Expect(mail.List).ToHaveAttributeAsync("aria-rowcount", "1");
        await Assertions.Expect(mail.Row("Letter 2")).ToBeVisibleAsync();

        await mail.Page.GoBackAsync();
        await Assertions.Expect(mail.List).ToHaveAttributeAsync("aria-rowcount", "5");
    }

    [Fact]
    public async Task The_folder_tree_is_one_tab_stop_and_follows_the_arrows()
    {
        var user = await demo.PersonAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);

        await mail.Folder("Inbox").FocusAsync();
        await mail.Page.Keyboard.PressAsync("End");
        await mail.Page.Keyboard.PressAsync("Home");
        await Assertions.Expect(mail.Folder("Inbox")).ToBeFocusedAsync();
        await mail.Page.Keyboard.PressAsync("s");
        await mail.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(mail.Page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("Sent|Spam"));
    }
}
