using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Xunit;

namespace Webmail.EndToEnd.Tests;

public sealed class AccessibilityTests(Demo demo, Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static MatrixTheoryData<Device, Theme, string> Everywhere { get; } = new(
        [Device.Desktop, Device.Phone], [Theme.Light, Theme.Dark], ["en-GB", "ja-JP"]);

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task No_page_has_a_serious_finding(Device device, Theme theme, string locale)
    {
        var user = await demo.PersonAsync(Token);
        await using var context = await browser.NewContextAsync(device, theme, locale);
        var page = await context.NewPageAsync();
        await page.GotoAsync(demo.Webmail.Url);
        await CheckAsync(page, "sign-in");
        await page.Locator("input[autocomplete=username]").FillAsync(user.Address);
        await page.Locator("input[autocomplete=current-password]").FillAsync(user.Password);
        await page.Locator("input[autocomplete=current-password]").PressAsync("Enter");
        await page.Locator("[role=grid] [role=row]").First.WaitForAsync();
        await page.WaitForFunctionAsync(MailPage.IsLive);
        await CheckAsync(page, "list");
        await page.Locator("[role=grid] [role=row]").First.ClickAsync();
        await page.Locator("iframe").First.ContentFrame.Locator("body").WaitForAsync();
        await CheckAsync(page, "message");
        await page.GotoAsync(demo.Webmail.Url + "/settings");
        await page.WaitForFunctionAsync(MailPage.IsLive);
        await CheckAsync(page, "settings");
    }

    private static async Task CheckAsync(IPage page, string name)
    {
        // The letter itself is somebody else's document: its contrast is not ours to judge.
        var result = await page.RunAxe(new AxeRunContext { Exclude = [new AxeSelector("iframe")] });
        var serious = result.Violations.Where(static v => v.Impact is "serious" or "critical")
            .Select(v => $"{name}: {v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(static n => n.Html))}");
        Assert.Empty(serious);
    }
}
