using System.Globalization;
using Xunit;

namespace Webmail.Mail.Tests.Testbed;

/// <summary>What something cost the thread it ran on: tests beside it, and other programs, do not count.</summary>
/// <param name="Cpu">Time on a processor.</param>
/// <param name="Allocated">Bytes allocated.</param>
public sealed record Cost(TimeSpan Cpu, long Allocated)
{
    /// <summary>The most that anything a stranger sends may cost.</summary>
    private static readonly Cost Bearable = new(TimeSpan.FromSeconds(1), 100_000_000);

    /// <summary>Runs it on a thread of its own, once for the compiler, and measures the best of a few: a busy machine only adds.</summary>
    public static Cost Of(Action action)
    {
        Cost? cost = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
                for (var attempt = 0; attempt < 3 && (cost is null || cost.Cpu > Bearable.Cpu / 2); attempt++)
                {
                    var (cpu, allocated) = (CpuOfThread(), GC.GetAllocatedBytesForCurrentThread());
                    action();
                    var now = new Cost(CpuOfThread() - cpu, GC.GetAllocatedBytesForCurrentThread() - allocated);
                    cost = cost is null || now.Cpu < cost.Cpu ? now : cost;
                }
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? cost! : throw new InvalidOperationException(failure.Message, failure);
    }

    /// <summary>Fails the test when it was more than a stranger may cost: one second, and a hundred megabytes unless it says more.</summary>
    public void AssertBearable(string what, long? allocated = null)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {Cpu.TotalMilliseconds:F0} ms, {Allocated / 1_000_000.0:F1} MB");
        Assert.True(Cpu < Bearable.Cpu, $"{what}: {Cpu.TotalMilliseconds:F0} ms");
        Assert.True(Allocated < (allocated ?? Bearable.Allocated), $"{what}: {Allocated / 1_000_000.0:F1} MB");
    }

    // Nanoseconds on a processor, then what is of no interest here (proc(5)).
    private static TimeSpan CpuOfThread() => TimeSpan.FromTicks(
        long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 100);
}
