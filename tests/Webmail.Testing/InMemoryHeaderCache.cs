using System.Collections.Concurrent;
using Webmail.Mail;
using Webmail.Mail.Messages;

namespace Webmail.Testing;

/// <summary>A header cache that forgets nothing until told to, and counts what was asked of it.</summary>
public sealed class InMemoryHeaderCache : IHeaderCache
{
    private readonly ConcurrentDictionary<(AccountId, MailboxName), CachedMailbox> _mailboxes = new();
    private readonly ConcurrentDictionary<(AccountId, MailboxName, uint, Uid), CachedSummary> _rows = new();
    private int _reads;

    /// <summary>How often rows were asked for.</summary>
    public int Reads => _reads;

    /// <summary>How many rows are held.</summary>
    public int Count => _rows.Count;

    /// <summary>Forgets everything, as a flushed store does.</summary>
    public void Clear()
    {
        _mailboxes.Clear();
        _rows.Clear();
    }

    /// <inheritdoc/>
    public ValueTask<CachedMailbox?> ReadMailboxAsync(AccountId account, MailboxName mailbox, CancellationToken token) =>
        ValueTask.FromResult(_mailboxes.GetValueOrDefault((account, mailbox)));

    /// <inheritdoc/>
    public ValueTask WriteMailboxAsync(AccountId account, MailboxName mailbox, CachedMailbox state, CancellationToken token)
    {
        _mailboxes[(account, mailbox)] = state;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CachedSummary>> ReadAsync(
        AccountId account, MailboxName mailbox, uint uidValidity, IReadOnlyCollection<Uid> uids, CancellationToken token)
    {
        Interlocked.Increment(ref _reads);
        return ValueTask.FromResult<IReadOnlyList<CachedSummary>>(
            [.. uids.Select(uid => _rows.GetValueOrDefault((account, mailbox, uidValidity, uid))).OfType<CachedSummary>()]);
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(
        AccountId account, MailboxName mailbox, uint uidValidity, IReadOnlyCollection<CachedSummary> summaries, CancellationToken token)
    {
        foreach (var summary in summaries)
            _rows[(account, mailbox, uidValidity, summary.Summary.Uid)] = summary;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ForgetAsync(AccountId account, MailboxName mailbox, CancellationToken token)
    {
        _mailboxes.TryRemove((account, mailbox), out _);
        foreach (var key in _rows.Keys.Where(key => key.Item1 == account && key.Item2 == mailbox))
            _rows.TryRemove(key, out _);
        return ValueTask.CompletedTask;
    }
}
