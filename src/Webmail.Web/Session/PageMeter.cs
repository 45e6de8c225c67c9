using System.Diagnostics.Metrics;

namespace Webmail.Web.Session;

/// <summary>What is measured about open pages. How many circuits are open and connected, ASP.NET measures itself.</summary>
internal static class PageMeter
{
    public const string Name = "Webmail.Web";

    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> PushDuration = Meter.CreateHistogram(
        "webmail.push.duration", "s", "From the moment the watcher noticed a change until a page had taken it in.", null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 5, 10, 30] });

    public static void RecordPush(TimeSpan duration) => PushDuration.Record(duration.TotalSeconds);
}
