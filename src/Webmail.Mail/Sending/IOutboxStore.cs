namespace Webmail.Mail.Sending;

/// <summary>
/// Where messages wait to leave, over restarts and crashes, shared by all nodes. Every change names what it changes: whoever comes
/// second is told, so that a message that was taken back does not leave and one that leaves is not taken back.
/// </summary>
public interface IOutboxStore
{
    /// <summary>Takes a message in, unless there is one of its name or one was sent within the last day.</summary>
    /// <exception cref="Accounts.SessionStoreException">The store does not answer, or does not keep it.</exception>
    Task<OutboxAnswer> AddAsync(OutboxRecord record, ReadOnlyMemory<byte> message, ReadOnlyMemory<byte> copy, CancellationToken token);

    /// <summary>
    /// Writes the next state over one that is still there; <see langword="false"/> when it is not any more. A state that is there
    /// already counts as written.
    /// </summary>
    /// <exception cref="Accounts.SessionStoreException">The store does not answer, or does not keep it.</exception>
    Task<bool> ReplaceAsync(OutboxRecord before, OutboxRecord after, CancellationToken token);

    /// <summary>Forgets a message whose state is still this; <see langword="false"/> when it is not any more.</summary>
    /// <param name="record">The message.</param>
    /// <param name="sent">It was sent: its name is remembered for a day, so that whoever asks for it again does not send it again.</param>
    /// <param name="token">Ends the wait.</param>
    /// <exception cref="Accounts.SessionStoreException">The store does not answer.</exception>
    Task<bool> RemoveAsync(OutboxRecord record, bool sent, CancellationToken token);

    /// <summary>Everything that waits, of all accounts.</summary>
    /// <exception cref="Accounts.SessionStoreException">The store does not answer.</exception>
    Task<OutboxContents> ReadAsync(CancellationToken token);

    /// <summary>The bytes of a message: what is sent, and what is filed; <see langword="null"/> when they are gone.</summary>
    /// <exception cref="Accounts.SessionStoreException">The store does not answer.</exception>
    Task<OutboxBytes?> ReadMessageAsync(AccountId account, string id, CancellationToken token);

    /// <summary>
    /// Claims a message for this process, or keeps the claim; <see langword="false"/> while another that lives has it. A claim lasts
    /// half a minute.
    /// </summary>
    /// <exception cref="Accounts.SessionStoreException">The store does not answer.</exception>
    Task<bool> ClaimAsync(AccountId account, string id, CancellationToken token);
}

/// <summary>What a store holds.</summary>
/// <param name="Epoch">Another one when the store was emptied: then what is not there was lost, and not taken out by anybody.</param>
/// <param name="Records">The messages that can be read; those that cannot are left out.</param>
public sealed record OutboxContents(string Epoch, IReadOnlyList<OutboxRecord> Records);

/// <summary>The bytes of a message.</summary>
/// <param name="Message">What is sent.</param>
/// <param name="Copy">What is filed in Sent.</param>
public readonly record struct OutboxBytes(ReadOnlyMemory<byte> Message, ReadOnlyMemory<byte> Copy);

/// <summary>What a store says to a new message.</summary>
public enum OutboxAnswer
{
    /// <summary>It is taken in.</summary>
    Added,

    /// <summary>There is one of its name.</summary>
    Present,

    /// <summary>It was sent: this revision of it.</summary>
    Sent,

    /// <summary>Another revision of it was sent.</summary>
    Overtaken,
}
