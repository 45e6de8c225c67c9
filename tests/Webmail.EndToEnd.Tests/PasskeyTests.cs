using System.Globalization;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>Passkeys in Chromium, with its virtual authenticator.</summary>
public sealed class PasskeyTests(Demo demo, Browser browser)
{
    private static readonly string Pictures = Path.Combine(Repository.Root, "artifacts", "screenshots");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Device.Desktop, Theme.Light)]
    [InlineData(Device.Phone, Theme.Dark)]
    public async Task A_passkey_is_added_asked_for_refused_when_it_was_copied_and_removed(Device device, Theme theme)
    {
        // A webmail of its own: wrong answers count for everybody at this address.
        await using var server = await new WebmailServer(demo.Mail).StartAsync(Token);
        var url = NamedUrl(server);
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("Welcome"), Token);
        await using var context = await browser.NewContextAsync(device, theme);
        var mail = await MailPage.SignInAsync(context, url, user);
        var page = mail.Page;
        var authenticator = await Authenticator.AddAsync(context, page);

        await page.GotoAsync(url + "/settings/two-step");
        await Button(page, "Add a passkey").WaitForAsync();
        await KeepAsync(page, $"passkey-off-{device}-{theme}");
        await Button(page, "Add a passkey").ClickAsync();
        var name = page.GetByRole(AriaRole.Form, new() { Name = "Add a passkey" }).GetByLabel("Name");
        await Assertions.Expect(name).ToHaveValueAsync("Chrome on Linux");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync("not it");
        await Button(page, "Continue").ClickAsync();
        await Assertions.Expect(page.GetByText("The password is not right.")).ToBeVisibleAsync();
        await name.FillAsync("Kitchen laptop");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(user.Password);
        await KeepAsync(page, $"passkey-adding-{device}-{theme}");
        await Button(page, "Continue").ClickAsync();
        var codes = page.GetByRole(AriaRole.List, new() { Name = "Recovery codes" }).GetByRole(AriaRole.Listitem);
        await Assertions.Expect(codes).ToHaveCountAsync(10);
        var recovery = await codes.First.InnerTextAsync();
        await Button(page, "I have kept them").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.List, new() { Name = "Passkeys" })).ToContainTextAsync("Kitchen laptop");
        await KeepAsync(page, $"passkey-on-{device}-{theme}");
        // The device has one already: it is not offered a second.
        await Button(page, "Add a passkey").ClickAsync();
        await Button(page, "Continue").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).And(page.Locator(".note"))).ToContainTextAsync("has a passkey for this account already");

        await PasswordAsync(page, url, user);
        await Assertions.Expect(page.GetByLabel("Code from your app")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("[data-passkey-missing]")).ToBeHiddenAsync();
        await KeepAsync(page, $"passkey-sign-in-{device}-{theme}");
        await Button(page, "Use a passkey").ClickAsync();
        await mail.ReadyAsync();
        Assert.DoesNotContain(await context.CookiesAsync(), static cookie => cookie.Name.EndsWith("-step", StringComparison.Ordinal));

        await authenticator.SetBackAsync();
        await PasswordAsync(page, url, user);
        await Button(page, "Use a passkey").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("somebody may have copied it");
        await KeepAsync(page, $"passkey-copied-{device}-{theme}");
        await page.GetByText("Your passkey is not at hand?").ClickAsync();
        await page.GetByLabel("Recovery code").FillAsync(recovery);
        await Button(page, "Continue").ClickAsync();
        await mail.ReadyAsync();

        await authenticator.SetAheadAsync();
        await page.GotoAsync(url + "/settings/two-step");
        await Button(page, "Use a passkey").WaitForAsync();
        await KeepAsync(page, $"passkey-confirm-{device}-{theme}");
        await Assertions.Expect(Button(page, "Remove the passkey Kitchen laptop")).ToHaveCountAsync(0);
        await Button(page, "Use a passkey").ClickAsync();
        await Button(page, "Remove the passkey Kitchen laptop").ClickAsync();
        await Assertions.Expect(page.GetByText("The second step is off.")).ToBeVisibleAsync();

        await context.ClearCookiesAsync();
        await MailPage.SignInAsync(page, url + "/signin", user);
    }

    [Fact]
    public async Task With_an_app_beside_it_either_lets_in()
    {
        await using var server = await new WebmailServer(demo.Mail).StartAsync(Token);
        var url = NamedUrl(server);
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("Welcome"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, url, user);
        var page = mail.Page;
        await Authenticator.AddAsync(context, page);
        await page.GotoAsync(url + "/settings/two-step");
        await Button(page, "Set up an app").ClickAsync();
        var key = await page.Locator(".key").InnerTextAsync();
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(user.Password);
        await page.GetByLabel("Code from your app").FillAsync(AppCode.Of(key, 0));
        await Button(page, "Turn on").ClickAsync();
        await Button(page, "I have kept them").ClickAsync();
        // Whoever has just set up one thing need not show again who it is.
        await Button(page, "Add a passkey").ClickAsync();
        await Button(page, "Continue").ClickAsync();
        await Assertions.Expect(page.GetByText("The passkey was added.")).ToBeVisibleAsync();
        await KeepAsync(page, "passkey-and-app");

        await PasswordAsync(page, url, user);
        await KeepAsync(page, "passkey-and-app-sign-in");
        await page.GetByLabel("Code from your app").FillAsync(AppCode.Of(key, 1));
        await Button(page, "Continue").ClickAsync();
        await mail.ReadyAsync();
        await PasswordAsync(page, url, user);
        await Button(page, "Use a passkey").ClickAsync();
        await mail.ReadyAsync();

        // The same webmail by its number: no passkey there, and the page says why.
        await PasswordAsync(page, server.Url, user);
        await Assertions.Expect(page.GetByText("Passkeys need an https address")).ToBeVisibleAsync();
        await Assertions.Expect(Button(page, "Use a passkey")).ToHaveCountAsync(0);
        await KeepAsync(page, "passkey-elsewhere-sign-in");
    }

    [Fact]
    public async Task At_an_address_without_a_name_the_settings_say_why_there_are_none()
    {
        await using var server = await new WebmailServer(demo.Mail).StartAsync(Token);
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("Welcome"), Token);
        await using var context = await browser.NewContextAsync(Device.Phone);
        var page = (await MailPage.SignInAsync(context, server, user)).Page;
        await page.GotoAsync(server.Url + "/settings/two-step");
        await Button(page, "Set up an app").WaitForAsync();
        await Assertions.Expect(page.GetByText("Passkeys need an https address with a host name.")).ToBeVisibleAsync();
        await Assertions.Expect(Button(page, "Add a passkey")).ToHaveCountAsync(0);
        await KeepAsync(page, "passkey-no-place");
    }

    // Passkeys belong to a name; the server listens where that leads.
    private static string NamedUrl(WebmailServer server) => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{server.Port}");

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name });

    private static async Task PasswordAsync(IPage page, string url, TestUser user)
    {
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync(url + "/signin");
        await page.GetByLabel("Email address").FillAsync(user.Address);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(user.Password);
        await Button(page, "Sign in").ClickAsync();
        await page.WaitForURLAsync("**/signin/code**");
    }

    private static async Task KeepAsync(IPage page, string name)
    {
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, name.ToLowerInvariant() + ".png") });
        var (content, window) = (await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), await page.EvaluateAsync<int>("innerWidth"));
        Assert.True(content <= window, $"{name} is {content} px wide in a window of {window} px.");
        Assert.Empty((await Axe.SeriousFindingsAsync(page)).Select(finding => $"{name}: {finding}"));
    }

    /// <summary>A device with a fingerprint reader whose owner always says yes.</summary>
    private sealed class Authenticator(ICDPSession browser, string id)
    {
        public static async Task<Authenticator> AddAsync(IBrowserContext context, IPage page)
        {
            var session = await context.NewCDPSessionAsync(page);
            await session.SendAsync("WebAuthn.enable");
            var added = await session.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
            {
                ["options"] = new Dictionary<string, object>
                {
                    ["protocol"] = "ctap2",
                    ["transport"] = "internal",
                    ["hasResidentKey"] = true,
                    ["hasUserVerification"] = true,
                    ["isUserVerified"] = true,
                    ["automaticPresenceSimulation"] = true,
                },
            });
            return new Authenticator(session, added!.Value.GetProperty("authenticatorId").GetString()!);
        }

        /// <summary>The state it had when somebody copied it.</summary>
        public Task SetBackAsync() => SetCounterAsync(1);

        /// <summary>Used often since.</summary>
        public Task SetAheadAsync() => SetCounterAsync(1_000);

        private async Task SetCounterAsync(int counter)
        {
            var all = await browser.SendAsync("WebAuthn.getCredentials", new Dictionary<string, object> { ["authenticatorId"] = id });
            await browser.SendAsync("WebAuthn.clearCredentials", new Dictionary<string, object> { ["authenticatorId"] = id });
            foreach (var one in all!.Value.GetProperty("credentials").EnumerateArray())
            {
                var credential = one.EnumerateObject().ToDictionary(static part => part.Name, static part => (object)part.Value);
                // An authenticator counts up first.
                credential["signCount"] = counter - 1;
                await browser.SendAsync("WebAuthn.addCredential", new Dictionary<string, object> { ["authenticatorId"] = id, ["credential"] = credential });
            }
        }
    }
}
