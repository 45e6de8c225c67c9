using Webmail.Mail.Imap;

namespace Webmail.Mail.Mailboxes;

/// <summary>The mailboxes of an account: list, counts, quota.</summary>
public sealed class MailboxService(ImapSessionPool pool)
{
    /// <summary>
    /// All mailboxes with their counts, INBOX and special ones first, then by name; parents that exist only as names included.
    /// One round trip where the server has LIST-STATUS (RFC 5819).
    /// </summary>
    public Task<IReadOnlyList<Mailbox>> ListAsync(AccountId account, CancellationToken token) => throw new NotImplementedException($"{pool}{account}{token}");

    /// <summary>The list as last seen in this process, without asking the server; <see langword="null"/> when never seen.</summary>
    public IReadOnlyList<Mailbox>? Known(AccountId account) => throw new NotImplementedException($"{account}");

    /// <summary>The storage quota (RFC 9208), or <see langword="null"/> where there is none.</summary>
    public Task<StorageQuota?> QuotaAsync(AccountId account, CancellationToken token) => throw new NotImplementedException($"{account}{token}");
}

/// <summary>Storage used and allowed.</summary>
/// <param name="Used">Bytes used.</param>
/// <param name="Limit">Bytes allowed.</param>
public sealed record StorageQuota(long Used, long Limit);
