using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace Webmail.Benchmarks.Load;

/// <summary>What a server process takes of the machine, seen from outside.</summary>
internal sealed class ServerProcess(int id)
{
    // The runtime's provider; enabling the second keyword makes it collect everything first (dotnet/runtime, ClrEtwAll.man).
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const long Collections = 0x1;
    private const long CollectNow = 0x800000;

    /// <summary>Memory the process holds, in bytes.</summary>
    public long Resident => Status("VmRSS:");

    /// <summary>The most it ever held, in bytes.</summary>
    public long HighestResident => Status("VmHWM:");

    /// <summary>Processor time so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Collects all garbage; bytes of managed objects that are left.</summary>
    public async Task<long> CollectAsync()
    {
        using var session = await new DiagnosticsClient(id).StartEventPipeSessionAsync(
            [new EventPipeProvider(Runtime, EventLevel.Informational, Collections | CollectNow)], requestRundown: false, token: CancellationToken.None);
        using var events = new EventPipeEventSource(session.EventStream);
        var left = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var full = false;
        events.Clr.GCStart += start => full |= start.Depth == 2;
        events.Clr.GCHeapStats += heap =>
        {
            if (full)
                left.TrySetResult(heap.GenerationSize0 + heap.GenerationSize1 + heap.GenerationSize2 + heap.GenerationSize3 + heap.GenerationSize4);
        };
        var reading = Task.Run(events.Process);
        var bytes = await left.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await session.StopAsync(CancellationToken.None);
        await reading;
        return bytes;
    }

    private long Status(string name)
    {
        var line = File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return 1024 * long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.Integer, CultureInfo.InvariantCulture);
    }
}
