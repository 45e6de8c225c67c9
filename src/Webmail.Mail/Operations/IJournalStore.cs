namespace Webmail.Mail.Operations;

/// <summary>
/// Where the journals of operations outlive the process. Records are named; a name is written again to replace it. What a process
/// that is no more left behind belongs to the next one that reads it.
/// </summary>
public interface IJournalStore
{
    /// <summary>All records of an account that are this process's to go on with.</summary>
    /// <exception cref="Accounts.SessionStoreException">The store does not answer.</exception>
    Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadAsync(AccountId account, CancellationToken token);

    /// <summary>Writes records and removes others, both or neither.</summary>
    /// <exception cref="Accounts.SessionStoreException">The store does not answer, or does not keep it.</exception>
    Task WriteAsync(
        AccountId account, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> records, IReadOnlyCollection<string> removed,
        CancellationToken token);

    /// <summary>How many records of this process the store has: fewer than were written means it was emptied.</summary>
    /// <exception cref="Accounts.SessionStoreException">The store does not answer.</exception>
    Task<long> CountAsync(AccountId account, CancellationToken token);
}
