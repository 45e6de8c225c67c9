using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using MailKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Imap;

/// <summary>
/// The one door to IMAP: per account a few connections, shared by all its tabs and devices, lent to one piece of work at a time.
/// </summary>
public sealed class ImapSessionPool : IAsyncDisposable
{
    private static readonly TimeSpan TidyEvery = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<AccountId, AccountConnections> _accounts = new();
    private readonly ConcurrentDictionary<AccountId, int> _held = new();
    private readonly SignedInAccounts _signedIn;
    private readonly ImapConnector _connector;
    private readonly MailOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ImapSessionPool> _logger;
    private readonly ITimer _tidy;
    private readonly IDisposable _counted;

    internal ImapSessionPool(
        SignedInAccounts signedIn, ImapConnector connector, IOptions<MailOptions> options, TimeProvider time, ILogger<ImapSessionPool> logger)
    {
        (_signedIn, _connector, _options, _time, _logger) = (signedIn, connector, options.Value, time, logger);
        _tidy = time.CreateTimer(_ => Tidy(), null, TidyEvery, TidyEvery);
        _counted = MailTelemetry.ObserveConnections(Count);
    }

    /// <summary>The server of an account was lost (with the failure and the next attempt) or is back (null).</summary>
    internal event Action<AccountId, MailException?, DateTimeOffset?>? ReachabilityChanged;

    /// <summary>The connections of an account were closed because it signed out or nobody looked at it: what is known of it may go.</summary>
    internal event Action<AccountId>? Closed;

    /// <summary>Work with a mailbox open ended well. The folder may be looked at during the call, not kept.</summary>
    internal event Action<AccountId, MailboxName, IMailFolder>? Visited;

    /// <summary>Somebody asked not to wait for the next attempt.</summary>
    internal event Action<AccountId>? RetryRequested;

    /// <summary>
    /// Runs work on a connection that has the wanted mailbox open. Failures surface as <see cref="MailException"/>. When
    /// <paramref name="token"/> ends first, the caller is let go at once; the connection finishes its command or is sacrificed.
    /// So work may run on for a moment after the caller left, and must not touch what the caller owns by then without asking
    /// <see cref="ImapSession.Unwanted"/>. Work with <see cref="MailboxAccess.Read"/> may be run a second time, on a fresh
    /// connection, when the first one had died at rest; work with <see cref="MailboxAccess.Write"/> never is.
    /// </summary>
    internal async Task<T> RunAsync<T>(
        AccountId account, ImapRequest request, Func<ImapSession, CancellationToken, Task<T>> work, CancellationToken token,
        [CallerMemberName] string purpose = "")
    {
        using var traced = MailTelemetry.BeginWork(purpose);
        try
        {
            return await LendAsync(account, request, work, token).ConfigureAwait(false);
        }
        catch (MailException e)
        {
            MailTelemetry.Failed(traced, e.Failure);
            throw;
        }
    }

