using System.Diagnostics;

namespace Webmail.Benchmarks;

/// <summary>Times things the same way everywhere.</summary>
internal static class Stopwatching
{
    /// <summary>The median of <paramref name="runs"/> runs in milliseconds, after as many to warm up the code and the server.</summary>
    public static async Task<double> MedianAsync(int runs, Func<int, Task> run)
    {
        for (var i = 0; i < runs; i++)
            await run(i);
        var times = new double[runs];
        for (var i = 0; i < runs; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await run(i);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[runs / 2];
    }
}
