using System.Globalization;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>Copying folders to another server, as its user sees it: to a Cyrus behind a network that can be held up.</summary>
public sealed class CopyFoldersTests(Demo demo, Browser browser, CyrusServer cyrus) : IClassFixture<CyrusServer>
{
    private static readonly string Pictures = Path.Combine(Repository.Root, "artifacts", "screenshots");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_goes_on_while_the_page_is_left_and_everything_arrives()
    {
        var (user, target) = (await demo.NewPersonAsync(Token), cyrus.NewUser());
        await using var relay = new CuttingRelay(cyrus.ImapPort);
        await using var webmail = await new WebmailServer(
            demo.Mail, new Dictionary<string, string> { ["Webmail__AllowPrivateServers"] = "true" }).StartAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, webmail, user);
        var page = mail.Page;
        await page.GotoAsync(webmail.Url + "/settings");
        await page.GetByRole(AriaRole.Link, new() { Name = "Copy folders to another server" }).ClickAsync();
        await FillAsync(page, relay.Port, target);
        await KeepAsync(page, "form");
        // The other server goes away in the middle: the copy waits for it, and the page can be left meanwhile.
        relay.CutAfter(60_000);
        relay.RefuseAfterCut = true;
        await page.GetByRole(AriaRole.Button, new() { Name = "Start copying" }).ClickAsync();
        await Assertions.Expect(page.GetByText("It is tried again by itself")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await KeepAsync(page, "running");

        await page.GotoAsync(webmail.Url);
        await mail.ReadyAsync();
        relay.ComeBack();
        await page.GotoAsync(webmail.Url + "/settings/copy");

        await Assertions.Expect(page.GetByText("messages were copied.")).ToBeVisibleAsync(new() { Timeout = 120_000 });
        await KeepAsync(page, "result");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Not copied" })).ToHaveCountAsync(0);
        using var source = await demo.Mail.ConnectAsync(user, Token);
        using var copy = await cyrus.ConnectAsync(target, Token);
        Assert.Equal(await CountAsync(source, ""), await CountAsync(copy, "Copied mail"));
    }

    private static async Task FillAsync(IPage page, int port, TestUser target)
    {
        await page.WaitForFunctionAsync(MailPage.IsLive);
        await page.GetByLabel("IMAP server").FillAsync("127.0.0.1");
        await page.GetByLabel("Port", new() { Exact = true }).FillAsync(port.ToString(CultureInfo.InvariantCulture));
        await page.GetByLabel("Connection", new() { Exact = true }).SelectOptionAsync("None");
        await page.GetByLabel("User name").FillAsync(target.Account.UserName);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(target.Password);
    }

    // As it looks everywhere, to be looked at; and nothing is wider than its window.
    private static async Task KeepAsync(IPage page, string name)
    {
        foreach (var (width, height) in ((int, int)[])[(1440, 900), (390, 844)])
        {
            await page.SetViewportSizeAsync(width, height);
            foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
                await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"copy-{name}-{width}-{scheme}.png".ToLowerInvariant()) });
            }

            var content = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.True(content <= width, $"{name} is {content} px wide in a window of {width} px.");
        }

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(1440, 900);
    }

    private static async Task<int> CountAsync(MailKit.Net.Imap.ImapClient client, string below)
    {
        var count = 0;
        foreach (var folder in await client.GetFoldersAsync(client.PersonalNamespaces[0], MailKit.StatusItems.Count, false, Token))
        {
            if ((folder.Attributes & (MailKit.FolderAttributes.NoSelect | MailKit.FolderAttributes.NonExistent)) == 0
                && (below.Length == 0 || folder.FullName.StartsWith(below + "/", StringComparison.Ordinal)))
            {
                count += folder.Count;
            }
        }

        return count;
    }
}
