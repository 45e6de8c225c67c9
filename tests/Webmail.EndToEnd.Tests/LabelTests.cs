using MailKit;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Xunit;

namespace Webmail.EndToEnd.Tests;

public sealed class LabelTests(Demo demo, Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_keyword_set_with_a_second_client_shows_as_a_label()
    {
        var user = demo.Mail.NewUser();
        foreach (var subject in new[] { "Floor plan", "Dinner" })
            await demo.Mail.DeliverAsync(user, Letters.Plain(subject), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        var labels = mail.Page.GetByRole(AriaRole.Tree, new() { Name = "Labels" });
        await Assertions.Expect(labels.GetByRole(AriaRole.Treeitem, new() { Name = "Important" })).ToBeVisibleAsync();
        using var client = await demo.Mail.ConnectAsync(user, Token);
        var inbox = client.Inbox!;
        await inbox.OpenAsync(FolderAccess.ReadWrite, Token);

        await inbox.StoreAsync(0, new StoreFlagsRequest(StoreAction.Add, new HashSet<string> { "$label1", "&W7Zlzw-" }), Token);

        await Assertions.Expect(mail.Row("Floor plan")).ToContainTextAsync("Important");
        await Assertions.Expect(mail.Row("Floor plan")).ToContainTextAsync("家族");
        var family = labels.GetByRole(AriaRole.Treeitem, new() { Name = "家族" });
        await family.ClickAsync();
        await Assertions.Expect(mail.List).ToHaveAttributeAsync("aria-rowcount", "1");
        await Assertions.Expect(mail.Row("Floor plan")).ToBeVisibleAsync();
        await mail.OpenAsync("Floor plan");
        await Assertions.Expect(mail.Message).ToContainTextAsync("家族");

        // Another name, on every device; the keyword stays what other programs know.
        await family.ClickAsync(new() { Button = MouseButton.Right });
        await mail.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Rename" }).ClickAsync();
        var dialog = mail.Page.GetByRole(AriaRole.Dialog, new() { Name = "Rename label" });
        await dialog.GetByLabel("Name").FillAsync("Family");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(labels.GetByRole(AriaRole.Treeitem, new() { Name = "Family" })).ToBeVisibleAsync();
        await Assertions.Expect(mail.Row("Floor plan")).ToContainTextAsync("Family");
        await Assertions.Expect(mail.Message).ToContainTextAsync("Family");
        await using var elsewhere = await browser.NewContextAsync(Device.Desktop);
        var other = await MailPage.SignInAsync(elsewhere, demo.Webmail, user);
        await Assertions.Expect(other.Row("Floor plan")).ToContainTextAsync("Family");
        await inbox.CheckAsync(Token);
        Assert.Contains("&W7Zlzw-", inbox.AcceptedKeywords);
    }

    [Fact]
    public async Task Messages_dropped_on_a_label_ask_for_it()
    {
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("Floor plan"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        var work = mail.Page.GetByRole(AriaRole.Tree, new() { Name = "Labels" }).GetByRole(AriaRole.Treeitem, new() { Name = "Work" });

        var asked = await work.EvaluateAsync<string>("""
            item => {
              let asked = '';
              document.addEventListener('webmail:act', event => { asked = JSON.stringify(event.detail); });
              const data = new DataTransfer();
              data.setData('application/x-webmail-messages', JSON.stringify({ list: 'mail/a/INBOX', uids: ['7'] }));
              for (const type of ['dragenter', 'dragover'])
                item.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
              const lit = item.hasAttribute('data-drop');
              item.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
              return `${lit} ${item.hasAttribute('data-drop')} ${asked}`;
            }
            """);

        Assert.Equal("""true false {"act":"label","label":"$label2","picked":{"list":"mail/a/INBOX","uids":["7"]}}""", asked);
    }
}