    private async Task<T> LendAsync<T>(
        AccountId account, ImapRequest request, Func<ImapSession, CancellationToken, Task<T>> work, CancellationToken token)
    {
        for (var repeated = false; ; repeated = true)
        {
            token.ThrowIfCancellationRequested();
            var connections = For(account);
            var connection = await connections.TakeAsync(_signedIn.Require(account), request, token).ConfigureAwait(false);
            if (connection is null)
            {
                _accounts.TryRemove(KeyValuePair.Create(account, connections));
                continue;
            }

            var mayHaveDied = connection.WasUsed && !repeated;
            var loan = new ImapLoan<T>(connection, request, work, _time, token)
            {
                Visited = (mailbox, folder) => Visited?.Invoke(account, mailbox, folder),
            };
            var run = loan.RunAsync(connections);
            try
            {
                return await run.WaitAsync(token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                _ = run.ContinueWith(
                    ended => ImapLog.AbandonedWorkFailed(_logger, account, ended.Exception?.GetBaseException().GetType().Name ?? ""),
                    CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
                throw;
            }
            catch (MailException e) when (mayHaveDied && loan.MayRepeatAfter(e))
            {
                connections.DropResting();
            }
        }
    }

    /// <summary>
    /// Proves a password to the server, once, and keeps the connection for the work that follows. The account is not remembered
    /// here: that is <see cref="SignedInAccounts"/>.
    /// </summary>
    internal async Task SignInAsync(MailAccount account, Credentials credentials, CancellationToken token)
    {
        ImapConnection connection;
        try
        {
            connection = await _connector.ConnectAsync(account, credentials, token).ConfigureAwait(false);
        }
        catch (MailException e) when (e.Failure == MailFailure.TooManyConnections)
        {
            if (!_accounts.TryGetValue(account.Id, out var full) || !await full.MakeRoomAsync().ConfigureAwait(false))
                throw;
            connection = await _connector.ConnectAsync(account, credentials, token).ConfigureAwait(false);
        }

        var who = new SignedInAccount(account, credentials);
        while (For(account.Id) is var connections && !connections.Adopt(who, connection))
            _accounts.TryRemove(KeyValuePair.Create(account.Id, connections));
    }

    /// <summary>The user asks to try again: the next attempt to connect does not wait.</summary>
    public void RetryNow(AccountId account)
    {
        if (_accounts.TryGetValue(account, out var connections))
            connections.RetryNow();
        RetryRequested?.Invoke(account);
    }

    /// <summary>
    /// Opens the connection that watches. <paramref name="yield"/> is called, and must return at once, when the server allows too
    /// few connections and work needs this one.
    /// </summary>
    internal async Task<ImapWatchLease> WatchAsync(AccountId account, Action yield, CancellationToken token)
    {
        while (true)
        {
            var connections = For(account);
            if (await connections.TakeWatchingAsync(_signedIn.Require(account), yield, token).ConfigureAwait(false) is { } connection)
                return new ImapWatchLease(connection, connections);
            _accounts.TryRemove(KeyValuePair.Create(account, connections));
        }
    }

    /// <summary>
    /// Closes the connections at rest that have such a mailbox selected. Some servers delete no mailbox that is selected, others
    /// end the sessions that have it.
    /// </summary>
    internal void Deselect(AccountId account, Func<MailboxName, bool> mailbox)
    {
        if (_accounts.TryGetValue(account, out var connections))
            connections.DropSelecting(mailbox);
    }

    /// <summary>When the next attempt to connect is made; <see langword="null"/> while nothing is wrong.</summary>
    internal DateTimeOffset? NextAttempt(AccountId account) =>
        _accounts.TryGetValue(account, out var connections) ? connections.NextAttempt : null;

    /// <summary>Keeps a connection open for an account somebody looks at, until disposed.</summary>
    internal IDisposable Hold(AccountId account)
    {
        _held.AddOrUpdate(account, 1, static (_, count) => count + 1);
        return new AccountHold(() => _held.AddOrUpdate(account, 0, static (_, count) => count - 1));
    }

    /// <summary>Closes every connection of an account: signed out.</summary>
    public Task CloseAsync(AccountId account)
    {
        if (_accounts.TryRemove(account, out var connections))
            connections.Close();
        Closed?.Invoke(account);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _counted.Dispose();
        await _tidy.DisposeAsync().ConfigureAwait(false);
        foreach (var account in _accounts.Keys)
            await CloseAsync(account).ConfigureAwait(false);
    }

    private AccountConnections For(AccountId account) => _accounts.GetOrAdd(account, id =>
    {
        var connections = new AccountConnections(id, _connector, _options.MaxConnections, _time, _logger);
        connections.ReachabilityChanged += (changed, failure, next) => ReachabilityChanged?.Invoke(changed, failure, next);
        return connections;
    });

    private ConnectionCounts Count() =>
        _accounts.Values.Aggregate(default(ConnectionCounts), static (sum, connections) => sum + connections.Counts);

    private void Tidy()
    {
        // The timer remembers in whose request the pool was made: that is not where this belongs.
        Activity.Current = null;
        foreach (var (account, connections) in _accounts)
        {
            if (!connections.Tidy(_held.GetValueOrDefault(account) > 0, TimeSpan.FromMinutes(_options.IdleMinutes)))
                continue;
            if (_accounts.TryRemove(KeyValuePair.Create(account, connections)))
                Closed?.Invoke(account);
        }

        foreach (var (account, count) in _held)
        {
            if (count == 0)
                _held.TryRemove(KeyValuePair.Create(account, 0));
        }
    }

    private sealed class AccountHold(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
