using Microsoft.Playwright;
using Xunit;

namespace Webmail.EndToEnd.Tests.Harness;

/// <summary>Where a user is and what they did there: what must be the same after whatever happened to the page.</summary>
internal sealed record Place(string Address, string Scroll, string Open, string Subject, string Text, string Focus, string Document)
{
    private const string Script = """
        () => {
          window.sameDocument ??= crypto.randomUUID();
          const grid = document.querySelector('[role=grid]');
          const message = document.querySelector('section[role=region]:not([hidden])');
          const focus = document.activeElement;
          return [
            location.href.slice(location.origin.length), String(Math.round(grid?.scrollTop ?? -1)),
            grid?.querySelector('[role=row][aria-current]')?.dataset.uid ?? '', message?.querySelector('h2')?.textContent ?? '',
            document.getElementById('search').value, focus.id || (focus.dataset.uid ?? ''), window.sameDocument,
          ];
        }
        """;

    /// <summary>Where the page is now.</summary>
    public static async Task<Place> OfAsync(IPage page)
    {
        var parts = await page.EvaluateAsync<string[]>(Script);
        return new Place(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6]);
    }

    /// <summary>Waits until the page answers again, says how long that took, and that it is still the same page.</summary>
    public static async Task<TimeSpan> UsableAsync(IPage page)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await page.WaitForFunctionAsync("() => document.documentElement.dataset.connection === 'up'", null, new() { Timeout = 60_000 });
        await page.EvaluateAsync("() => DotNet.invokeMethodAsync('Webmail.Web', 'StillThere')");
        TestContext.Current.TestOutputHelper?.WriteLine($"usable after {clock.Elapsed.TotalSeconds:F2} s");
        return clock.Elapsed;
    }
}
