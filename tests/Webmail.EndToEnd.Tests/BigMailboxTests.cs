using System.Globalization;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Xunit;

namespace Webmail.EndToEnd.Tests;

public sealed class BigMailboxTests(Demo demo, Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.Phone)]
    public async Task The_oldest_of_100000_messages_is_one_drag_of_the_scrollbar_away(Device device)
    {
        var user = await demo.CollectorAsync(Token);
        await using var context = await browser.NewContextAsync(device);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        Assert.Equal(Demo.BigCount, await mail.CountAsync());

        await mail.List.EvaluateAsync("list => { list.scrollTop = list.scrollHeight; }");
        var oldest = mail.List.Locator($"[role=row][aria-rowindex='{Demo.BigCount.ToString(CultureInfo.InvariantCulture)}']");
        await Assertions.Expect(oldest).ToBeVisibleAsync();
        await oldest.ClickAsync();

        await Assertions.Expect(mail.Message.GetByRole(AriaRole.Heading).First).ToBeVisibleAsync();
        await Assertions.Expect(mail.Body.Locator("body")).Not.ToBeEmptyAsync();
    }

    [Fact]
    public async Task Back_returns_to_the_place_in_the_list()
    {
        var user = await demo.CollectorAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Phone);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await mail.List.EvaluateAsync("list => { list.scrollTop = list.scrollHeight / 2; }");
        var row = mail.List.Locator("[role=row][aria-rowindex='50002']");
        await row.ScrollIntoViewIfNeededAsync();
        await row.ClickAsync();
        await mail.Message.GetByRole(AriaRole.Heading).First.WaitForAsync();

        await mail.Page.GoBackAsync();

        await Assertions.Expect(row).ToBeInViewportAsync();
    }
}
