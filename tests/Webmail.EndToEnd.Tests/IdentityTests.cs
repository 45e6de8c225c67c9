using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>Writing as somebody: identities made in the settings, chosen by the mail that is answered and by hand, through a real Postfix.</summary>
public sealed class IdentityTests(PostfixServer post, Browser browser) : IClassFixture<PostfixServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mail_to_an_alias_is_answered_from_it_and_the_signature_follows_the_choice()
    {
        var (user, other) = (post.Mail.NewUser(), post.Mail.NewUser());
        await post.Mail.DeliverAsync(user, $"From: Haruka Ito <{other.Address}>\nTo: sales@shop.example\nSubject: Vase\nMessage-ID: <v1@ito.example>\n\nHow much?\n", Token);
        await using var server = await post.StartWebmailAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        await AddIdentityAsync(mail.Page, "Sales", "sales@shop.example", "Sales desk");
        await mail.Page.GotoAsync(new Uri(new Uri(mail.Page.Url), "/").ToString());
        await mail.ReadyAsync();
        await mail.OpenAsync("Vase");

        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "Reply", Exact = true }).First.ClickAsync();
        var window = mail.Page.GetByRole(AriaRole.Dialog, new() { Name = "Re: Vase" });
        var text = window.GetByRole(AriaRole.Textbox, new() { Name = "Message text" });
        await Assertions.Expect(text).ToHaveValueAsync(new Regex("^\n\n-- \nSales desk\n\n.*wrote:\n> How much"));
        var from = window.GetByRole(AriaRole.Combobox, new() { Name = "From" });
        await from.SelectOptionAsync(new SelectOptionValue { Label = user.Address });
        await Assertions.Expect(text).Not.ToHaveValueAsync(new Regex("Sales desk"));
        await from.SelectOptionAsync(new SelectOptionValue { Label = "Sales <sales@shop.example>" });
        await Assertions.Expect(text).ToHaveValueAsync(new Regex("\n-- \nSales desk\n\n.*wrote:\n> How much"));
        Assert.Empty(await Axe.SeriousFindingsAsync(mail.Page));
        await window.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        var sent = await post.ReceivedAsync(other, "Re: Vase", Token);
        Assert.Equal("\"Sales\" <sales@shop.example>", sent.From.ToString());
        Assert.Equal("v1@ito.example", sent.InReplyTo);
    }

    [Fact]
    public async Task A_message_of_a_list_is_answered_to_the_list_and_any_message_can_be_written_again()
    {
        var (user, list) = (post.Mail.NewUser(), post.Mail.NewUser());
        await post.Mail.DeliverAsync(
            user, $"From: haruka@ito.example\nTo: {user.Address}\nList-Id: <kiln.ito.example>\nList-Post: <mailto:{list.Address}>\nSubject: Glaze\n\nWhich one?\n", Token);
        await using var server = await post.StartWebmailAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.OpenAsync("Glaze");

        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "More", Exact = true }).Last.ClickAsync();
        await mail.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Reply to list" }).ClickAsync();
        var window = mail.Page.GetByRole(AriaRole.Dialog, new() { Name = "Re: Glaze" });
        await Assertions.Expect(window.Locator("[data-row=to] .rc")).ToHaveCountAsync(1);
        await window.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await post.ReceivedAsync(list, "Re: Glaze", Token);

        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "More", Exact = true }).Last.ClickAsync();
        await mail.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Edit as new" }).ClickAsync();
        var again = mail.Page.GetByRole(AriaRole.Dialog, new() { Name = "Glaze", Exact = true });
        await Assertions.Expect(again.GetByRole(AriaRole.Textbox, new() { Name = "Message text" })).ToContainTextAsync("Which one?");
    }

    [Theory]
    [InlineData(Device.Desktop, Theme.Light)]
    [InlineData(Device.Phone, Theme.Dark)]
    public async Task Identities_have_no_serious_accessibility_finding(Device device, Theme theme)
    {
        var user = post.Mail.NewUser();
        await post.Mail.DeliverAsync(user, Letters.Plain("Welcome"), Token);
        await using var server = await post.StartWebmailAsync(Token);
        await using var context = await browser.NewContextAsync(device, theme);
        var mail = await MailPage.SignInAsync(context, server, user);
        await AddIdentityAsync(mail.Page, "営業部", "sales@shop.example", "Sales desk");
        Assert.Empty(await Axe.SeriousFindingsAsync(mail.Page));
        await mail.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Send Japanese as ISO-2022-JP" }).CheckAsync();
        await Assertions.Expect(mail.Page.GetByText("The choice was saved.")).ToBeVisibleAsync();
        await mail.Page.ReloadAsync();
        await Assertions.Expect(mail.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Send Japanese as ISO-2022-JP" })).ToBeCheckedAsync();

        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "Edit sales@shop.example" }).ClickAsync();
        await mail.Page.GetByLabel("Email address").FillAsync("no address");
        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(mail.Page.GetByText("“no address” is not an email address.")).ToBeVisibleAsync();
        Assert.Empty(await Axe.SeriousFindingsAsync(mail.Page));
    }

    [Fact]
    public async Task A_text_that_was_kept_as_a_template_is_put_into_another_message_with_its_variables()
    {
        var user = post.Mail.NewUser();
        await post.Mail.DeliverAsync(user, Letters.Plain("Welcome"), Token);
        await using var server = await post.StartWebmailAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.Page.Keyboard.PressAsync("c");
        var window = mail.Page.GetByRole(AriaRole.Dialog);
        await mail.Page.Locator(".ProseMirror").WaitForAsync();
        await window.GetByLabel("Subject").FillAsync("Thanks");
        await window.GetByRole(AriaRole.Textbox, new() { Name = "Message text" }).ClickAsync();
        await mail.Page.Keyboard.TypeAsync("Dear {{name}}, {{unknown}}");
        await window.GetByRole(AriaRole.Button, new() { Name = "Templates" }).ClickAsync();
        await Assertions.Expect(window.GetByText("No templates yet.")).ToBeVisibleAsync();
        await window.GetByRole(AriaRole.Button, new() { Name = "Save this text" }).ClickAsync();
        await Assertions.Expect(window.GetByRole(AriaRole.Button, new() { Name = "Thanks", Exact = true })).ToBeVisibleAsync();
        Assert.Empty(await Axe.SeriousFindingsAsync(mail.Page));
        await window.GetByRole(AriaRole.Button, new() { Name = "Discard draft" }).ClickAsync();

        await mail.Page.Keyboard.PressAsync("c");
        await mail.Page.Locator(".ProseMirror").WaitForAsync();
        await window.GetByRole(AriaRole.Textbox, new() { Name = "To", Exact = true }).FillAsync("Haruka Ito <haruka@ito.example>,");
        await window.GetByRole(AriaRole.Button, new() { Name = "Templates" }).ClickAsync();
        await window.GetByRole(AriaRole.Button, new() { Name = "Thanks", Exact = true }).ClickAsync();
        await Assertions.Expect(window.GetByRole(AriaRole.Textbox, new() { Name = "Message text" })).ToContainTextAsync("Dear Haruka Ito, {{unknown}}");
        await Assertions.Expect(window.GetByLabel("Subject")).ToHaveValueAsync("Thanks");
        await window.GetByRole(AriaRole.Button, new() { Name = "Templates" }).ClickAsync();
        await window.GetByRole(AriaRole.Button, new() { Name = "Remove template Thanks" }).ClickAsync();
        await Assertions.Expect(window.GetByText("No templates yet.")).ToBeVisibleAsync();
    }

    private static async Task AddIdentityAsync(IPage page, string name, string address, string signature)
    {
        await page.GotoAsync(new Uri(new Uri(page.Url), "/settings/identities").ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Add identity" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync(name);
        await page.GetByLabel("Email address").FillAsync(address);
        await page.GetByLabel("Signature").FillAsync(signature);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = $"Edit {address}" })).ToBeVisibleAsync();
    }
}
