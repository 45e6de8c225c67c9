using System.Diagnostics;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

public sealed class Fail2banTests(Demo demo, Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("simple")]
    [InlineData("systemd")]
    [InlineData("json")]
    public async Task A_refused_sign_in_is_found_in_the_log_with_its_address(string format)
    {
        await using var server = await new WebmailServer(demo.Mail, new Dictionary<string, string>
        {
            ["Logging__Console__FormatterName"] = format,
            ["Logging__Console__FormatterOptions__TimestampFormat"] = "O",
        }).StartAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var page = await context.NewPageAsync();
        await page.GotoAsync(server.Url);
        await page.GetByLabel("Email address").FillAsync("o'neil\"ip=198.51.100.9\\u0022@example.test");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync("not it");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("password");
        await server.TerminateAsync(Token);
        await server.EndedAsync(Token);

        var log = Path.GetTempFileName();
        await File.WriteAllTextAsync(log, server.LastWords + "\n", Token);
        var found = await AddressesAsync(log);
        File.Delete(log);

        Assert.Equal("127.0.0.1", found.Trim());
    }

    private static async Task<string> AddressesAsync(string log)
    {
        var filter = Path.Combine(Repository.Root, "deploy", "fail2ban", "webmail.conf");
        using var process = new Process { StartInfo = new ProcessStartInfo("fail2ban-regex", ["--out", "ip", log, filter]) { RedirectStandardOutput = true } };
        process.Start();
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return output;
    }
}
