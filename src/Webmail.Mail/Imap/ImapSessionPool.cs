using Webmail.Mail.Accounts;

namespace Webmail.Mail.Imap;

/// <summary>
/// The one door to IMAP: per account a few connections, shared by all its tabs and devices, lent to one piece of work at a time.
/// </summary>
public sealed class ImapSessionPool(SignedInAccounts accounts) : IAsyncDisposable
{
    /// <summary>
    /// Runs work on a connection that has the wanted mailbox open. Failures surface as <see cref="MailException"/>. When
    /// <paramref name="token"/> ends first, the caller is let go at once; the connection finishes its command or is sacrificed.
    /// </summary>
    internal Task<T> RunAsync<T>(
        AccountId account, ImapRequest request, Func<ImapSession, CancellationToken, Task<T>> work, CancellationToken token) =>
        throw new NotImplementedException($"{accounts}{account}{request}{work}{token}");

    /// <summary>Closes every connection of an account: signed out.</summary>
    public Task CloseAsync(AccountId account) => throw new NotImplementedException($"{account}");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
