using AngleSharp.Html.Parser;
using Webmail.Html;
using Webmail.Html.Tests;

namespace Webmail.Benchmarks.Scenarios;

/// <summary>Five megabytes of HTML made harmless, because their reader asked for them, against one bare parse of the same; both on a processor.</summary>
internal static class ALargeNewsletter
{
    private const int Runs = 7;

    public static async Task RunAsync(Report report)
    {
        var html = Newsletter.Of(5 * 1024 * 1024);
        var options = new RenderOptions { Asked = true };
        if (MessageHtml.Render(html, false, options).TooComplex)
            throw new InvalidOperationException("It is shown as text.");
        var floor = await Stopwatching.MedianAsync(Runs, _ => Bare(html));
        var ours = await Stopwatching.MedianAsync(Runs, _ => Cleaned(html, options));
        report.Add("A newsletter of 5 MB, cleaned; floor: parsed by AngleSharp", floor, ours, "4");
    }

    private static Task Bare(string html)
    {
        new HtmlParser().ParseDocument(html).Dispose();
        return Task.CompletedTask;
    }

    private static Task Cleaned(string html, RenderOptions options)
    {
        MessageHtml.Render(html, false, options);
        return Task.CompletedTask;
    }
}
