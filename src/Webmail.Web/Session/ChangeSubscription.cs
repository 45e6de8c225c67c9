using Webmail.Mail.Watching;

namespace Webmail.Web.Session;

/// <summary>
/// One listener's changes: the first is told at once, those that follow within 100 ms or while the listener works wait together.
/// </summary>
internal sealed class ChangeSubscription : IDisposable
{
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(100);

    private readonly Func<IReadOnlyList<MailboxChange>, Task> _callback;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<ChangeSubscription> _removed;
    private readonly Lock _gate = new();
    private readonly PendingChanges _pending = new();
    private readonly CancellationTokenSource _end = new();
    private long _noticed;
    private bool _telling;

    public ChangeSubscription(
        Func<IReadOnlyList<MailboxChange>, Task> callback, TimeProvider time, ILogger logger, Action<ChangeSubscription> removed) =>
        (_callback, _time, _logger, _removed) = (callback, time, logger, removed);

    public void Add(MailboxChange change)
    {
        lock (_gate)
        {
            if (_end.IsCancellationRequested)
                return;
            _pending.Add(change);
            if (_noticed == 0)
                _noticed = change.Noticed;
            if (_telling)
                return;
            _telling = true;
        }

        _ = Task.Run(TellAsync, CancellationToken.None);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_end.IsCancellationRequested)
                return;
            _end.Cancel();
        }

        _removed(this);
    }

    private async Task TellAsync()
    {
        while (Take() is var (batch, noticed))
        {
            try
            {
                await _callback(batch);
                if (noticed != 0)
                    PageMeter.RecordPush(_time.GetElapsedTime(noticed));
                await Task.Delay(Apart, _time, _end.Token);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                // The circuit went away while it was told: nobody is left to tell.
                return;
            }
            catch (Exception e)
            {
                // A listener that fails once must not go deaf: the next change is told again.
                SessionLog.ListenerFailed(_logger, e);
            }
        }
    }

    private (IReadOnlyList<MailboxChange> Batch, long Noticed)? Take()
    {
        lock (_gate)
        {
            if (_end.IsCancellationRequested || _pending.IsEmpty)
            {
                _telling = false;
                return null;
            }

            var noticed = _noticed;
            _noticed = 0;
            return (_pending.TakeAll(), noticed);
        }
    }
}
