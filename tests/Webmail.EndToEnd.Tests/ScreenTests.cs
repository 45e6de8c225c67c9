using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>
/// Every screen at desktop and phone size, in both themes and languages. The pictures are kept under artifacts/screenshots to be
/// looked at; with WEBMAIL_UPDATE_SCREENSHOTS set, those of the README are made anew.
/// </summary>
public sealed class ScreenTests(Demo demo, Browser browser)
{
    private static readonly string Pictures = Path.Combine(Repository.Root, "artifacts", "screenshots");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static MatrixTheoryData<Device, Theme, string> Everywhere { get; } = new(
        [Device.Desktop, Device.Phone], [Theme.Light, Theme.Dark], ["en-GB", "ja-JP"]);

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task No_screen_is_wider_than_the_window_or_has_a_serious_finding(Device device, Theme theme, string locale)
    {
        var user = await demo.PersonAsync(Token);
        await using var context = await browser.NewContextAsync(device, theme, locale);
        var page = await context.NewPageAsync();
        var prefix = $"{device}-{theme}-{locale}-".ToLowerInvariant();
        await page.GotoAsync(demo.Webmail.Url);
        await KeepAsync(page, prefix + "sign-in");
        await page.Locator("input[autocomplete=username]").FillAsync(user.Address);
        await page.Locator("input[autocomplete=current-password]").FillAsync(user.Password);
        await page.Locator("input[autocomplete=current-password]").PressAsync("Enter");
        await page.Locator("[role=grid] [role=row]").First.WaitForAsync();
        await page.WaitForFunctionAsync(MailPage.IsLive);
        await KeepAsync(page, prefix + "list");
        await page.Locator("[role=grid] [role=row]").First.ClickAsync();
        await Assertions.Expect(page.Locator("iframe").First.ContentFrame.Locator("body")).Not.ToBeEmptyAsync();
        await KeepAsync(page, prefix + "message");
        if (locale == "en-GB" && device == Device.Desktop && Environment.GetEnvironmentVariable("WEBMAIL_UPDATE_SCREENSHOTS") is not null)
            File.Copy(Path.Combine(Pictures, prefix + "message.png"), Path.Combine(Repository.Root, "deploy", "screenshots", $"inbox-{theme}.png".ToLowerInvariant()), overwrite: true);
        await page.GotoAsync(demo.Webmail.Url + "/settings");
        await page.WaitForFunctionAsync(MailPage.IsLive);
        await KeepAsync(page, prefix + "settings");
    }

    private static async Task KeepAsync(IPage page, string name)
    {
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, name + ".png") });
        var (content, window) = (await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), await page.EvaluateAsync<int>("innerWidth"));
        Assert.True(content <= window, $"{name} is {content} px wide in a window of {window} px.");
        Assert.Empty((await Axe.SeriousFindingsAsync(page)).Select(finding => $"{name}: {finding}"));
    }
}
