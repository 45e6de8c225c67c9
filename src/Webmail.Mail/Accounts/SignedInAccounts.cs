using System.Collections.Concurrent;

namespace Webmail.Mail.Accounts;

/// <summary>
/// The accounts this process may connect for right now, with their credentials, in memory only.
/// A request or a circuit with a valid session puts its account here; sign-out takes it away. Work that goes on with nobody signed in
/// lends it for as long as it takes: neither of both takes away what the other put here.
/// </summary>
public sealed class SignedInAccounts
{
    private readonly ConcurrentDictionary<AccountId, SignedInAccount> _accounts = new();
    private readonly ConcurrentDictionary<AccountId, (SignedInAccount Account, int Count)> _lent = new();

    /// <summary>An account is here that was not, or has a newer password. Callbacks must be quick and must not throw.</summary>
    internal event Action<AccountId>? Appeared;

    /// <summary>Those that are here now.</summary>
    internal IReadOnlyCollection<AccountId> Present => [.. _accounts.Keys.Union(_lent.Keys)];

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
        Find(account) ?? throw new MailException(MailFailure.SignedOut);

    /// <summary>The account, when it is here: as somebody signed in, else as it is lent.</summary>
    public SignedInAccount? Find(AccountId account) => FindSignedIn(account) ?? _lent.GetValueOrDefault(account).Account;

    /// <summary>The account, when somebody is signed in.</summary>
    public SignedInAccount? FindSignedIn(AccountId account) => _accounts.GetValueOrDefault(account);

    /// <summary>The account is here until this is returned, whoever signs in or out meanwhile.</summary>
    internal AccountLoan Lend(MailAccount account, Credentials credentials)
    {
        var isNew = Find(account.Id) is null;
        _lent.AddOrUpdate(
            account.Id, static (_, lent) => (lent, 1), static (_, before, _) => before with { Count = before.Count + 1 },
            new SignedInAccount(account, credentials));
        if (isNew)
            Appeared?.Invoke(account.Id);
        return new AccountLoan(this, account.Id);
    }

    /// <summary>Ends a loan; whether the account is not here any more.</summary>
    internal bool Return(AccountId account)
    {
        while (_lent.TryGetValue(account, out var lent))
        {
            if (lent.Count > 1 ? _lent.TryUpdate(account, lent with { Count = lent.Count - 1 }, lent) : _lent.TryRemove(KeyValuePair.Create(account, lent)))
                break;
        }

        return Find(account) is null;
    }
}

/// <summary>An account that some work has for a while.</summary>
internal sealed class AccountLoan(SignedInAccounts accounts, AccountId account)
{
    /// <summary>The work is done; whether the account is not here any more. Once.</summary>
    public bool Return() => accounts.Return(account);
}

/// <summary>An account together with what opens it.</summary>
/// <param name="Account">Who and where.</param>
/// <param name="Credentials">What the server asks for.</param>
public sealed record SignedInAccount(MailAccount Account, Credentials Credentials);
