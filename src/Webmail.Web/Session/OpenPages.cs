using System.Collections.Concurrent;
using Webmail.Mail.Accounts;

namespace Webmail.Web.Session;

/// <summary>
/// The connections of open pages. Keeps their sessions alive, and cuts them when a session ends: the page is told first and leaves
/// by itself, the connection is closed a moment later whatever the page does.
/// </summary>
internal sealed class OpenPages(IServiceProvider services, TimeProvider time, ILogger<OpenPages> logger) : BackgroundService
{
    private static readonly TimeSpan CheckEvery = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<OpenPage, byte> _pages = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource? _none;

    /// <summary>How many pages are open.</summary>
    public int Total => _pages.Count;

    /// <summary>Whether the account and the client address may have one more page.</summary>
    public bool HasRoom(string account, string address, PageLimits limits)
    {
        var (ofAccount, ofAddress) = (0, 0);
        foreach (var (page, _) in _pages)
        {
            ofAccount += page.Account == account ? 1 : 0;
            ofAddress += page.Address == address ? 1 : 0;
        }

        return ofAccount < limits.MaxPagesPerAccount && ofAddress < limits.MaxPagesPerAddress;
    }

    /// <summary>A page connected; dispose when its connection is gone. <see langword="null"/> when there is no room for it.</summary>
    public IDisposable? Add(OpenPage page, PageLimits limits)
    {
        lock (_gate)
        {
            if (!HasRoom(page.Account, page.Address, limits))
                return null;
            _pages[page] = 0;
        }

        return new Entry(this, page);
    }

    /// <summary>Ends when no page is open.</summary>
    public Task WhenNoneAsync()
    {
        lock (_gate)
        {
            return _pages.IsEmpty ? Task.CompletedTask
                : (_none ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not sooner: sessions connect to Redis, and the embedded one has started by now.
        var sessions = services.GetRequiredService<AccountSessions>();
        using var ended = sessions.OnSessionEnded(key => _ = CloseAsync(key, stoppingToken));
        using var timer = new PeriodicTimer(CheckEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await CheckAsync(sessions, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    // Asking for the session is what keeps it alive, and what notices that another node ended it.
    private async Task CheckAsync(AccountSessions sessions, CancellationToken token)
    {
        foreach (var page in _pages.Keys.DistinctBy(static p => p.Session.Key))
        {
            try
            {
                if (await sessions.ResumeAsync(page.Session, token) is null)
                    await CloseAsync(page.Session.Key, token);
            }
            catch (SessionStoreException e)
            {
                SessionLog.CheckFailed(logger, e.Message);
                return;
            }
        }
    }

    private async Task CloseAsync(string key, CancellationToken token)
    {
        var pages = _pages.Keys.Where(p => p.Session.Key == key).ToList();
        if (pages.Count == 0)
            return;
        await Task.Delay(Farewell, time, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var page in pages.Where(_pages.ContainsKey))
            page.Abort();
    }

    private void Remove(OpenPage page)
    {
        lock (_gate)
        {
            if (!_pages.TryRemove(page, out _) || !_pages.IsEmpty)
                return;
            _none?.SetResult();
            _none = null;
        }
    }

    private sealed class Entry(OpenPages all, OpenPage page) : IDisposable
    {
        public void Dispose() => all.Remove(page);
    }
}

/// <summary>One connection of an open page.</summary>
/// <param name="Session">The session it was opened with.</param>
/// <param name="Account">Whose.</param>
/// <param name="Address">Where from.</param>
/// <param name="Abort">Cuts it.</param>
internal sealed record OpenPage(SessionToken Session, string Account, string Address, Action Abort);
