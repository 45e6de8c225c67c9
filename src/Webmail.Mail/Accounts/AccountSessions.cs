using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Webmail.Mail.Accounts;

/// <summary>
/// Signed-in sessions: begun by a proven password, resumed by the browser's token, ended by the user, by time or from another
/// device. A valid session puts its account into <see cref="SignedInAccounts"/>; the last one to leave takes it out.
/// Pages that stay open must resume now and then (minutes): that keeps the session alive and notices its end.
/// </summary>
public sealed class AccountSessions : IDisposable
{
    private static readonly TimeSpan TidyEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LeaveStoreAlone = TimeSpan.FromSeconds(5);

    private readonly ISessionStore _store;
    private readonly SignedInAccounts _accounts;
    private readonly CredentialSealer _sealer;
    private readonly ConfiguredServers _servers;
    private readonly SessionOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<AccountSessions> _logger;
    private readonly RecentSessions _recent;
    private readonly SessionLending _lending;
    private readonly Listeners<string> _sessionEnded = new();
    private readonly Listeners<AccountId> _accountLeft = new();
    private readonly IDisposable _subscription;
    private readonly ITimer _tidy;
    private long _storeFailedAt = long.MinValue;

    /// <summary>Sessions kept in a store, on one of the nodes that share it.</summary>
    public AccountSessions(
        ISessionStore store, INodeChannel nodes, SignedInAccounts accounts, ServerKey key, IOptions<MailOptions> mail,
        IOptions<SessionOptions> options, TimeProvider time, ILogger<AccountSessions> logger)
    {
        (_store, _accounts, _options, _time, _logger) = (store, accounts, options.Value, time, logger);
        _sealer = new CredentialSealer(key);
        _servers = new ConfiguredServers(mail);
        _recent = new RecentSessions(time);
        _lending = new SessionLending(nodes, key, time, name => _recent.Find(name, Grace));
        _subscription = store.OnEnded(EndHere);
        _tidy = time.CreateTimer(_ => Leave(_recent.ForgetUnused(Grace)), null, TidyEvery, TidyEvery);
    }

    private TimeSpan Grace => TimeSpan.FromHours(_options.GraceHours);

    /// <summary>Begins a session of which it is not known where from.</summary>
    /// <exception cref="SessionStoreException">The store does not answer; nobody is signed in.</exception>
    public Task<SessionToken> BeginAsync(
        MailAccount account, Credentials credentials, string device, bool remember, CancellationToken token) =>
        BeginAsync(account, credentials, device, "", remember, token);

    /// <summary>Begins a session for a user whose password the mail server has just accepted. The token goes into the cookie.</summary>
    /// <exception cref="SessionStoreException">The store does not answer; nobody is signed in.</exception>
    public async Task<SessionToken> BeginAsync(
        MailAccount account, Credentials credentials, string device, string address, bool remember, CancellationToken token)
    {
        var sessionToken = SessionToken.Create();
        var lifetime = remember ? TimeSpan.FromDays(_options.RememberedDays) : TimeSpan.FromHours(_options.Hours);
        var now = _time.GetUtcNow();
        var record = new SessionRecord(
            sessionToken.Key, account.Id, _sealer.Seal(sessionToken, account, credentials), device, now, now, (int)lifetime.TotalSeconds)
        {
            Address = address,
        };
        await _store.AddAsync(record, token).ConfigureAwait(false);
        _recent.Confirm(sessionToken, new AccountSession(record.Key, account, credentials, device, now), lifetime);
        _accounts.Add(account, credentials);
        return sessionToken;
    }

    /// <summary>
    /// The session of a token, or <see langword="null"/> when it ended. While the store does not answer, a session this process has
    /// seen goes on for some hours.
    /// </summary>
    /// <exception cref="SessionStoreException">The store does not answer and this process has not seen the session.</exception>
    public async ValueTask<AccountSession?> ResumeAsync(SessionToken sessionToken, CancellationToken token)
    {
        if (_recent.Find(sessionToken, Trust) is { } known)
            return SignedIn(known);
        try
        {
            return await FindAsync(sessionToken, token).ConfigureAwait(false);
        }
        catch (SessionStoreException e)
        {
            Volatile.Write(ref _storeFailedAt, _time.GetTimestamp());
            if (_recent.Find(sessionToken, Grace) is not { } seen)
                throw;
            AccountsLog.StoreAway(_logger, e.Message);
            return SignedIn(seen);
        }
    }

    /// <summary>
    /// Goes on with a session known by its name alone: what a frame asks for without a cookie may come to a node that never saw the
    /// token. Another node that did then lends the account. Whoever calls has proof that the session was meant.
    /// <see langword="false"/> when it ended, is another account's, or no node that answers knows it.
    /// </summary>
    /// <exception cref="SessionStoreException">The store does not answer and this process has not seen the session.</exception>
    public async ValueTask<bool> ContinueAsync(string key, AccountId account, CancellationToken token)
    {
        if (_recent.Find(key, Trust) is { } known)
            return SignedIn(known).Account.Id == account;
        try
        {
            return await LookOrBorrowAsync(key, account, token).ConfigureAwait(false);
        }
        catch (SessionStoreException e)
        {
            Volatile.Write(ref _storeFailedAt, _time.GetTimestamp());
            if (_recent.Find(key, Grace) is not { } seen)
                throw;
            AccountsLog.StoreAway(_logger, e.Message);
            return SignedIn(seen).Account.Id == account;
        }
    }

