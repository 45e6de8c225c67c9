using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.SigningIn;

namespace Webmail.Mail.Snapshots;

/// <summary>
/// Copies folders to another IMAP server, one copy per account at a time. It lives in this process: the other password is kept
/// nowhere, and a copy that a restart ended goes on where it stopped when it is asked for again, because what is there already is
/// not sent twice.
/// </summary>
public sealed class FolderSnapshots : IAsyncDisposable
{
    private const int LongestText = 254;
    private const int LongestPassword = 1024;

    private readonly ImapSessionPool _pool;
    private readonly ImapConnector _connector;
    private readonly MailboxService _mailboxes;
    private readonly HostPolicy _policy;
    private readonly SignInThrottle _throttle;
    private readonly ConfiguredServers _configured;
    private readonly TimeProvider _time;
    private readonly ILogger<FolderSnapshots> _logger;
    private readonly IDisposable _subscription;
    private readonly Listeners<AccountId> _changed = new();
    private readonly ConcurrentDictionary<AccountId, Running> _jobs = new();

    internal FolderSnapshots(
        ImapSessionPool pool, ImapConnector connector, MailboxService mailboxes, HostPolicy policy, SignInThrottle throttle,
        AccountSessions sessions, IOptions<MailOptions> options, TimeProvider time, ILogger<FolderSnapshots> logger)
    {
        (_pool, _connector, _mailboxes, _policy, _throttle, _time, _logger) = (pool, connector, mailboxes, policy, throttle, time, logger);
        _configured = new ConfiguredServers(options);
        _subscription = sessions.OnAccountLeft(Forget);
    }

    /// <summary>How much is under way at once; tests take less.</summary>
    internal SnapshotLimits Limits { get; init; } = SnapshotLimits.Default;

    /// <summary>
    /// Signs in to the other server, with one attempt, and begins to copy in the background. The credentials are kept in memory
    /// until the copy ends. Throws for cancellation only.
    /// </summary>
    public async Task<SnapshotStart> StartAsync(AccountId account, SnapshotRequest request, Credentials credentials, CancellationToken token)
    {
        if (Find(account) is { IsRunning: true })
            return new SnapshotStart(SnapshotOutcome.AlreadyRunning);
        try
        {
            var server = Check(request, credentials);
            var user = request.UserName.Trim();
            request = request with { Server = server, UserName = user, Folder = request.Folder.Trim() };
            return await SignInAsync(account, request, credentials, token).ConfigureAwait(false);
        }
        catch (MailException e)
        {
            return new SnapshotStart(SnapshotOutcome.ServerFailed) { Failure = e.Failure, Detail = e.Detail };
        }
    }

    /// <summary>How far the account's copy is, or how the last one ended; <see langword="null"/> when there was none.</summary>
    public SnapshotProgress? Find(AccountId account) => _jobs.TryGetValue(account, out var running) ? running.Job.Progress : null;

    /// <summary>Stops the account's copy; what arrived stays.</summary>
    public void Cancel(AccountId account)
    {
        if (_jobs.TryGetValue(account, out var running))
            running.Cancel();
    }

    /// <summary>Takes a result away that was seen.</summary>
    public void Dismiss(AccountId account)
    {
        if (_jobs.TryGetValue(account, out var running) && !running.Job.Progress.IsRunning
            && _jobs.TryRemove(KeyValuePair.Create(account, running)))
        {
            running.Dispose();
            _changed.Call(account);
        }
    }

    /// <summary>Calls back, quickly and on any thread, whenever an account's copy got further or ended, until disposed.</summary>
    public IDisposable Subscribe(AccountId account, Action changed) => _changed.Add(whose =>
    {
        if (whose == account)
            changed();
    });

