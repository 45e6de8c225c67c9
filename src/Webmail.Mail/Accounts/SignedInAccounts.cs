using System.Collections.Concurrent;

namespace Webmail.Mail.Accounts;

/// <summary>
/// The accounts this process may connect for right now, with their credentials, in memory only.
/// A request or a circuit with a valid session puts its account here; sign-out takes it away.
/// </summary>
public sealed class SignedInAccounts
{
    private readonly ConcurrentDictionary<AccountId, SignedInAccount> _accounts = new();

    /// <summary>An account is here that was not, or has a newer password. Callbacks must be quick and must not throw.</summary>
    internal event Action<AccountId>? Appeared;

    /// <summary>Those that are here now.</summary>
    internal IReadOnlyCollection<AccountId> Present => [.. _accounts.Keys];

    /// <summary>Remembers an account; a newer password replaces an older one.</summary>
    public void Add(MailAccount account, Credentials credentials)
    {
        _accounts[account.Id] = new SignedInAccount(account, credentials);
        Appeared?.Invoke(account.Id);
    }

    /// <summary>Forgets an account and its credentials.</summary>
    public void Remove(AccountId account) => _accounts.TryRemove(account, out _);

    /// <summary>The account, or a <see cref="MailException"/> with <see cref="MailFailure.SignedOut"/>.</summary>
    public SignedInAccount Require(AccountId account) =>
        _accounts.TryGetValue(account, out var found) ? found : throw new MailException(MailFailure.SignedOut);

    /// <summary>The account, when it is here.</summary>
    public SignedInAccount? Find(AccountId account) => _accounts.GetValueOrDefault(account);
}

/// <summary>An account together with what opens it.</summary>
/// <param name="Account">Who and where.</param>
/// <param name="Credentials">What the server asks for.</param>
public sealed record SignedInAccount(MailAccount Account, Credentials Credentials);
