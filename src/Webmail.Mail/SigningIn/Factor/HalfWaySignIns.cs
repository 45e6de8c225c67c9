using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.SigningIn;

/// <summary>
/// Those who proved the password and still owe the code or passkey. Kept beside the sessions, in the same two halves (the store has the
/// ciphertext, the browser the key), but under another purpose: as a session such a token opens nothing. Gone after five minutes.
/// </summary>
internal sealed class HalfWaySignIns(ISessionStore store, ServerKey serverKey, TimeProvider time)
{
    /// <summary>How long the code may be awaited.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const string Purpose = "webmail half-way sign-in";

    /// <summary>Remembers somebody; the token goes into a cookie.</summary>
    /// <exception cref="SessionStoreException">The store does not answer.</exception>
    public async Task<SessionToken> BeginAsync(HalfWay content, CancellationToken token)
    {
        var step = SessionToken.Create();
        var plaintext = JsonSerializer.SerializeToUtf8Bytes(content with { Began = time.GetUtcNow() });
        var box = AuthenticatedCipher.Seal(serverKey.Derive(Purpose, step.Secret), plaintext, Context(step));
        CryptographicOperations.ZeroMemory(plaintext);
        var now = time.GetUtcNow();
        await store.AddAsync(
            new SessionRecord(step.Key, Shelf(content.Account.Id), box, "", now, now, (int)Lifetime.TotalSeconds), token).ConfigureAwait(false);
        return step;
    }

    /// <summary>Who it is; <see langword="null"/> when it took too long, was finished or never began.</summary>
    /// <exception cref="SessionStoreException">The store does not answer.</exception>
    public async Task<HalfWay?> FindAsync(SessionToken step, CancellationToken token)
    {
        if (await store.FindAsync(step.Key, token).ConfigureAwait(false) is not { } record
            || AuthenticatedCipher.Open(serverKey.Derive(Purpose, step.Secret), record.Sealed.Span, Context(step)) is not { } plaintext)
        {
            return null;
        }

        try
        {
            // Looking makes the record live longer; whoever is half-way does not.
            return JsonSerializer.Deserialize<HalfWay>(plaintext) is { Account: not null, Password: not null } content
                && time.GetUtcNow() - content.Began < Lifetime ? content : null;
        }
        catch (JsonException)
        {
            return null; // Sealed by another version.
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <summary>It is over, one way or the other.</summary>
    /// <exception cref="SessionStoreException">The store does not answer.</exception>
    public Task EndAsync(SessionToken step, CancellationToken token) => store.RemoveAsync(step.Key, token);

    // Not among the sessions of the account: nobody is signed in yet.
    private static AccountId Shelf(AccountId account) => AccountId.Of("half-way", 0, account.Value);

    private static byte[] Context(SessionToken step) => Encoding.UTF8.GetBytes(step.Key);
}

/// <summary>Somebody who owes the second step, and how they wanted to be signed in.</summary>
internal sealed record HalfWay(MailAccount Account, string Password, string Device, bool Remember)
{
    /// <summary>Whether there is an app that shows codes.</summary>
    public bool HasApp { get; init; } = true;

    /// <summary>The passkeys that may answer.</summary>
    public IReadOnlyList<PasskeyHandle> Passkeys { get; init; } = [];

    /// <summary>When the password was proved.</summary>
    public DateTimeOffset Began { get; init; }

    /// <summary>Hides the password.</summary>
    public override string ToString() => nameof(HalfWay);
}
