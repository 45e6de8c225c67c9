using Microsoft.Extensions.Logging;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Imap;

/// <summary>
/// What came of the attempts to connect one account: how many connections the server bears, and when the next attempt is made. Used
/// under the lock of <see cref="AccountConnections"/>.
/// </summary>
internal sealed class ConnectAttempts(AccountId account, int maxConnections, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LimitMemory = TimeSpan.FromMinutes(10);
    private const int MaxRefusals = 3;

    private readonly ReconnectDelay _delay = new(time);
    private int? _shrunk;
    private DateTimeOffset _shrunkUntil;
    private int _refusals;
    private string? _password;

    /// <summary>How many working connections there may be now.</summary>
    public int Limit => IsShrunk ? _shrunk!.Value : maxConnections;

    /// <summary>The server said lately that there are too many.</summary>
    public bool IsShrunk => _shrunk is not null && time.GetUtcNow() < _shrunkUntil;

    /// <summary>Whether it is time for an attempt.</summary>
    public bool MayTry => _delay.MayTry;

    /// <summary>Why the last attempt failed; <see langword="null"/> when it did not.</summary>
    public MailException? LastFailure => _delay.LastFailure;

    /// <summary>When the next attempt is made; <see langword="null"/> while nothing is wrong.</summary>
    public DateTimeOffset? NextAttempt => _delay.LastFailure is null ? null : _delay.NextAttempt;

    /// <summary>A newer password deserves new attempts.</summary>
    public void Know(SignedInAccount who)
    {
        if (_password is not null && _password != who.Credentials.Password)
            Succeed();
        _password = who.Credentials.Password;
    }

    /// <summary>There is a connection.</summary>
    public void Succeed()
    {
        _delay.Succeed();
        _refusals = 0;
    }

    /// <summary>The user asks to try again now; a password the server refused several times is not tried for that.</summary>
    public void Hurry()
    {
        if (_refusals < MaxRefusals)
            _delay.Skip();
    }

    /// <summary>
    /// There is no connection. When the next attempt is made; <see langword="null"/> when the server only wants no more than the
    /// <paramref name="open"/> ones, beside which a watcher may be <paramref name="watching"/>.
    /// </summary>
    public DateTimeOffset? Fail(MailException failure, int open, bool watching)
    {
        if (failure.Failure == MailFailure.SignInRefused)
            _refusals++;
        if (failure.Failure == MailFailure.TooManyConnections && (open > 0 || watching))
        {
            _shrunk = Math.Max(1, open);
            _shrunkUntil = time.GetUtcNow() + LimitMemory;
            ImapLog.LimitReached(logger, account, Limit);
            return null;
        }

        var wait = _delay.Fail(failure);
        ImapLog.ConnectFailed(logger, account, failure.Failure, _delay.Failures, wait);
        return _delay.NextAttempt;
    }
}
