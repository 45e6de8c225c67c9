namespace Webmail.Mail.Sending;

/// <summary>
/// Where messages wait to leave, over restarts and crashes, shared by all nodes. Every change names what it changes: whoever comes
/// second is told, so that a message that was taken back does not leave and one that leaves is not taken back.
/// </summary>
public interface IOutboxStore
{
    /// <summary>Takes a message in; <see langword="false"/> when there is one of its name.</summary>
    /// <exception cref="Accounts.SessionStoreException">The store does not answer, or does not keep it.</exception>
    Task<bool> AddAsync(OutboxRecord record, ReadOnlyMemory<byte> message, ReadOnlyMemory<byte> copy, CancellationToken token);

    /// <summary>Writes the next state over one that is still there; <see langword="false"/> when it is not any more.</summary>
    /// <exception cref="Accounts.SessionStoreException">The store does not answer, or does not keep it.</exception>
    Task<bool> ReplaceAsync(OutboxRecord before, OutboxRecord after, CancellationToken token);

    /// <summary>Forgets a message whose state is still this; <see langword="false"/> when it is not any more.</summary>
    /// <exception cref="Accounts.SessionStoreException">The store does not answer.</exception>
    Task<bool> RemoveAsync(OutboxRecord record, CancellationToken token);

    /// <summary>Everything that waits, of all accounts.</summary>
    /// <exception cref="Accounts.SessionStoreException">The store does not answer.</exception>
    Task<IReadOnlyList<OutboxRecord>> ReadAsync(CancellationToken token);

    /// <summary>The bytes of a message: what is sent, and what is filed; <see langword="null"/> when it is gone.</summary>
    /// <exception cref="Accounts.SessionStoreException">The store does not answer.</exception>
    Task<(ReadOnlyMemory<byte> Message, ReadOnlyMemory<byte> Copy)?> ReadMessageAsync(AccountId account, string id, CancellationToken token);

    /// <summary>
    /// Claims a message for this process, or keeps the claim; <see langword="false"/> while another that lives has it. A claim lasts
    /// half a minute.
    /// </summary>
    /// <exception cref="Accounts.SessionStoreException">The store does not answer.</exception>
    Task<bool> ClaimAsync(AccountId account, string id, CancellationToken token);
}
