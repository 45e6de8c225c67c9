using System.Text.RegularExpressions;
using MailKit;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Xunit;

namespace Webmail.EndToEnd.Tests;

public sealed class FolderTests(Demo demo, Browser browser)
{
    private const string Served =
        "() => document.querySelector('[data-mailbox-menu]') && [...document.querySelectorAll('[data-serves]')].every(part => part.dataset.served)";

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

    [Fact]
    public async Task Favourites_colours_and_places_are_chosen_with_keys_and_every_device_follows()
    {
        var user = demo.Mail.NewUser();
        using (var client = await demo.Mail.ConnectAsync(user, Token))
        {
            var top = client.GetFolder(client.PersonalNamespaces[0]);
            foreach (var name in new[] { "Clients", "Kyoto", "Travel" })
                await top.CreateAsync(name, true, Token);
            await (await client.GetFolderAsync("Clients", Token)).CreateAsync("Bauer", true, Token);
        }

        await demo.Mail.DeliverAsync(user, Letters.Plain("A letter"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await SignInAsync(context, demo.Webmail, user);
        await using var elsewhere = await browser.NewContextAsync(Device.Desktop);
        var other = await SignInAsync(elsewhere, demo.Webmail, user);
        var favourite = mail.Folder("Bauer").First;

        await ChooseAsync(mail, "Bauer", "Add to favourites");
        await Assertions.Expect(favourite).ToHaveAttributeAsync("aria-level", "1");
        await Assertions.Expect(mail.Folder("Bauer").Last).ToHaveAttributeAsync("aria-level", "2");
        await Assertions.Expect(mail.Folder("Bauer").Last).ToBeFocusedAsync();
        await Assertions.Expect(other.Folder("Bauer")).ToHaveCountAsync(2);
        await Assertions.Expect(mail.Tree.GetByText("Favourites", new() { Exact = true })).ToBeVisibleAsync();

        // It opens the folder, which both rows show; one of them is selected.
        await favourite.ClickAsync();
        await mail.Page.WaitForURLAsync(new Regex("/Clients~1Bauer$"));
        await Assertions.Expect(favourite).ToHaveAttributeAsync("aria-current", "page");
        await Assertions.Expect(mail.Tree.Locator("[aria-selected=true]")).ToHaveCountAsync(1);
        await Assertions.Expect(favourite).ToHaveAttributeAsync("tabindex", "0");

        // The colour is found with arrows; up and down pass over the others.
        await favourite.PressAsync("Shift+F10");
        await mail.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Rename" }).FocusAsync();
        await Assertions.Expect(mail.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Move up" })).ToBeHiddenAsync();
        await mail.Page.Keyboard.PressAsync("ArrowDown");
        await mail.Page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(mail.Page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Red" })).ToBeFocusedAsync();
        await mail.Page.Keyboard.PressAsync("ArrowRight");
        await mail.Page.Keyboard.PressAsync("Enter");
        foreach (var page in new[] { mail, other })
        {
            await Assertions.Expect(page.Folder("Bauer").First).ToHaveAttributeAsync("data-colour", "1");
            await Assertions.Expect(page.Folder("Bauer").Last).ToHaveAttributeAsync("data-colour", "1");
        }

        await ChooseAsync(mail, "Travel", "Move up");
        await Assertions.Expect(mail.Folder("Travel")).ToBeFocusedAsync();
        await OrderIsAsync(other, "Clients", "Travel", "Kyoto");
        // Dropped on the edge of a sibling it comes beside that, in the middle into it.
        var edge = new TargetPosition { X = 60, Y = 2 };
        await mail.Folder("Kyoto").DragToAsync(mail.Folder("Clients"), new() { TargetPosition = edge });
        await OrderIsAsync(mail, "Kyoto", "Clients", "Travel");
        await OrderIsAsync(other, "Kyoto", "Clients", "Travel");

        // Another name changes nothing else.
        await favourite.PressAsync("F2");
        await NameAsync(mail, "Bauer & Söhne");
        await Assertions.Expect(mail.Folder("Bauer & Söhne").First).ToBeFocusedAsync();
        await Assertions.Expect(other.Folder("Bauer & Söhne")).ToHaveCountAsync(2);
        await Assertions.Expect(other.Folder("Bauer & Söhne").First).ToHaveAttributeAsync("data-colour", "1");
        await ChooseAsync(mail, "Kyoto", "Rename");
        await NameAsync(mail, "Zoo");
        await OrderIsAsync(other, "Zoo", "Clients", "Travel");

        // All of it is there in the first drawing of a new page.
        await mail.Folder("Inbox").ClickAsync();
        await mail.Row("A letter").WaitForAsync();
        await mail.Page.ReloadAsync();
        await mail.ReadyAsync();
        await OrderIsAsync(mail, "Zoo", "Clients", "Travel");
        await mail.Page.WaitForFunctionAsync(Served);
        await mail.Folder("Bauer & Söhne").First.PressAsync("Shift+F10");
        await mail.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Remove from favourites" }).PressAsync("Enter");
        await Assertions.Expect(mail.Folder("Bauer & Söhne")).ToHaveCountAsync(1);
        await Assertions.Expect(mail.Folder("Bauer & Söhne")).ToBeFocusedAsync();
        await Assertions.Expect(other.Folder("Bauer & Söhne")).ToHaveCountAsync(1);
    }

    private static Task OrderIsAsync(MailPage mail, params string[] names) => Assertions.Expect(
        mail.Tree.Locator("[aria-level='1']:not([data-use]):not([data-repeated]) .name")).ToHaveTextAsync(names);

    private static ILocator Dialog(MailPage mail) => mail.Page.GetByRole(AriaRole.Dialog);

    private static async Task<MailPage> SignInAsync(IBrowserContext context, WebmailServer server, Testing.Servers.TestUser user)
    {
        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.Page.WaitForFunctionAsync(Served);
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
