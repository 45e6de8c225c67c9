using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Xunit;

namespace Webmail.EndToEnd.Tests;

public sealed class FirstLoadTests(Demo demo, Browser browser)
{
    private const int MaxBytes = 350 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_mail_page_is_small_and_its_rows_come_with_the_first_answer()
    {
        var user = await demo.PersonAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var url = (await MailPage.SignInAsync(context, demo.Webmail, user)).Page.Url;
        await context.Pages[0].CloseAsync();

        var page = await context.NewPageAsync();
        var devtools = await context.NewCDPSessionAsync(page);
        await devtools.SendAsync("Network.enable");
        await devtools.SendAsync("Network.setCacheDisabled", new Dictionary<string, object> { ["cacheDisabled"] = true });
        var bytes = 0L;
        devtools.Event("Network.loadingFinished").OnEvent += (_, e) =>
            Interlocked.Add(ref bytes, (long)e!.Value.GetProperty("encodedDataLength").GetDouble());
        await page.GotoAsync(url);
        await new MailPage(page).ReadyAsync();
        await page.WaitForLoadStateAsync(LoadState.Load);

        TestContext.Current.SendDiagnosticMessage("First load: {0:N0} bytes", bytes);
        Assert.InRange(bytes, 1, MaxBytes);
        var html = await (await context.APIRequest.GetAsync(url)).TextAsync();
        Assert.Contains("role=\"row\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_its_content_in_its_name_is_kept_by_the_browser_and_the_pages_are_not()
    {
        using var client = new HttpClient { BaseAddress = new Uri(demo.Webmail.Url) };
        using var page = await client.GetAsync("/signin", Token);
        var style = Regex.Match(await page.Content.ReadAsStringAsync(Token), "href=\"(app\\.[a-z0-9]+\\.css)\"").Groups[1].Value;
        using var file = await client.GetAsync("/" + style, Token);

        Assert.Equal("max-age=31536000, immutable", file.Headers.NonValidated["Cache-Control"].ToString());
        Assert.Equal("no-cache, no-store", page.Headers.NonValidated["Cache-Control"].ToString());
    }
}
