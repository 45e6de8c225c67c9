namespace Webmail.Web.Session;

/// <summary>Tells one circuit that its server is about to stop, so that the page can move on in time.</summary>
internal sealed class ServerLeaving(Draining draining, ILogger<ServerLeaving> logger) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<CancellationTokenRegistration> _subscriptions = [];

    /// <summary>
    /// Calls back once, with the time until which the server stays at most, when it begins to leave; at once when it has begun
    /// already. The result ends that, and so does the end of the circuit. The callback is not on the renderer's thread: components
    /// use InvokeAsync.
    /// </summary>
    public IDisposable Subscribe(Func<DateTimeOffset, Task> announced)
    {
        var subscription = draining.Began.Register(() => _ = Task.Run(() => TellAsync(announced)));
        lock (_gate)
            _subscriptions.Add(subscription);
        return subscription;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var subscription in _subscriptions)
                subscription.Dispose();
            _subscriptions.Clear();
        }
    }

    private async Task TellAsync(Func<DateTimeOffset, Task> announced)
    {
        try
        {
            await announced(draining.Until);
        }
        catch (ObjectDisposedException)
        {
            // The circuit went away while it was told.
        }
        catch (Exception e)
        {
            // Nobody waits for it: said here or nowhere.
            SessionLog.ListenerFailed(logger, e);
        }
    }
}
