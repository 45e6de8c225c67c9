using System.Text;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>Who a message is from, where its links lead, and how it looks on dark paper.</summary>
public sealed class TrustTests(Demo demo, Browser browser)
{
    private const string Offer = """
        <body bgcolor="#f4f4f4" style="margin:0;font-family:Arial"><table width="560" align="center" bgcolor="#ffffff" cellpadding="24"><tr><td>
        <h1 id="title" style="color:#1a1a1a">Autumn offers</h1><p style="color:#666">Write to <a href="mailto:ann@shop.example?subject=Offer%20%26%20price&amp;body=Hello">Ann</a>.</p>
        <p style="background:#ffcc00;color:#000;padding:8px">Twenty percent off</p><p style="background:#16618a;color:#fff;padding:8px">Free delivery</p>
        </td></tr></table></body>
        """;

    private static readonly string Pictures = Path.Combine(Repository.Root, "artifacts", "screenshots");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_forged_authentication_result_earns_no_badge()
    {
        await using var webmail = await new WebmailServer(demo.Mail, new Dictionary<string, string> { ["Webmail__Trust__AuthservIds"] = "mx.example.test" }).StartAsync(Token);
        var user = demo.Mail.NewUser();
        await DeliverAsync(user, "True", "Ann Sato <ann@shop.example>", "Authentication-Results: mx.example.test;\r\n\tdmarc=pass (p=reject) header.from=shop.example\r\n");
        await DeliverAsync(user, "Forged", "Ann Sato <ann@shop.example>", "Authentication-Results: mx.evil.example; dmarc=pass header.from=shop.example\r\n");
        await DeliverAsync(
            user, "Disowned", "\"ann@shop.example\" <eve@evil.example>",
            "Authentication-Results: mx.example.test; dmarc=fail header.from=evil.example\r\nAuthentication-Results: mx.example.test; dmarc=pass header.from=evil.example\r\n");
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, webmail, user);
        var badge = mail.Message.GetByRole(AriaRole.Img, new() { Name = "Verified" });

        await mail.OpenAsync("True");
        await Assertions.Expect(badge).ToHaveAttributeAsync("title", "Verified: shop.example vouches for this message (DMARC)");
        await KeepAsync(mail, "trust-verified");
        await mail.OpenAsync("Forged");
        await Assertions.Expect(mail.Body.GetByText("The offer")).ToBeVisibleAsync();
        await Assertions.Expect(badge).ToHaveCountAsync(0);
        await mail.OpenAsync("Disowned");
        await Assertions.Expect(mail.Message.GetByText("This message is probably not from evil.example")).ToBeVisibleAsync();
        await Assertions.Expect(mail.Message.GetByText("The sender's name says ann@shop.example, but the message is from eve@evil.example.")).ToBeVisibleAsync();
        await Assertions.Expect(badge).ToHaveCountAsync(0);
        await KeepAsync(mail, "trust-disowned");
    }

    [Fact]
    public async Task Mail_for_white_paper_is_darkened_when_its_reader_says_so()
    {
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Raw("text/html; charset=utf-8", "On white", Encoding.UTF8.GetBytes(Offer)), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop, Theme.Dark);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await mail.OpenAsync("On white");

        await Assertions.Expect(mail.Body.Locator("#title, h1")).ToHaveCSSAsync("color", "rgb(26, 26, 26)");
        await KeepAsync(mail, "html-as-sent");
        await ChooseAsync(mail, "Darken");
        await Assertions.Expect(mail.Body.Locator("table")).ToHaveCSSAsync("background-color", "rgb(25, 32, 37)");
        await Assertions.Expect(mail.Body.Locator("h1")).Not.ToHaveCSSAsync("color", "rgb(26, 26, 26)");
        await KeepAsync(mail, "html-darkened");
        await ChooseAsync(mail, "Show as sent");
        await Assertions.Expect(mail.Body.Locator("table")).ToHaveCSSAsync("background-color", "rgb(255, 255, 255)");

        await mail.Page.GotoAsync(demo.Webmail.Url + "/settings");
        await mail.Page.WaitForFunctionAsync(MailPage.IsLive);
        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "Darkened" }).ClickAsync();
        await Assertions.Expect(mail.Page.GetByRole(AriaRole.Button, new() { Name = "Darkened" })).ToHaveAttributeAsync("aria-pressed", "true");
        await KeepAsync(mail, "html-setting");
        await mail.Page.GotoAsync(demo.Webmail.Url);
        await mail.ReadyAsync();
        await mail.OpenAsync("On white");
        await Assertions.Expect(mail.Body.Locator("table")).ToHaveCSSAsync("background-color", "rgb(25, 32, 37)");
    }

    [Fact]
    public async Task An_address_in_a_message_begins_a_message_to_it()
    {
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Raw("text/html; charset=utf-8", "With an address", Encoding.UTF8.GetBytes(Offer)), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await mail.OpenAsync("With an address");

        var page = await context.RunAndWaitForPageAsync(() => mail.Body.GetByRole(AriaRole.Link, new() { Name = "Ann" }).ClickAsync());
        var composer = page.GetByRole(AriaRole.Dialog, new() { Name = "Offer & price" });

        await Assertions.Expect(composer).ToContainTextAsync("ann@shop.example");
        await Assertions.Expect(composer.GetByRole(AriaRole.Textbox, new() { Name = "Subject" })).ToHaveValueAsync("Offer & price");
        await Assertions.Expect(composer.GetByRole(AriaRole.Textbox, new() { Name = "Message text" })).ToContainTextAsync("Hello");
        Assert.DoesNotContain("mailto", page.Url, StringComparison.Ordinal);
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, "compose-from-link.png") });
    }

    private Task DeliverAsync(TestUser user, string subject, string from, string header) => demo.Mail.DeliverAsync(
        user, Encoding.UTF8.GetBytes(
            $"{header}From: {from}\r\nTo: reader@example.test\r\nSubject: {subject}\r\nDate: Mon, 02 Nov 2026 09:30:00 +0100\r\n"
            + $"Message-ID: <{Guid.NewGuid():N}@example.test>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nThe offer\r\n"), Token);

    private static async Task ChooseAsync(MailPage mail, string words)
    {
        await mail.Message.GetByRole(AriaRole.Toolbar).GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await mail.Page.GetByRole(AriaRole.Menuitem, new() { Name = words }).ClickAsync();
    }

    private static async Task KeepAsync(MailPage mail, string name) =>
        await mail.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, name + ".png") });
}