    /// <summary>Signs out: ends the session of this browser.</summary>
    /// <exception cref="SessionStoreException">Ended in this process, but the store still has it.</exception>
    public Task EndAsync(SessionToken sessionToken, CancellationToken token) => EndAsync([sessionToken.Key], token);

    /// <summary>Ends one of the account's own sessions, on whatever device; no error when there is none of that name.</summary>
    /// <exception cref="SessionStoreException">The store does not answer.</exception>
    public async Task EndAsync(AccountId account, string key, CancellationToken token)
    {
        var sessions = await _store.ListAsync(account, token).ConfigureAwait(false);
        await EndAsync([.. sessions.Select(static s => s.Key).Where(own => own == key)], token).ConfigureAwait(false);
    }

    /// <summary>Ends all sessions of an account, but for <paramref name="exceptKey"/>.</summary>
    /// <exception cref="SessionStoreException">The store does not answer.</exception>
    public async Task EndAllAsync(AccountId account, string? exceptKey, CancellationToken token)
    {
        var sessions = await _store.ListAsync(account, token).ConfigureAwait(false);
        await EndAsync([.. sessions.Select(static s => s.Key).Where(key => key != exceptKey)], token).ConfigureAwait(false);
    }

    /// <summary>The sessions of an account, newest first.</summary>
    /// <exception cref="SessionStoreException">The store does not answer.</exception>
    public async Task<IReadOnlyList<ListedSession>> ListAsync(AccountId account, CancellationToken token)
    {
        var sessions = await _store.ListAsync(account, token).ConfigureAwait(false);
        return [.. sessions.Select(static s => new ListedSession(s.Key, s.Device, s.Created, s.LastUsed) { Address = s.Address })];
    }

    /// <summary>Calls back with the key of every session that ended, here or on another node, until disposed. May repeat itself.</summary>
    public IDisposable OnSessionEnded(Action<string> ended) => _sessionEnded.Add(ended);

    /// <summary>Calls back when an account has no session left in this process, until disposed: its connections may close.</summary>
    public IDisposable OnAccountLeft(Action<AccountId> left) => _accountLeft.Add(left);

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscription.Dispose();
        _lending.Dispose();
        _tidy.Dispose();
    }

    private TimeSpan Trust => StoreFailedJustNow ? Grace : TimeSpan.FromSeconds(_options.RecheckSeconds);

    // A store that hangs would otherwise cost every request its time-out.
    private bool StoreFailedJustNow =>
        Volatile.Read(ref _storeFailedAt) is var failed && failed != long.MinValue && _time.GetElapsedTime(failed) < LeaveStoreAlone;

    private async Task<AccountSession?> FindAsync(SessionToken sessionToken, CancellationToken token)
    {
        var record = await _store.FindAsync(sessionToken.Key, token).ConfigureAwait(false);
        if (record is null)
        {
            EndedElsewhere(sessionToken.Key);
            return null;
        }

        if (_sealer.Open(sessionToken, record) is not { } opened)
            return null;
        var session = SessionOf(record, opened);
        return _recent.Confirm(sessionToken, session, TimeSpan.FromSeconds(record.LifetimeSeconds)) ? SignedIn(session) : null;
    }

    private async Task<bool> LookOrBorrowAsync(string key, AccountId account, CancellationToken token)
    {
        if (await _store.FindAsync(key, token).ConfigureAwait(false) is not { } record)
        {
            EndedElsewhere(key);
            return false;
        }

        if (record.Account != account)
            return false;
        var session = _recent.Find(key, TimeSpan.MaxValue)
            ?? (await _lending.BorrowAsync(key, account, token).ConfigureAwait(false) is { } lent ? SessionOf(record, lent) : null);
        if (session is null || !_recent.Confirm(session, TimeSpan.FromSeconds(record.LifetimeSeconds)))
            return false;
        SignedIn(session);
        return true;
    }

    private AccountSession SessionOf(SessionRecord record, SignedInAccount opened)
    {
        var account = opened.Account with
        {
            Imap = _servers.Refresh(opened.Account.Imap),
            Smtp = _servers.Refresh(opened.Account.Smtp),
        };
        return new AccountSession(record.Key, account, opened.Credentials, record.Device, record.Created);
    }

    private void EndedElsewhere(string key)
    {
        Leave(_recent.Forget([key]));
        _sessionEnded.Call(key);
    }

    // The password of the latest sign-in counts: an older session may hold one that was changed since.
    private AccountSession SignedIn(AccountSession session)
    {
        var account = session.Account.Id;
        var present = _accounts.FindSignedIn(account);
        if (present is null
            || (present.Credentials.Password != session.Credentials.Password && _recent.NewestOf(account) == session.Created))
        {
            _accounts.Add(session.Account, session.Credentials);
        }

        return session;
    }

    private async Task EndAsync(IReadOnlyCollection<string> keys, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        if (keys.Count == 0)
            return;
        EndHere(keys);
        // Nothing stops it half-way: the page that asked has just been told to leave, which cancels its own request.
        foreach (var key in keys)
            await _store.RemoveAsync(key, CancellationToken.None).ConfigureAwait(false);
        await _store.AnnounceEndAsync(keys, CancellationToken.None).ConfigureAwait(false);
    }

    private void EndHere(IReadOnlyCollection<string> keys)
    {
        Leave(_recent.End(keys));
        foreach (var key in keys)
            _sessionEnded.Call(key);
    }

    private void Leave(IReadOnlyList<AccountId> accounts)
    {
        foreach (var account in accounts)
        {
            _accounts.Remove(account);
            _accountLeft.Call(account);
        }
    }
}
