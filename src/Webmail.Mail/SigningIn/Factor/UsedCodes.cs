using Webmail.Mail.Accounts;

namespace Webmail.Mail.SigningIn;

/// <summary>
/// Remembers which codes were used, over all nodes: a code that somebody watched being typed is worth nothing (RFC 6238 section 5.2).
/// While the store is away this process remembers alone.
/// </summary>
internal sealed class UsedCodes(ISignInAttempts shared, TimeProvider time)
{
    private readonly SignInAttemptsInMemory _alone = new(time);

    /// <summary>Uses a code; <see langword="false"/> when it was used before. Kept for <paramref name="memory"/>.</summary>
    public async Task<bool> TryUseAsync(AccountId account, string code, TimeSpan memory, CancellationToken token)
    {
        var subject = $"used code {account} {code}";
        // Both count, so that what was used while the store was away stays used when it is back.
        var here = await _alone.CountAsync(subject, memory, token).ConfigureAwait(false);
        try
        {
            return await shared.CountAsync(subject, memory, token).ConfigureAwait(false) == 1 && here == 1;
        }
        catch (SessionStoreException)
        {
            return here == 1;
        }
    }
}
