using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Imap;

namespace Webmail.Mail.Watching;

/// <summary>
/// Watches one account as long as somebody looks at it: through a connection of its own when the server allows one, else by
/// asking; connects again when the connection is lost.
/// </summary>
internal sealed class AccountWatcher : IAsyncDisposable
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollWithoutConnectionEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan WithoutConnection = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LeavingPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SteadyAfter = TimeSpan.FromSeconds(30);

    private readonly AccountId _account;
    private readonly ImapSessionPool _pool;
    private readonly MailboxChanges _changes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TouchedMailboxes _touched;
    private readonly StatusPoller _poller;
    private readonly ReconnectDelay _delay;
    private readonly Interruption _retry = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;
    private MailboxWatch? _watch;
    private bool _wasWatching;

    /// <summary>Starts watching.</summary>
    public AccountWatcher(AccountId account, ImapSessionPool pool, MailboxChanges changes, TimeProvider time, ILogger logger)
    {
        (_account, _pool, _changes, _time, _logger) = (account, pool, changes, time, logger);
        _touched = new TouchedMailboxes(account, changes, time);
        _poller = new StatusPoller(account, pool, _touched, time);
        _delay = new ReconnectDelay(time);
        _run = Task.Run(RunAsync);
    }

    /// <summary>Who looks at what.</summary>
    public ViewedMailboxes Views { get; } = new();

    /// <summary>Ends the wait for the next attempt.</summary>
    public void RetryNow() => _retry.Raise();

    /// <summary>Leaves mailboxes alone until disposed; waits a moment until none of them is selected here.</summary>
    public async Task<IDisposable> LeaveAsync(MailboxSubtree mailboxes)
    {
        var avoided = Views.Avoid(mailboxes);
        if (_watch is { } watch)
        {
            var moved = watch.Moved.Token;
            if (watch.Selected is { } selected && mailboxes.Contains(selected))
                await PauseAsync(LeavingPatience, moved).ConfigureAwait(false);
        }

        return avoided;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        // It outlives the page that happened to start it, and is no part of that page's trace.
        Activity.Current = null;
        while (!_stop.IsCancellationRequested)
        {
            var retry = _retry.Token;
            var began = _time.GetTimestamp();
            try
            {
                await WatchAsync().ConfigureAwait(false);
            }
            catch (MailException e) when (e.Failure == MailFailure.TooManyConnections)
            {
                await PollAsync(retry).ConfigureAwait(false);
            }
            catch (MailException e)
            {
                if (_time.GetElapsedTime(began) >= SteadyAfter)
                    _delay.Succeed();
                var wait = _delay.Fail(e);
                WatchingLog.Lost(_logger, _account, e.Failure, wait);
                await WaitAsync(_pool.NextAttempt(_account) ?? _delay.NextAttempt, retry).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // Nobody looks any more.
            }
        }
    }

    // Ends normally when the connection was asked back or nobody looks any more.
    private async Task WatchAsync()
    {
        var yield = new Interruption();
        var yielded = yield.Token;
        var lease = await _pool.WatchAsync(_account, yield.Raise, _stop.Token).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            if (_wasWatching)
                CatchUp();
            _wasWatching = true;
            var watch = new MailboxWatch(lease.Connection, Views, _touched, _time);
            _watch = watch;
            watch.Gone += mailbox => _changes.Publish(_account, new MailboxReset(mailbox, Gone: true));
            using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, yielded);
            var polling = PollOthersAsync(watch, others: !lease.Connection.Features.Notify, end.Token);
            try
            {
                await watch.RunAsync(end.Token).ConfigureAwait(false);
            }
            finally
            {
                _watch = null;
                await end.CancelAsync().ConfigureAwait(false);
                await polling.ConfigureAwait(false);
            }
        }
    }

    // What happened while nobody watched is found by looking.
    private void CatchUp()
    {
        _changes.Publish(_account, new ServerReachable(true));
        _changes.Publish(_account, new MailboxListChanged());
        foreach (var mailbox in Views.Current)
            _changes.Publish(_account, new MailboxTouched(mailbox));
    }

    private async Task PollOthersAsync(MailboxWatch watch, bool others, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await PauseAsync(PollEvery, end).ConfigureAwait(false);
            await PollOnceAsync(watch.Covers, others, end).ConfigureAwait(false);
        }
    }

    // The server has no connection to spare: working goes before watching.
    private async Task PollAsync(CancellationToken retry)
    {
        using var enough = new CancellationTokenSource(WithoutConnection, _time);
        while (!_stop.IsCancellationRequested && !enough.IsCancellationRequested && !retry.IsCancellationRequested)
        {
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, enough.Token, retry, Views.Changed.Token);
            await PollOnceAsync(static _ => false, others: true, _stop.Token).ConfigureAwait(false);
            // Counts do not tell a changed flag: the synchronisation looks.
            foreach (var mailbox in Views.Current)
                _touched.Touch(mailbox, null);
            await PauseAsync(PollWithoutConnectionEvery, pause.Token).ConfigureAwait(false);
        }
    }

    private async Task PollOnceAsync(Func<MailboxName, bool> isCovered, bool others, CancellationToken token)
    {
        try
        {
            await _poller.PollAsync(Views.Current, isCovered, others, token).ConfigureAwait(false);
        }
        catch (MailException e)
        {
            WatchingLog.PollFailed(_logger, _account, e.Failure);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Watching ended meanwhile.
        }
    }

    private async Task WaitAsync(DateTimeOffset until, CancellationToken retry)
    {
        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, retry);
        var wait = until - _time.GetUtcNow();
        await PauseAsync(
            until == DateTimeOffset.MaxValue ? Timeout.InfiniteTimeSpan : wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
            interrupted.Token).ConfigureAwait(false);
    }

    private async Task PauseAsync(TimeSpan length, CancellationToken interrupted) =>
        await Task.Delay(length, _time, interrupted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
