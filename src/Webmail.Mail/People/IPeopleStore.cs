namespace Webmail.Mail.People;

/// <summary>
/// Keeps what was read out of the mailboxes of an account, so that a restart needs to read only what is new. A cache: it may forget at
/// any time, and a failure is a miss. Stored sealed.
/// </summary>
public interface IPeopleStore
{
    /// <summary>What was kept; <see langword="null"/> when there is nothing.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadAsync(AccountId account, CancellationToken token);

    /// <summary>Keeps it, in the place of what was there.</summary>
    ValueTask WriteAsync(AccountId account, ReadOnlyMemory<byte> people, CancellationToken token);
}
