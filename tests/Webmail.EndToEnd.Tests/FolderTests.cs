using System.Text.RegularExpressions;
using MailKit;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Xunit;

namespace Webmail.EndToEnd.Tests;

public sealed class FolderTests(Demo demo, Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Folders_are_made_named_moved_and_deleted_with_keys_and_every_tab_follows()
    {
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("A letter"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await SignInAsync(context, demo.Webmail, user);
        var other = new MailPage(await context.NewPageAsync());
        await other.Page.GotoAsync(mail.Page.Url);
        await other.ReadyAsync();

        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "New folder", Exact = true }).ClickAsync();
        await NameAsync(mail, "a/b");
        await Assertions.Expect(Dialog(mail).GetByRole(AriaRole.Alert)).ToContainTextAsync("cannot have");
        await Assertions.Expect(Dialog(mail).GetByRole(AriaRole.Textbox)).ToHaveValueAsync("a/b");
        await NameAsync(mail, "Clients");
        await Assertions.Expect(other.Folder("Clients")).ToBeVisibleAsync();

        await ChooseAsync(mail, "Clients", "New folder inside");
        await NameAsync(mail, "東京");
        await Assertions.Expect(mail.Folder("東京")).ToBeVisibleAsync();
        await other.Folder("Clients").ClickAsync();
        await other.Page.WaitForURLAsync(new Regex("/Clients$"));

        await mail.Folder("Clients").PressAsync("F2");
        await NameAsync(mail, "Customers");
        await Assertions.Expect(mail.Folder("Customers")).ToBeFocusedAsync();
        await other.Page.WaitForURLAsync(new Regex("/Customers$"));

        await ChooseAsync(mail, "東京", "Move to…");
        await Dialog(mail).GetByRole(AriaRole.Button, new() { Name = "Top level" }).ClickAsync();
        await Assertions.Expect(mail.Folder("東京")).ToHaveAttributeAsync("aria-level", "1");

        await ChooseAsync(mail, "Customers", "Delete");
        await Assertions.Expect(mail.Folder("Customers")).ToHaveAttributeAsync("data-mailbox", "Trash/Customers");
        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).Last.ClickAsync();
        await Assertions.Expect(mail.Folder("Customers")).ToHaveAttributeAsync("data-mailbox", "Customers");
    }

    [Fact]
    public async Task A_folder_is_dragged_into_another_one_and_messages_are_offered_to_it()
    {
        var user = demo.Mail.NewUser();
        using (var client = await demo.Mail.ConnectAsync(user, Token))
        {
            var top = client.GetFolder(client.PersonalNamespaces[0]);
            await top.CreateAsync("Kyoto", true, Token);
            await top.CreateAsync("Travel", true, Token);
        }

        await demo.Mail.DeliverAsync(user, Letters.Plain("A letter"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await SignInAsync(context, demo.Webmail, user);

        await mail.Folder("Kyoto").DragToAsync(mail.Folder("Travel"));
        await Assertions.Expect(mail.Folder("Kyoto")).ToHaveAttributeAsync("data-mailbox", "Travel/Kyoto");

        var dropped = await mail.Page.EvaluateAsync<string>("""
            () => new Promise(resolve => {
              document.addEventListener('webmail:act', event => resolve(JSON.stringify(event.detail)));
              const data = new DataTransfer();
              data.setData('application/x-webmail-messages', JSON.stringify({ count: 1 }));
              const place = document.querySelector('[data-mailbox="Archive"]');
              for (const type of ['dragover', 'drop'])
                place.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, ctrlKey: true, dataTransfer: data }));
            })
            """);
        Assert.Equal("""{"act":"copy","picked":{"count":1},"target":"Archive"}""", dropped);
    }

    [Fact]
    public async Task The_Trash_is_emptied_after_a_question()
    {
        var user = demo.Mail.NewUser();
        using var client = await demo.Mail.ConnectAsync(user, Token);
        var trash = await client.GetFolderAsync("Trash", Token);
        var letter = new MimeKit.MimeMessage { Subject = "Gone", Body = new MimeKit.TextPart { Text = "Gone." } };
        await trash.AppendAsync([.. Enumerable.Range(0, 60).Select(_ => new AppendRequest(letter))], Token);
        await demo.Mail.DeliverAsync(user, Letters.Plain("A letter"), Token);
        await using var context = await browser.NewContextAsync(Device.Phone);
        var mail = await SignInAsync(context, demo.Webmail, user);
        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "Folders" }).First.TapAsync();

        await mail.Folder("Trash, 60 unread").GetByRole(AriaRole.Button, new() { Name = "More" }).TapAsync();
        await mail.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Empty…" }).TapAsync();
        await Assertions.Expect(Dialog(mail)).ToContainTextAsync("This cannot be undone.");
        await Dialog(mail).GetByRole(AriaRole.Button, new() { Name = "Empty Trash" }).TapAsync();

        await Assertions.Expect(mail.Page.GetByText("60 messages deleted")).ToBeVisibleAsync();
        await trash.StatusAsync(StatusItems.Count, Token);
        Assert.Equal(0, trash.Count);
        await Assertions.Expect(mail.Folder("Trash")).ToBeAttachedAsync();
    }

    private static ILocator Dialog(MailPage mail) => mail.Page.GetByRole(AriaRole.Dialog);

    private static async Task<MailPage> SignInAsync(IBrowserContext context, WebmailServer server, Testing.Servers.TestUser user)
    {
        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.Page.WaitForFunctionAsync("() => document.querySelector('[data-mailbox-menu]') && [...document.querySelectorAll('[data-serves]')].every(part => part.dataset.served)");
        return mail;
    }

    private static async Task NameAsync(MailPage mail, string name)
    {
        var field = Dialog(mail).GetByRole(AriaRole.Textbox);
        await field.FillAsync(name);
        await field.PressAsync("Enter");
    }

    private static async Task ChooseAsync(MailPage mail, string folder, string what)
    {
        await mail.Folder(folder).PressAsync("Shift+F10");
        await mail.Page.GetByRole(AriaRole.Menuitem, new() { Name = what, Exact = true }).PressAsync("Enter");
    }
}
