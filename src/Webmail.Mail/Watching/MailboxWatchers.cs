using Microsoft.Extensions.Logging;
using Webmail.Mail.Imap;

namespace Webmail.Mail.Watching;

/// <summary>Keeps one watcher per account that somebody is looking at; the last one to leave ends it.</summary>
public sealed class MailboxWatchers : IAsyncDisposable
{
    // A page that is loaded anew leaves and comes back: that must not cost a login.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<AccountId, Watched> _accounts = [];
    private readonly ImapSessionPool _pool;
    private readonly MailboxChanges _changes;
    private readonly TimeProvider _time;
    private readonly ILogger<MailboxWatchers> _logger;
    private bool _disposed;

    /// <summary>Starts with nobody looking.</summary>
    public MailboxWatchers(ImapSessionPool pool, MailboxChanges changes, TimeProvider time, ILogger<MailboxWatchers> logger)
    {
        (_pool, _changes, _time, _logger) = (pool, changes, time, logger);
        pool.ReachabilityChanged += OnReachabilityChanged;
        pool.RetryRequested += OnRetryRequested;
    }

    /// <summary>Says that somebody looks at this account. Dispose when they leave.</summary>
    public MailboxPresence Attach(AccountId account)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_accounts.TryGetValue(account, out var watched))
            {
                var watcher = new AccountWatcher(account, _pool, _changes, _time, _logger);
                _accounts[account] = watched = new Watched(watcher, _pool.Hold(account));
            }

            watched.Present++;
            watched.Leaving?.Dispose();
            watched.Leaving = null;
            return new MailboxPresence(watched.Watcher.Views, () => Leave(account, watched));
        }
    }

    /// <summary>
    /// Lets the watcher of an account select other mailboxes than these until disposed: they are about to be renamed or deleted.
    /// </summary>
    internal async Task<IDisposable?> LeaveAsync(AccountId account, MailboxSubtree mailboxes)
    {
        AccountWatcher? watcher;
        lock (_gate)
            watcher = _accounts.GetValueOrDefault(account)?.Watcher;
        return watcher is null ? null : await watcher.LeaveAsync(mailboxes).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _pool.ReachabilityChanged -= OnReachabilityChanged;
        _pool.RetryRequested -= OnRetryRequested;
        Watched[] all;
        lock (_gate)
        {
            _disposed = true;
            all = [.. _accounts.Values];
            _accounts.Clear();
        }

        foreach (var watched in all)
            await EndAsync(watched).ConfigureAwait(false);
    }

    private void Leave(AccountId account, Watched watched)
    {
        lock (_gate)
        {
            watched.Present--;
            if (watched.Present == 0 && !_disposed)
                watched.Leaving = _time.CreateTimer(_ => End(account, watched), null, Linger, Timeout.InfiniteTimeSpan);
        }
    }

    private void End(AccountId account, Watched watched)
    {
        lock (_gate)
        {
            if (watched.Present > 0 || !_accounts.TryGetValue(account, out var current) || current != watched)
                return;
            _accounts.Remove(account);
        }

        _ = EndAsync(watched);
    }

    private static async Task EndAsync(Watched watched)
    {
        watched.Leaving?.Dispose();
        await watched.Watcher.DisposeAsync().ConfigureAwait(false);
        watched.Hold.Dispose();
    }

    private void OnReachabilityChanged(AccountId account, MailException? failure, DateTimeOffset? next)
    {
        _changes.Publish(account, new ServerReachable(
            failure is null, failure?.Failure, failure?.Detail ?? "", next == DateTimeOffset.MaxValue ? null : next));
        if (failure is null)
            OnRetryRequested(account);
    }

    private void OnRetryRequested(AccountId account)
    {
        AccountWatcher? watcher;
        lock (_gate)
            watcher = _accounts.GetValueOrDefault(account)?.Watcher;
        watcher?.RetryNow();
    }

    private sealed class Watched(AccountWatcher watcher, IDisposable hold)
    {
        public AccountWatcher Watcher { get; } = watcher;

        public IDisposable Hold { get; } = hold;

        public int Present { get; set; }

        public ITimer? Leaving { get; set; }
    }
}
