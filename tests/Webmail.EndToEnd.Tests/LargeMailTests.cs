using System.Text;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Html.Tests;
using Xunit;

namespace Webmail.EndToEnd.Tests;

public sealed class LargeMailTests(Demo demo, Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_newsletter_over_the_limits_is_text_until_its_reader_asks_for_its_design()
    {
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Raw("text/html; charset=utf-8", "The week in pottery", Encoding.UTF8.GetBytes(Newsletter.Of(2_500_000))), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);

        await mail.OpenAsync("The week in pottery");
        await Assertions.Expect(mail.Body.GetByText("too complex to show as HTML")).ToBeVisibleAsync();
        await Assertions.Expect(mail.Body.GetByText("The kiln of week 1 & what came out of it")).ToBeVisibleAsync();
        await mail.Message.GetByRole(AriaRole.Button, new() { Name = "Try to show it as designed" }).ClickAsync();

        await Assertions.Expect(mail.Body.GetByRole(AriaRole.Heading, new() { Name = "The kiln of week 1 & what came out of it" })).ToBeVisibleAsync();
        await Assertions.Expect(mail.Message.GetByRole(AriaRole.Button, new() { Name = "Try to show it as designed" })).ToHaveCountAsync(0);
    }
}
