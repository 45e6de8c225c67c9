using System.Runtime.InteropServices;
using Webmail.Web.Session;

namespace Webmail.Web.Hosting;

/// <summary>
/// Ends the process when it is asked to. Not at once: the host cuts every page the moment it begins to stop, so open pages get
/// their time before. A second signal ends that.
/// </summary>
internal sealed class DrainingLifetime(Draining draining, IHostApplicationLifetime application) : IHostLifetime, IDisposable
{
    private readonly CancellationTokenSource _hurry = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private int _asked;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT })
            _signals.Add(PosixSignalRegistration.Create(signal, OnSignal));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _hurry.Dispose();
    }

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (Interlocked.Increment(ref _asked) == 1)
            _ = Task.Run(StopAfterDrainingAsync);
        else
            _hurry.Cancel();
    }

    private async Task StopAfterDrainingAsync()
    {
        try
        {
            await draining.DrainAsync(_hurry.Token);
        }
        finally
        {
            application.StopApplication();
        }
    }
}