    /// <summary>Waits until the account's copy ended.</summary>
    internal Task EndOf(AccountId account) => _jobs.TryGetValue(account, out var running) ? running.End : Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        foreach (var running in _jobs.Values)
            running.Cancel();
        foreach (var running in _jobs.Values)
        {
            await running.End.ConfigureAwait(false);
            running.Dispose();
        }
    }

    private MailServer Check(SnapshotRequest request, Credentials credentials)
    {
        if (request.UserName.Trim().Length is 0 or > LongestText || credentials.Password.Length is 0 or > LongestPassword)
            throw new MailException(MailFailure.SignInRefused);
        if (request.Folder.Length > LongestText || request.Folder.Any(char.IsControl))
            throw new MailException(MailFailure.ServerRefused, request.Folder);
        // What the administrator named is allowed as the administrator named it, everything else as at signing in.
        return _configured.Imap is { } own && own.Port == request.Server.Port
            && own.Host.Equals(request.Server.Host.Trim(), StringComparison.OrdinalIgnoreCase) ? own : _policy.Check(request.Server);
    }

    private async Task<SnapshotStart> SignInAsync(AccountId account, SnapshotRequest request, Credentials credentials, CancellationToken token)
    {
        // Guesses are counted for whoever makes them and for the account they are about, together with those of the sign-in form.
        var target = new MailAccount(request.UserName, request.UserName, request.Server, request.Server);
        var about = request.Server == _configured.Imap ? request.UserName : $"{request.UserName} at {request.Server.Host}";
        var tickets = new List<SignInTicket>();
        foreach (var subject in (string[])[$"copies of {account}", about])
        {
            var ticket = await _throttle.EnterAsync(null, subject, token).ConfigureAwait(false);
            if (!ticket.IsAllowed)
            {
                await ForAllAsync(static other => other.NotTriedAsync(CancellationToken.None)).ConfigureAwait(false);
                return new SnapshotStart(SnapshotOutcome.TooManyAttempts) { RetryAfter = ticket.Wait };
            }

            tickets.Add(ticket);
        }

        try
        {
            var connection = await _connector.ConnectAsync(target, credentials, mayCompress: false, token).ConfigureAwait(false);
            // Whoever guesses gets back this attempt only, else a good account of theirs would allow guessing at others.
            await tickets[0].NotTriedAsync(CancellationToken.None).ConfigureAwait(false);
            await tickets[1].SucceededAsync(CancellationToken.None).ConfigureAwait(false);
            return await RunAsync(account, request, new TargetAccount(_connector, target, credentials, connection)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or MailException { Failure: not MailFailure.SignInRefused })
        {
            await ForAllAsync(static ticket => ticket.NotTriedAsync(CancellationToken.None)).ConfigureAwait(false);
            throw;
        }

        Task ForAllAsync(Func<SignInTicket, Task> tell) => Task.WhenAll(tickets.Select(tell));
    }

    private async Task<SnapshotStart> RunAsync(AccountId account, SnapshotRequest request, TargetAccount target)
    {
        var tally = new SnapshotTally(request, _time, () => _changed.Call(account));
        var job = new SnapshotJob(account, request, _mailboxes, new SourceAccount(_pool, account), target, tally, Limits, _time, _logger);
        var running = new Running(job);
        var present = _jobs.AddOrUpdate(account, running, (_, old) => old.Job.Progress.IsRunning ? old : running);
        if (present != running)
        {
            // Two clicks, or two tabs, at once: the other one won.
            running.Dispose();
            await target.DisposeAsync().ConfigureAwait(false);
            return new SnapshotStart(SnapshotOutcome.AlreadyRunning);
        }

        running.Begin(_pool.Hold(account));
        _changed.Call(account);
        return new SnapshotStart(SnapshotOutcome.Started);
    }

    private void Forget(AccountId account)
    {
        if (!_jobs.TryRemove(account, out var running))
            return;
        running.Cancel();
        running.End.ContinueWith(
            _ => running.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private sealed class Running(SnapshotJob job) : IDisposable
    {
        private readonly CancellationTokenSource _cancelled = new();
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public SnapshotJob Job { get; } = job;

        public Task End => _ended.Task;

        public void Begin(IDisposable hold) => _ = Task.Run(async () =>
        {
            // It outlives the click that began it, and its trace.
            Activity.Current = null;
            try
            {
                await Job.RunAsync(_cancelled.Token).ConfigureAwait(false);
            }
            finally
            {
                hold.Dispose();
                _ended.SetResult();
            }
        });

        public void Cancel() => _cancelled.Cancel();

        public void Dispose() => _cancelled.Dispose();
    }
}
