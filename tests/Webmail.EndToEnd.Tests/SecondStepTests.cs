using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

public sealed class SecondStepTests(Demo demo, Browser browser)
{
    private static readonly string Pictures = Path.Combine(Repository.Root, "artifacts", "screenshots");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Device.Desktop, Theme.Light)]
    [InlineData(Device.Phone, Theme.Dark)]
    public async Task A_code_is_asked_for_once_it_was_set_up_and_a_recovery_code_works_once(Device device, Theme theme)
    {
        // A webmail of its own: wrong codes count for everybody at this address.
        await using var server = await new WebmailServer(demo.Mail).StartAsync(Token);
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("Welcome"), Token);
        await using var first = await browser.NewContextAsync(device, theme);
        var mail = await MailPage.SignInAsync(first, server, user);
        var page = mail.Page;
        await page.GotoAsync(server.Url + "/settings/two-step");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up" }).ClickAsync();
        var key = await page.Locator(".key").InnerTextAsync();
        await KeepAsync(page, $"second-step-set-up-{device}-{theme}");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(user.Password);
        await page.GetByLabel("Code from your app").FillAsync(AppCode.Of(key, 0));
        await page.GetByRole(AriaRole.Button, new() { Name = "Turn on" }).ClickAsync();
        var codes = page.GetByRole(AriaRole.List, new() { Name = "Recovery codes" }).GetByRole(AriaRole.Listitem);
        await Assertions.Expect(codes).ToHaveCountAsync(10);
        var recovery = await codes.First.InnerTextAsync();
        await KeepAsync(page, $"second-step-codes-{device}-{theme}");
        await page.GetByRole(AriaRole.Button, new() { Name = "I have kept them" }).ClickAsync();
        await Assertions.Expect(page.GetByText("10 recovery codes are left.")).ToBeVisibleAsync();
        await KeepAsync(page, $"second-step-on-{device}-{theme}");

        await using (var second = await browser.NewContextAsync(device, theme))
        {
            var other = await PasswordAsync(second, server, user);
            await KeepAsync(other, $"second-step-code-{device}-{theme}");
            await other.GotoAsync(server.Url + "/settings");
            await Assertions.Expect(other.GetByLabel("Email address")).ToBeVisibleAsync();
            other = await PasswordAsync(second, server, user);
            await other.GetByLabel("Code from your app").FillAsync("000000000");
            await other.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
            await Assertions.Expect(other.GetByRole(AriaRole.Alert)).ToContainTextAsync("not right");
            await other.GetByLabel("Code from your app").FillAsync(AppCode.Of(key, 1));
            await other.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
            await new MailPage(other).ReadyAsync();
            Assert.DoesNotContain(await second.CookiesAsync(), static cookie => cookie.Name.EndsWith("-step", StringComparison.Ordinal));
        }

        await using (var third = await browser.NewContextAsync(device, theme))
        {
            var other = await PasswordAsync(third, server, user);
            await other.GetByText("Your app is not at hand?").ClickAsync();
            await other.GetByLabel("Recovery code").FillAsync(recovery);
            await other.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
            await new MailPage(other).ReadyAsync();
            other = await PasswordAsync(third, server, user);
            await other.GetByText("Your app is not at hand?").ClickAsync();
            await other.GetByLabel("Recovery code").FillAsync(recovery);
            await other.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
            await Assertions.Expect(other.GetByRole(AriaRole.Alert)).ToContainTextAsync("used before");
        }

        // The session that was there before goes on.
        await page.GotoAsync(server.Url);
        await mail.ReadyAsync();
    }

    private static async Task<IPage> PasswordAsync(IBrowserContext context, WebmailServer server, TestUser user)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(server.Url + "/signin");
        await page.GetByLabel("Email address").FillAsync(user.Address);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(user.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Code from your app")).ToBeVisibleAsync();
        return page;
    }

    private static async Task KeepAsync(IPage page, string name)
    {
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, name.ToLowerInvariant() + ".png") });
        var (content, window) = (await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), await page.EvaluateAsync<int>("innerWidth"));
        Assert.True(content <= window, $"{name} is {content} px wide in a window of {window} px.");
        Assert.Empty((await Axe.SeriousFindingsAsync(page)).Select(finding => $"{name}: {finding}"));
    }
}
