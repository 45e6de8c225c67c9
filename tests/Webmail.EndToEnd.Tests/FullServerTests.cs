using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Xunit;

namespace Webmail.EndToEnd.Tests;

public sealed class FullServerTests(Demo demo, Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_server_says_so_to_who_comes_and_goes_on_for_who_is_there()
    {
        await using var server = await new WebmailServer(demo.Mail, new Dictionary<string, string> { ["Webmail__Limits__Pages"] = "1" }).StartAsync(Token);
        var (early, late) = (demo.Mail.NewUser(), demo.Mail.NewUser());
        await demo.Mail.DeliverAsync(early, Letters.Plain("First come"), Token);
        await demo.Mail.DeliverAsync(late, Letters.Plain("At last"), Token);
        await using var one = await browser.NewContextAsync(Device.Desktop);
        await using var other = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(one, server, early);

        var page = await other.NewPageAsync();
        await page.GotoAsync(server.Url);
        await page.GetByLabel("Email address").FillAsync(late.Address);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(late.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The server is full.")).ToBeVisibleAsync();
        var refused = await page.ReloadAsync();
        Assert.Equal(503, refused!.Status);
        Assert.Equal("30", refused.Headers["retry-after"]);

        await mail.OpenAsync("First come");
        await Assertions.Expect(mail.Body.GetByText("Short and to the point.")).ToBeVisibleAsync();
        await mail.Page.CloseAsync(new() { RunBeforeUnload = true });
        // The server learns a moment later that the page is gone.
        while ((await page.ReloadAsync())!.Status == 503)
            await Task.Delay(200, Token);
        await Assertions.Expect(new MailPage(page).Row("At last")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_page_loaded_just_before_the_server_was_full_learns_it_by_itself()
    {
        await using var server = await new WebmailServer(demo.Mail, new Dictionary<string, string> { ["Webmail__Limits__Pages"] = "1" }).StartAsync(Token);
        var (early, late) = (demo.Mail.NewUser(), demo.Mail.NewUser());
        await demo.Mail.DeliverAsync(early, Letters.Plain("First come"), Token);
        await using var one = await browser.NewContextAsync(Device.Desktop);
        await using var other = await browser.NewContextAsync(Device.Desktop);
        var page = await other.NewPageAsync();
        var taken = new TaskCompletionSource();
        await page.RouteAsync("**/_blazor/negotiate*", async route =>
        {
            await taken.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync(server.Url);
        await page.GetByLabel("Email address").FillAsync(late.Address);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(late.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await new MailPage(page).SearchBox.WaitForAsync();

        await MailPage.SignInAsync(one, server, early);
        taken.SetResult();

        await page.GetByText("The server is full.").WaitForAsync();
    }
}
