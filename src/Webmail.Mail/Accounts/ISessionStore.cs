namespace Webmail.Mail.Accounts;

/// <summary>
/// Where sessions live (Redis). It sees hashes and ciphertext only: <see cref="SessionRecord.Sealed"/> opens with the half of the
/// secret that only the browser has. Failures of the store surface as <see cref="SessionStoreException"/>.
/// </summary>
public interface ISessionStore
{
    /// <summary>Writes a session that ends by itself after its lifetime without use.</summary>
    Task AddAsync(SessionRecord record, CancellationToken token);

    /// <summary>Finds a session and starts its lifetime anew; <see langword="null"/> when it ended or never was.</summary>
    Task<SessionRecord?> FindAsync(string key, CancellationToken token);

    /// <summary>Ends one session; no error when it ended already.</summary>
    Task RemoveAsync(string key, CancellationToken token);

    /// <summary>All sessions of an account, newest first.</summary>
    Task<IReadOnlyList<SessionRecord>> ListAsync(AccountId account, CancellationToken token);

    /// <summary>Announces to every node that sessions ended, so that their circuits close.</summary>
    Task AnnounceEndAsync(IReadOnlyCollection<string> keys, CancellationToken token);

    /// <summary>Calls back on every node when sessions end anywhere; dispose to stop.</summary>
    IDisposable OnEnded(Action<IReadOnlyCollection<string>> ended);
}

/// <summary>A session as stored.</summary>
/// <param name="Key">Hash of the public half of the session token.</param>
/// <param name="Account">Whose it is.</param>
/// <param name="Sealed">The account and its credentials as ciphertext.</param>
/// <param name="Device">What the browser calls itself, shortened for display ("Firefox on Linux").</param>
/// <param name="Created">When it began.</param>
/// <param name="LastUsed">When it was last found; what the store knows, whatever was written.</param>
/// <param name="LifetimeSeconds">How long it lasts without use.</param>
public sealed record SessionRecord(
    string Key, AccountId Account, ReadOnlyMemory<byte> Sealed, string Device, DateTimeOffset Created, DateTimeOffset LastUsed,
    int LifetimeSeconds)
{
    /// <summary>Where it began from; empty when not known.</summary>
    public string Address { get; init; } = "";
}

/// <summary>The session store did not answer: nobody can sign in until it does.</summary>
public sealed class SessionStoreException(string message, Exception? innerException = null) : Exception(message, innerException);
