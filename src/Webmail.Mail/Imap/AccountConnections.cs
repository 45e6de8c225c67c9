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
    // An extra connection at rest is closed soon, the last one late: servers end a silent session after 30 minutes.
    private static readonly TimeSpan ExtraRest = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(25);
    private static readonly TimeSpan LimitMemory = TimeSpan.FromMinutes(10);
    private const int MaxRefusals = 3;

    private readonly int _max = maxConnections;
    private readonly Lock _gate = new();
    private readonly List<ImapConnection> _resting = [];
    private readonly HashSet<ImapConnection> _lent = [];
    private readonly HashSet<ImapConnection> _lentInBackground = [];
    private readonly ImapQueue _waiting = new();
    private readonly ReconnectDelay _delay = new(time);
    private SignedInAccount? _who;
    private ImapConnection? _watching;
    private Action? _endWatching;
    private int _opening;
    private int? _shrunk;
    private DateTimeOffset _shrunkUntil;
    private int _refusals;
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
            _lent.Remove(connection);
            _lentInBackground.Remove(connection);
            if (connection.IsUsable && !_closed)
                _resting.Add(connection);
            else
                Drop(connection, failure);
            Pump();
        }
    }

    /// <summary>Drops what is at rest: one such connection turned out dead, so the others likely are.</summary>
    public void DropResting()
    {
        lock (_gate)
        {
            DropAll(_resting.ToArray());
            Pump();
        }
    }

    /// <summary>Drops what rests with such a mailbox selected: it is about to be renamed or deleted.</summary>
    public void DropSelecting(Func<MailboxName, bool> mailbox)
    {
        lock (_gate)
        {
            DropAll(_resting.Where(c => c.Selected is { } selected && mailbox(selected)).ToArray());
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
            _delay.Succeed();
            _refusals = 0;
            if (Open >= Limit)
                Drop(connection, null);
            else
                _resting.Add(connection);
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
        {
            spare = _resting.FirstOrDefault();
            if (spare is not null)
                _resting.Remove(spare);
        }

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
            if (_shrunk is not null && time.GetUtcNow() < _shrunkUntil)
                throw new MailException(MailFailure.TooManyConnections);
            if (!_delay.MayTry && _delay.LastFailure is { } known)
                throw new MailException(known.Failure, known.Detail, known);
        }

        try
        {
            var connection = await connector.ConnectAsync(who.Account, who.Credentials, token).ConfigureAwait(false);
            bool wasLost, closed;
            lock (_gate)
            {
                wasLost = _delay.LastFailure is not null;
                closed = _closed;
                _delay.Succeed();
                _refusals = 0;
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
            if (_refusals < MaxRefusals)
                _delay.Skip();
            Pump();
        }
    }

    /// <summary>When the next attempt to connect is made; <see langword="null"/> while nothing is wrong.</summary>
    public DateTimeOffset? NextAttempt
    {
        get
        {
            lock (_gate)
                return _delay.LastFailure is null ? null : _delay.NextAttempt;
        }
    }

    /// <summary>Closes what rested too long; whether nothing is left, and these connections are closed for good.</summary>
    public bool Tidy(bool held, TimeSpan idleAfterLeaving)
    {
        lock (_gate)
        {
            var longest = held ? LongestRest : idleAfterLeaving;
            var stale = _resting.Where(c => !c.IsUsable || c.Idle >= longest).ToList();
            var extra = _resting.Except(stale).OrderBy(static c => c.Idle).Skip(1).Where(static c => c.Idle >= ExtraRest);
            DropAll([.. stale, .. extra]);
            if (!held && Open + _opening == 0 && _watching is null && _waiting.IsEmpty && _delay.MayTry)
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
            DropAll(_resting.ToArray());
            foreach (var connection in _lent)
                connection.Sacrifice();
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
                return new ConnectionCounts(_resting.Count, _lent.Count, _watching is null ? 0 : 1, _waiting.Count);
        }
    }

    private int Open => _resting.Count + _lent.Count;

    private int Limit => _shrunk ?? _max;

    private static string Word(ImapPriority priority) => priority switch
    {
        ImapPriority.Interactive => "interactive",
        ImapPriority.Prefetch => "prefetch",
        _ => "background",
    };

    // A newer password deserves new attempts.
    private void Know(SignedInAccount who)
    {
        if (_who is not null && _who.Credentials.Password != who.Credentials.Password)
        {
            _refusals = 0;
            _delay.Succeed();
        }

        _who = who;
    }

    private void Pump()
    {
        if (time.GetUtcNow() >= _shrunkUntil)
            _shrunk = null;
        var wanted = _waiting.Serve(Lend, RoomInBackground);
        while (wanted > _opening && !_yielding && Open + _opening < Limit && _delay.MayTry && _who is { } who)
        {
            _opening++;
            _ = Task.Run(() => OpenAsync(who), CancellationToken.None);
        }

        if (Open + _opening == 0 && !_yielding && _delay.LastFailure is { } failure)
            _waiting.RefuseAll(new MailException(failure.Failure, failure.Detail, failure));
    }

    // One connection at least is left for those who wait, where there is more than one.
    private int RoomInBackground() => Math.Max(1, Limit - 1) - _lentInBackground.Count;

    private ImapConnection? Lend(ImapRequest request)
    {
        if (BestFor(request) is not { } connection)
            return null;
        _resting.Remove(connection);
        _lent.Add(connection);
        if (request.Priority != ImapPriority.Interactive)
            _lentInBackground.Add(connection);
        return connection;
    }

    private ImapConnection? BestFor(ImapRequest request)
    {
        DropAll(_resting.Where(static c => !c.IsUsable).ToArray());
        if (_resting.Count == 0)
            return null;
        if (request.Mailbox is not { } mailbox)
            return _resting.FirstOrDefault(static c => c.HasNothingSelected) ?? _resting.MaxBy(static c => c.Idle);
        return _resting.Find(c => c.Has(mailbox, request.Access))
            ?? _resting.Find(static c => c.HasNothingSelected)
            ?? _resting.MaxBy(static c => c.Idle);
    }

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
            wasLost = _delay.LastFailure is not null;
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
        _delay.Succeed();
        _refusals = 0;
        if (_closed)
        {
            Drop(connection, null);
            return;
        }

        _resting.Add(connection);
        ImapLog.Connected(logger, account, Open);
    }

    private DateTimeOffset? Failed(MailException failure)
    {
        if (failure.Failure == MailFailure.SignInRefused)
            _refusals++;
        if (failure.Failure == MailFailure.TooManyConnections && (Open > 0 || _watching is not null))
        {
            _shrunk = Math.Max(1, Open);
            _shrunkUntil = time.GetUtcNow() + LimitMemory;
            ImapLog.LimitReached(logger, account, Limit);
            if (Open == 0)
            {
                // The watcher has the only connection: working goes before watching.
                _yielding = true;
                _endWatching?.Invoke();
            }

            return null;
        }

        var wait = _delay.Fail(failure);
        ImapLog.ConnectFailed(logger, account, failure.Failure, _delay.Failures, wait);
        return _delay.NextAttempt;
    }

    private void DropAll(ImapConnection[] connections)
    {
        foreach (var connection in connections)
        {
            _resting.Remove(connection);
            Drop(connection, null);
        }
    }

    private void Drop(ImapConnection connection, MailException? failure)
    {
        ImapLog.Dropped(logger, account, failure?.Failure);
        _ = connection.DisposeAsync().AsTask();
    }
}
