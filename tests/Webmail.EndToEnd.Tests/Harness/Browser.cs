using Microsoft.Playwright;
using Xunit;

namespace Webmail.EndToEnd.Tests.Harness;

/// <summary>Debian's Chromium, started once for all tests.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>Milliseconds: what comes at once on a machine of one's own takes long on one that is shared.</summary>
    private const int Patience = 45_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        // As patient as everything else here: the machine may be busy with something else.
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("WEBMAIL_CHROMIUM") ?? "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    /// <summary>A browser with no memory: its own cookies and storage.</summary>
    public async Task<IBrowserContext> NewContextAsync(Device device, Theme theme = Theme.Light, string locale = "en-GB")
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = device == Device.Phone ? new ViewportSize { Width = 390, Height = 844 } : new ViewportSize { Width = 1440, Height = 900 },
            HasTouch = device == Device.Phone,
            IsMobile = device == Device.Phone,
            ColorScheme = theme == Theme.Dark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = locale,
            TimezoneId = "Europe/Copenhagen",
            AcceptDownloads = true,
            // The proxies' certificates are signed by nobody.
            IgnoreHTTPSErrors = true,
        });
        context.SetDefaultTimeout(Patience);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

/// <summary>What the user holds.</summary>
public enum Device
{
    /// <summary>1440 x 900 with a mouse.</summary>
    Desktop,

    /// <summary>390 x 844 with fingers.</summary>
    Phone,
}

/// <summary>What the user's system prefers.</summary>
public enum Theme
{
    Light,
    Dark,
}
