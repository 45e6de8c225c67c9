using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Webmail.Benchmarks.Load;

/// <summary>How long something took for many people.</summary>
internal sealed class Latencies
{
    private readonly ConcurrentBag<double> _times = [];

    public int Count => _times.Count;

    public async Task MeasureAsync(Func<Task> action)
    {
        var start = Stopwatch.GetTimestamp();
        await action();
        _times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    /// <summary>The median and what 95 and 99 of 100 stayed under, in milliseconds.</summary>
    public override string ToString()
    {
        double[] sorted = [.. _times.Order()];
        return sorted.Length == 0 ? "none"
            : string.Create(CultureInfo.InvariantCulture, $"{At(.5):0} / {At(.95):0} / {At(.99):0} ms ({sorted.Length})");

        double At(double share) => sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];
    }
}
