using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

public sealed class SignInTests(Demo demo, Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_password_is_told_in_words_and_the_address_stays_typed()
    {
        var user = demo.Mail.NewUser();
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var page = await context.NewPageAsync();
        await page.GotoAsync(demo.Webmail.Url);

        await page.GetByLabel("Email address").FillAsync(user.Address);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync("not it");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("password");
        Assert.Equal(user.Address, await page.GetByLabel("Email address").InputValueAsync());
        Assert.Equal("", await page.GetByLabel("Password", new() { Exact = true }).InputValueAsync());
    }

    [Fact]
    public async Task A_deep_link_asks_for_the_sign_in_and_then_shows_what_it_names()
    {
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("The linked letter"), Token);
        string link;
        await using (var first = await browser.NewContextAsync(Device.Desktop))
        {
            var mail = await MailPage.SignInAsync(first, demo.Webmail, user);
            await mail.OpenAsync("The linked letter");
            link = mail.Page.Url;
        }

        await using var second = await browser.NewContextAsync(Device.Desktop);
        var page = await second.NewPageAsync();
        await page.GotoAsync(link);
        await page.GetByLabel("Email address").FillAsync(user.Address);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(user.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Assertions.Expect(new MailPage(page).Message.GetByRole(AriaRole.Heading, new() { Name = "The linked letter" }).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Signing_out_ends_every_tab_and_the_address_of_a_message_opens_nothing_any_more()
    {
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("Private"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await mail.OpenAsync("Private");
        var body = await mail.Message.Locator("iframe").First.GetAttributeAsync("src");
        var other = await context.NewPageAsync();
        await other.GotoAsync(mail.Page.Url);
        await new MailPage(other).ReadyAsync();

        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "Account" }).ClickAsync();
        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();

        await Assertions.Expect(mail.Page.GetByLabel("Email address")).ToBeVisibleAsync();
        await Assertions.Expect(other.GetByLabel("Email address")).ToBeVisibleAsync();
        var response = await context.APIRequest.GetAsync(new Uri(new Uri(demo.Webmail.Url), body!).ToString(), new() { MaxRedirects = 0 });
        Assert.NotEqual(200, response.Status);
    }

    [Fact]
    public async Task A_device_that_is_signed_out_from_another_loses_its_page()
    {
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("Welcome"), Token);
        await using var lost = await browser.NewContextAsync(Device.Desktop);
        var there = await MailPage.SignInAsync(lost, demo.Webmail, user);
        await using var here = await browser.NewContextAsync(Device.Desktop);
        var page = (await MailPage.SignInAsync(here, demo.Webmail, user)).Page;
        await page.GotoAsync(demo.Webmail.Url + "/settings");
        var devices = page.GetByRole(AriaRole.List, new() { Name = "Signed-in devices" }).GetByRole(AriaRole.Listitem);
        await Assertions.Expect(devices).ToHaveCountAsync(2);
        await Assertions.Expect(devices.First).ToContainTextAsync("From 127.0.0.1.");

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out Chrome on Linux" }).ClickAsync();

        await Assertions.Expect(there.Page.GetByLabel("Email address")).ToBeVisibleAsync();
        await Assertions.Expect(devices).ToHaveCountAsync(1);
        Assert.DoesNotContain("signin", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_server_that_does_not_answer_is_told()
    {
        var closed = LoopbackPort.Free(1)[0];
        await using var server = await new WebmailServer(null, new Dictionary<string, string>
        {
            ["Webmail__Imap__Host"] = "127.0.0.1",
            ["Webmail__Imap__Port"] = closed.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Webmail__Imap__Security"] = "None",
        }).StartAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Phone);
        var page = await context.NewPageAsync();
        await page.GotoAsync(server.Url);

        await page.GetByLabel("Email address").FillAsync("someone@example.test");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync("secret");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The mail server cannot be reached");
    }

    [Fact]
    public async Task A_misspelt_setting_stops_the_start_and_is_named()
    {
        await using var server = new WebmailServer(demo.Mail, new Dictionary<string, string> { ["Webmail__Imap__Hots"] = "mail.example.test" });

        var words = await server.FailToStartAsync(Token);

        Assert.Contains("Webmail__Imap__Hots", words, StringComparison.Ordinal);
    }
}
