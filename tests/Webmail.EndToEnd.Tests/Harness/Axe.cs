using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Webmail.EndToEnd.Tests.Harness;

/// <summary>What axe finds on a page.</summary>
public static class Axe
{
    /// <summary>The serious and critical findings, in words. The letter itself is somebody else's document: it is not ours to judge.</summary>
    public static async Task<IReadOnlyList<string>> SeriousFindingsAsync(IPage page) => Words(
        (await RunAsync(page, new AxeRunContext { Exclude = [new AxeSelector("iframe")] })).Where(static violation => violation.Impact is "serious" or "critical"));

    /// <summary>All findings within a part of the page, however small, in words.</summary>
    public static async Task<IReadOnlyList<string>> AllFindingsAsync(IPage page, string within) =>
        Words(await RunAsync(page, new AxeRunContext { Include = [new AxeSelector(within)] }));

    private static async Task<AxeResultItem[]> RunAsync(IPage page, AxeRunContext context)
    {
        // Half faded in, every colour is too pale.
        await page.EvaluateAsync(
            "() => Promise.allSettled(document.getAnimations().filter(one => one.effect.getComputedTiming().endTime < 3000).map(one => one.finished))");
        return (await page.RunAxe(context)).Violations;
    }

    private static IReadOnlyList<string> Words(IEnumerable<AxeResultItem> violations) =>
        [.. violations.Select(static violation => $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(static node => node.Html))}")];
}
