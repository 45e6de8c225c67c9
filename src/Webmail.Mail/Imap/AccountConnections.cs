using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Imap;

/// <summary>
/// The working connections of one account: which are at rest, who waits for one, whether to open another. All decisions are made
/// in <see cref="Pump"/> under one lock; connecting and closing happen outside it.
/// </summary>
internal sealed class AccountConnections(
    AccountId account, ImapConnector connector, int maxConnections, TimeProvider time, ILogger logger)
{
    // Servers end a silent session after 30 minutes.
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(25);

    private readonly Lock _gate = new();
    private readonly ConnectionShelf _shelf = new(account, logger);
    private readonly ConnectAttempts _attempts = new(account, maxConnections, time, logger);
    private readonly ImapQueue _waiting = new();
    private SignedInAccount? _who;
    private ImapConnection? _watching;
    private Action? _endWatching;
    private int _opening;
    private bool _yielding;
    private bool _closed;

    /// <summary>Called, outside the lock, when the server was lost (with the failure and the next attempt) or is back (null).</summary>
    public event Action<AccountId, MailException?, DateTimeOffset?>? ReachabilityChanged;

    /// <summary>Waits for a connection; <see langword="null"/> when these connections were closed for good and new ones are to be made.</summary>
    public async Task<ImapConnection?> TakeAsync(SignedInAccount who, ImapRequest request, CancellationToken token)
    {
        var waiter = new ImapWaiter(request);
        var began = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            if (_closed)
                return null;
            Know(who);
            _waiting.Add(waiter);
            Pump();
        }

        try
        {
            var connection = await waiter.Granted.WaitAsync(token).ConfigureAwait(false);
            MailTelemetry.RecordWait(began, Word(request.Priority));
            return connection;
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                if (_waiting.Remove(waiter))
                    throw;
            }

            // Granted or refused in the same moment: a connection goes back, a refusal concerns nobody any more.
            if (waiter.Granted.IsCompletedSuccessfully)
                GiveBack(await waiter.Granted.ConfigureAwait(false), null);
            throw;
        }
    }

    /// <summary>Ends a loan. A connection that cannot take another command is dropped.</summary>
    public void GiveBack(ImapConnection connection, MailException? failure)
    {
        connection.Rest();
        lock (_gate)
        {
            _shelf.TakeBack(connection, !_closed, failure);
            Pump();
        }
    }

    /// <summary>Drops what is at rest: one such connection turned out dead, so the others likely are.</summary>
    public void DropResting()
    {
        lock (_gate)
        {
            _shelf.DropResting(static _ => true);
            Pump();
        }
    }

    /// <summary>Drops what rests with such a mailbox selected: it is about to be renamed or deleted.</summary>
    public void DropSelecting(Func<MailboxName, bool> mailbox)
    {
        lock (_gate)
        {
            _shelf.DropResting(connection => connection.Selected is { } selected && mailbox(selected));
            Pump();
        }
    }

    /// <summary>Takes in a connection that sign-in made, if there is room.</summary>
    public bool Adopt(SignedInAccount who, ImapConnection connection)
    {
        lock (_gate)
        {
            if (_closed)
                return false;
            Know(who);
            _attempts.Succeed();
            if (_shelf.Open >= _attempts.Limit)
                _shelf.Drop(connection, null);
            else
                _shelf.Put(connection);
            Pump();
        }

        ReachabilityChanged?.Invoke(account, null, null);
        return true;
    }

    /// <summary>Lets go of one connection at rest, so that a sign-in has room where the server counts; whether there was one.</summary>
    public async Task<bool> MakeRoomAsync()
    {
        ImapConnection? spare;
        lock (_gate)
            spare = _shelf.Release();

        if (spare is null)
            return false;
        await spare.DisposeAsync().ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// Opens the connection of the watcher, beside the working ones. <paramref name="yield"/> is called when it has to be given up
    /// for them; it must return at once. <see langword="null"/> when these connections were closed for good.
    /// </summary>
    public async Task<ImapConnection?> TakeWatchingAsync(SignedInAccount who, Action yield, CancellationToken token)
    {
        lock (_gate)
        {
            if (_closed)
                return null;
            Know(who);
            if (_attempts.IsShrunk)
                throw new MailException(MailFailure.TooManyConnections);
            if (!_attempts.MayTry && _attempts.LastFailure is { } known)
                throw new MailException(known.Failure, known.Detail, known);
        }

        try
        {
            var connection = await connector.ConnectAsync(who.Account, who.Credentials, token).ConfigureAwait(false);
            bool wasLost, closed;
            lock (_gate)
            {
                wasLost = _attempts.LastFailure is not null;
                closed = _closed;
                _attempts.Succeed();
                (_watching, _endWatching) = (connection, yield);
                Pump();
            }

            if (closed)
            {
                await EndWatchingAsync(connection).ConfigureAwait(false);
                return null;
            }

            if (wasLost)
                ReachabilityChanged?.Invoke(account, null, null);
            return connection;
        }
        catch (MailException e)
        {
            DateTimeOffset? next;
            lock (_gate)
            {
                next = Failed(e);
                Pump();
            }

            if (next is not null)
                ReachabilityChanged?.Invoke(account, e, next);
            throw;
        }
    }

    /// <summary>Closes the connection of the watcher.</summary>
    public async Task EndWatchingAsync(ImapConnection connection)
    {
        await connection.DisposeAsync().ConfigureAwait(false);
        lock (_gate)
        {
            (_watching, _endWatching, _yielding) = (null, null, false);
            Pump();
        }
    }

    /// <summary>The user asks to try again now.</summary>
    public void RetryNow()
    {
        lock (_gate)
        {
            _attempts.Hurry();
            Pump();
        }
    }

    /// <summary>When the next attempt to connect is made; <see langword="null"/> while nothing is wrong.</summary>
    public DateTimeOffset? NextAttempt
    {
        get
        {
            lock (_gate)
                return _attempts.NextAttempt;
        }
    }

    /// <summary>Closes what rested too long; whether nothing is left, and these connections are closed for good.</summary>
    public bool Tidy(bool held, TimeSpan idleAfterLeaving)
    {
        lock (_gate)
        {
            _shelf.Tidy(held ? LongestRest : idleAfterLeaving);
            if (!held && _shelf.Open + _opening == 0 && _watching is null && _waiting.IsEmpty && _attempts.MayTry)
                _closed = true;
            return _closed;
        }
    }

    /// <summary>Signed out: nothing is lent any more, what is lent is cut.</summary>
    public void Close()
    {
        Action? endWatching;
        lock (_gate)
        {
            _closed = true;
            _who = null;
            _shelf.DropResting(static _ => true);
            _shelf.SacrificeLent();
            _waiting.RefuseAll(new MailException(MailFailure.SignedOut));
            endWatching = _endWatching;
        }

        endWatching?.Invoke();
    }

    /// <summary>What there is at the moment.</summary>
    public ConnectionCounts Counts
    {
        get
        {
            lock (_gate)
                return new ConnectionCounts(_shelf.Resting, _shelf.Lent, _watching is null ? 0 : 1, _waiting.Count);
        }
    }

    private static string Word(ImapPriority priority) => priority switch
    {
        ImapPriority.Interactive => "interactive",
        ImapPriority.Prefetch => "prefetch",
        _ => "background",
    };

    private void Know(SignedInAccount who)
    {
        _attempts.Know(who);
        _who = who;
    }

    private void Pump()
    {
        var wanted = _waiting.Serve(_shelf.Lend, RoomInBackground);
        while (wanted > _opening && !_yielding && _shelf.Open + _opening < _attempts.Limit && _attempts.MayTry && _who is { } who)
        {
            _opening++;
            _ = Task.Run(() => OpenAsync(who), CancellationToken.None);
        }

        if (_shelf.Open + _opening == 0 && !_yielding && _attempts.LastFailure is { } failure)
            _waiting.RefuseAll(new MailException(failure.Failure, failure.Detail, failure));
    }

    // One connection at least is left for those who wait, where there is more than one.
    private int RoomInBackground() => Math.Max(1, _attempts.Limit - 1) - _shelf.LentInBackground;

    private async Task OpenAsync(SignedInAccount who)
    {
        MailException? failure = null;
        ImapConnection? connection = null;
        try
        {
            connection = await connector.ConnectAsync(who.Account, who.Credentials, CancellationToken.None).ConfigureAwait(false);
        }
        catch (MailException e)
        {
            failure = e;
        }

        bool wasLost;
        DateTimeOffset? next = null;
        lock (_gate)
        {
            _opening--;
            wasLost = _attempts.LastFailure is not null;
            if (connection is not null)
                Opened(connection);
            else if (failure is not null)
                next = Failed(failure);
            Pump();
        }

        if (connection is not null && wasLost)
            ReachabilityChanged?.Invoke(account, null, null);
        else if (next is not null)
            ReachabilityChanged?.Invoke(account, failure, next);
    }

    private void Opened(ImapConnection connection)
    {
        _attempts.Succeed();
        if (_closed)
        {
            _shelf.Drop(connection, null);
            return;
        }

        _shelf.Put(connection);
        ImapLog.Connected(logger, account, _shelf.Open);
    }

    private DateTimeOffset? Failed(MailException failure)
    {
        var next = _attempts.Fail(failure, _shelf.Open, _watching is not null);
        if (next is null && _shelf.Open == 0)
        {
            // The watcher has the only connection: working goes before watching.
            _yielding = true;
            _endWatching?.Invoke();
        }

        return next;
    }
}
