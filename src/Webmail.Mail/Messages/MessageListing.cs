using Webmail.Mail.Imap;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Messages;

/// <summary>Message lists: views over mailboxes and their rows by window, from memory, the header cache or the server.</summary>
public sealed class MessageListing(ImapSessionPool pool, IHeaderCache cache, MailboxChanges changes)
{
    /// <summary>
    /// Opens a mailbox. Known in memory or in the cache: at once, and what changed since follows as <see cref="MessagesChanged"/>.
    /// Else one SELECT, and the first window comes along.
    /// </summary>
    public ValueTask<MailboxView> OpenAsync(AccountId account, MailboxName mailbox, CancellationToken token) => throw new NotImplementedException($"{pool}{cache}{changes}{account}{mailbox}{token}");

    /// <summary>
    /// The rows from <paramref name="first"/> on, one entry per row of the view; <see langword="null"/> where the message vanished
    /// since. Completes synchronously when all rows are in memory.
    /// </summary>
    public ValueTask<IReadOnlyList<MessageSummary?>> WindowAsync(
        AccountId account, MailboxView view, int first, int count, CancellationToken token) => throw new NotImplementedException($"{account}{view}{first}{count}{token}");

    /// <summary>Finds out what changed in a mailbox and publishes it.</summary>
    public Task SynchroniseAsync(AccountId account, MailboxName mailbox, CancellationToken token) => throw new NotImplementedException($"{account}{mailbox}{token}");
}
