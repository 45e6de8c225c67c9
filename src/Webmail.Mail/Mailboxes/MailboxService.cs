using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Imap;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Mailboxes;

/// <summary>The mailboxes of an account: list, counts, quota.</summary>
public sealed class MailboxService : IDisposable
{
    private readonly ImapSessionPool _pool;
    private readonly MailboxChanges _changes;
    private readonly ILogger<MailboxService> _logger;
    private readonly ConcurrentDictionary<AccountId, IReadOnlyList<Mailbox>> _known = new();
    private readonly ConcurrentDictionary<(AccountId, MailboxName), bool> _counting = new();
    private readonly IDisposable _subscription;

    /// <summary>Lists over the connections of a pool; counts are kept current by what is published.</summary>
    public MailboxService(ImapSessionPool pool, MailboxChanges changes, ILogger<MailboxService> logger)
    {
        (_pool, _changes, _logger) = (pool, changes, logger);
        _subscription = changes.SubscribeAll(OnChange);
        pool.Closed += Forget;
    }

    /// <summary>
    /// All mailboxes with their counts, INBOX and special ones first, then by name; parents that exist only as names included.
    /// One round trip where the server has LIST-STATUS (RFC 5819).
    /// </summary>
    public async Task<IReadOnlyList<Mailbox>> ListAsync(AccountId account, CancellationToken token)
    {
        var list = await _pool.RunAsync(account, new ImapRequest(null), MailboxLister.ListAsync, token).ConfigureAwait(false);
        _known[account] = list;
        return list;
    }

    /// <summary>The list as last seen in this process, without asking the server; <see langword="null"/> when never seen.</summary>
    public IReadOnlyList<Mailbox>? Known(AccountId account) => _known.GetValueOrDefault(account);

    /// <summary>The storage quota (RFC 9208), or <see langword="null"/> where there is none.</summary>
    public Task<StorageQuota?> QuotaAsync(AccountId account, CancellationToken token) =>
        _pool.RunAsync(account, new ImapRequest(null), ReadQuotaAsync, token);

    /// <summary>
    /// Counts a mailbox that is in the list, soon, and publishes the result. Hints come in bursts: one count per mailbox is under way
    /// at a time.
    /// </summary>
    internal void CountSoon(AccountId account, MailboxName mailbox)
    {
        var isListed = Known(account) is { } list && list.Any(known => known.Name == mailbox && known.Selectable);
        if (isListed && _counting.TryAdd((account, mailbox), true))
            _ = Task.Run(() => CountAsync(account, mailbox));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscription.Dispose();
        _pool.Closed -= Forget;
    }

    private void Forget(AccountId account) => _known.TryRemove(account, out _);

    private static async Task<StorageQuota?> ReadQuotaAsync(ImapSession session, CancellationToken token)
    {
        if (!session.Features.Quota || session.Client.Inbox is not { } inbox)
            return null;
        var quota = await inbox.GetQuotaAsync(token).ConfigureAwait(false);
        // The protocol counts in units of 1024 bytes.
        return quota is { StorageLimit: > 0 and var limit } ? new StorageQuota((quota.CurrentStorageSize ?? 0) * 1024L, limit * 1024L) : null;
    }

    private void OnChange(AccountId account, MailboxChange change)
    {
        if (change is StatusChanged status)
            Update(account, status);
    }

    private void Update(AccountId account, StatusChanged change)
    {
        while (_known.TryGetValue(account, out var list))
        {
            IReadOnlyList<Mailbox> updated =
                [.. list.Select(mailbox => mailbox.Name == change.Mailbox ? mailbox with { Status = change.Status } : mailbox)];
            if (_known.TryUpdate(account, updated, list))
                return;
        }
    }

    private async Task CountAsync(AccountId account, MailboxName mailbox)
    {
        try
        {
            var status = await _pool.RunAsync(
                account, new ImapRequest(null, Priority: ImapPriority.Background),
                (session, token) => MailboxLister.StatusAsync(session, mailbox, token), CancellationToken.None).ConfigureAwait(false);
            if (status is not null)
                _changes.Publish(account, new StatusChanged(mailbox, status));
        }
        catch (MailException e)
        {
            // The next touch or the next visit counts again; that the server is away is told by the pool.
            MailboxesLog.CountFailed(_logger, account, e.Failure);
        }
        finally
        {
            _counting.TryRemove((account, mailbox), out _);
        }
    }
}
