using MailKit;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

public sealed class OutageTests(Demo demo, Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_mail_server_is_away_the_list_stays_readable_and_follows_when_it_is_back()
    {
        await using var fragile = new DovecotServer();
        await fragile.StartAsync(Token);
        await using var server = await new WebmailServer(fragile).StartAsync(Token);
        var user = fragile.NewUser();
        await fragile.DeliverAsync(user, Letters.Plain("Before the storm"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);

        await fragile.StopAsync(Token);
        await Assertions.Expect(mail.Page.GetByText("The mail server cannot be reached")).ToBeVisibleAsync();
        await Assertions.Expect(mail.Row("Before the storm")).ToBeVisibleAsync();
        await fragile.StartAsync(Token);
        await fragile.DeliverAsync(user, Letters.Plain("After the storm"), Token);

        await Assertions.Expect(mail.Row("After the storm")).ToBeAttachedAsync(new() { Timeout = 90_000 });
    }

    [Fact]
    public async Task A_message_deleted_elsewhere_while_open_is_told()
    {
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("Soon gone"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await mail.OpenAsync("Soon gone");

        using var client = await demo.Mail.ConnectAsync(user, Token);
        await client.Inbox!.OpenAsync(FolderAccess.ReadWrite, Token);
        await client.Inbox.StoreAsync(0, new StoreFlagsRequest(StoreAction.Add, MessageFlags.Deleted), Token);
        await client.Inbox.ExpungeAsync(Token);

        await Assertions.Expect(mail.Message.GetByText("moved or deleted")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_folder_deleted_elsewhere_while_open_is_told_and_the_tree_goes_on()
    {
        var user = demo.Mail.NewUser();
        using var client = await demo.Mail.ConnectAsync(user, Token);
        var personal = client.GetFolder(client.PersonalNamespaces[0]);
        var folder = await personal.CreateAsync("Short-lived", true, Token);
        await folder!.AppendAsync(new AppendRequest(Letters.Plain("Inside")), Token);
        await demo.Mail.DeliverAsync(user, Letters.Plain("Outside"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await mail.Folder("Short-lived").ClickAsync();
        await mail.Row("Inside").WaitForAsync();

        await folder.DeleteAsync(Token);
        await mail.Folder("Inbox").ClickAsync();
        await mail.Page.GoBackAsync();

        await Assertions.Expect(mail.Page.GetByText("does not exist")).ToBeVisibleAsync();
        await mail.Folder("Inbox").ClickAsync();
        await Assertions.Expect(mail.Page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("Inbox"));
    }

    [Fact]
    public async Task A_password_changed_elsewhere_is_told_and_what_is_on_screen_stays()
    {
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("Still readable"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);

        await demo.Mail.ChangePasswordAsync(user, "another-one", Token);
        await demo.Mail.KickAsync(user, Token);

        await Assertions.Expect(mail.Page.GetByText("password").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(mail.Row("Still readable")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Huge_and_broken_mail_is_opened_in_words_and_the_page_goes_on()
    {
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Raw("text/plain; charset=utf-8", "Fifty megabytes", Letters.Lines(50 * 1024 * 1024)), Token);
        await demo.Mail.DeliverAsync(user, Letters.Raw("multipart/mixed; boundary=b", "Ten thousand parts", Letters.Parts("b", 10_000)), Token);
        await demo.Mail.DeliverAsync(user, Letters.Raw("text/plain", "A long header\r\nX-Long: " + new string('x', 1024 * 1024), "End."u8.ToArray()), Token);
        await demo.Mail.DeliverAsync(user, Letters.Raw("multipart/alternative", "No boundary", "garbage"u8.ToArray()), Token);
        await demo.Mail.DeliverAsync(user, Letters.Plain("An ordinary one"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);

        foreach (var subject in new[] { "Fifty megabytes", "Ten thousand parts", "A long header", "No boundary", "An ordinary one" })
            await mail.OpenAsync(subject);

        await Assertions.Expect(mail.Body.GetByText("Short and to the point.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Redis_away_at_the_start_is_told_on_the_form_and_sign_in_works_when_it_is_back()
    {
        await using var redis = new RedisServer();
        await using var server = await new WebmailServer(demo.Mail, new Dictionary<string, string>
        {
            ["Webmail__Redis__Configuration"] = redis.Configuration,
        }).StartAsync(Token, "/healthz/live");
        var user = demo.Mail.NewUser();
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var page = await context.NewPageAsync();
        await page.GotoAsync(server.Url);
        await page.GetByLabel("Email address").FillAsync(user.Address);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(user.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();

        await redis.StartAsync(Token);
        await server.ReadyAsync(Token);
        await demo.Mail.DeliverAsync(user, Letters.Plain("At last"), Token);
        await MailPage.SignInAsync(context, server, user);
    }
}
