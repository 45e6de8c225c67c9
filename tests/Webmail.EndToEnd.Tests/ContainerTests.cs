using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

public sealed class ContainerTests(Demo demo, Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_image_signs_people_in_without_privileges_and_writes_to_its_volume_alone()
    {
        await using var redis = new RedisServer();
        await redis.InitializeAsync();
        await using var container = new Container(new Dictionary<string, string>
        {
            ["Webmail__Imap__Host"] = "127.0.0.1",
            ["Webmail__Imap__Port"] = demo.Mail.ImapPort.ToString(CultureInfo.InvariantCulture),
            ["Webmail__Imap__Security"] = "None",
            ["Webmail__SecretsDirectory"] = "/run/secrets",
        });
        await File.WriteAllTextAsync(Path.Combine(container.Secrets, "Webmail__Redis__Configuration"), redis.Configuration + "\n", Token);
        await container.StartAsync(Token);
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("Out of the container"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var page = await context.NewPageAsync();
        await page.GotoAsync(container.Url.ToString());

        await SignInAsync(page, user.Address, "wrong");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("password");
        await SignInAsync(page, user.Address, user.Password);
        var mail = new MailPage(page);
        await mail.ReadyAsync();
        await mail.OpenAsync("Out of the container");

        Assert.NotEqual("0", container.Status("Uid"));
        Assert.Equal("0000000000000000", container.Status("CapEff"));
        Assert.Equal("0000000000000000", container.Status("CapBnd"));
        Assert.Equal("1", container.Status("NoNewPrivs"));
        // Redis came out of a file.
        Assert.NotEmpty(await redis.CommandAsync(["KEYS", "*"], Token));

        await page.CloseAsync();
        await container.StopAsync(Token);
        var lines = container.LastWords.Split('\n').Select(static line => JsonDocument.Parse(line).RootElement).ToList();
        var refused = Assert.Single(lines, static line => Message(line).StartsWith("auth failed user=\"", StringComparison.Ordinal));
        Assert.NotEmpty(refused.GetProperty("Timestamp").GetString()!);
        Assert.Equal(32, refused.GetProperty("Scopes")[0].GetProperty("TraceId").GetString()!.Length);
        Assert.DoesNotContain(lines, static line => Message(line).Contains("Out of the container", StringComparison.Ordinal));
    }

    private static string Message(JsonElement line) => line.GetProperty("Message").GetString()!;

    private static async Task SignInAsync(IPage page, string address, string password)
    {
        await page.GetByLabel("Email address").FillAsync(address);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }
}
