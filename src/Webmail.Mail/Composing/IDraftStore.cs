namespace Webmail.Mail.Composing;

/// <summary>Where drafts are safe from a crash until they are in the Drafts mailbox. Shared by all nodes.</summary>
public interface IDraftStore
{
    /// <summary>Keeps a draft under its name, in the place of what was there.</summary>
    /// <exception cref="Accounts.SessionStoreException">The store does not answer, or does not keep it.</exception>
    Task WriteAsync(AccountId account, string id, ReadOnlyMemory<byte> draft, CancellationToken token);

    /// <summary>All drafts of an account by name.</summary>
    /// <exception cref="Accounts.SessionStoreException">The store does not answer.</exception>
    Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadAsync(AccountId account, CancellationToken token);

    /// <summary>Forgets a draft.</summary>
    /// <exception cref="Accounts.SessionStoreException">The store does not answer.</exception>
    Task RemoveAsync(AccountId account, string id, CancellationToken token);
}
