using System.Diagnostics;

namespace Webmail.Benchmarks;

/// <summary>Times things the same way everywhere.</summary>
internal static class Stopwatching
{
    /// <summary>
    /// The median of <paramref name="runs"/> runs in milliseconds, after as many to warm up the code and the server. What
    /// <paramref name="settle"/> waits for after each run is not counted.
    /// </summary>
    public static async Task<double> MedianAsync(int runs, Func<int, Task> run, Func<Task>? settle = null)
    {
        for (var i = 0; i < runs; i++)
        {
            await run(i);
            await (settle?.Invoke() ?? Task.CompletedTask);
        }

        var times = new double[runs];
        for (var i = 0; i < runs; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await run(i);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            await (settle?.Invoke() ?? Task.CompletedTask);
        }

        Array.Sort(times);
        return times[runs / 2];
    }
}
