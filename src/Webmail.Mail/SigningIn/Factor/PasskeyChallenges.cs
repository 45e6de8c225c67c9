using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.SigningIn;

/// <summary>
/// What a passkey has to sign: random, for one account and one purpose, good for five minutes and once over all nodes. It carries the
/// server's own mark, so that nothing has to be kept of those nobody answers; only that one was used is.
/// </summary>
internal sealed class PasskeyChallenges(ServerKey serverKey, UsedCodes used, TimeProvider time)
{
    /// <summary>How long an answer is awaited.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const int RandomLength = 16; // WebAuthn section 13.4.3.
    private const int MarkedLength = sizeof(long) + RandomLength;

    // Clocks of nodes differ.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private readonly byte[] _key = serverKey.Derive("webmail passkey challenge");

    /// <summary>A challenge nobody can guess.</summary>
    public byte[] Issue(AccountId account, string purpose)
    {
        var challenge = new byte[MarkedLength + HMACSHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(challenge, time.GetUtcNow().ToUnixTimeMilliseconds());
        RandomNumberGenerator.Fill(challenge.AsSpan(sizeof(long), RandomLength));
        Mark(account, purpose, challenge.AsSpan(0, MarkedLength)).CopyTo(challenge.AsSpan(MarkedLength));
        return challenge;
    }

    /// <summary>Uses a challenge up; <see langword="false"/> when it is not ours, for something else, too old or was used before.</summary>
    public async Task<bool> TryUseAsync(AccountId account, string purpose, byte[] challenge, CancellationToken token)
    {
        if (challenge.Length != MarkedLength + HMACSHA256.HashSizeInBytes
            || !CryptographicOperations.FixedTimeEquals(Mark(account, purpose, challenge.AsSpan(0, MarkedLength)), challenge.AsSpan(MarkedLength)))
        {
            return false;
        }

        var age = time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(challenge));
        return age > -Skew && age < Lifetime
            && await used.TryUseAsync(account, Base64Url.EncodeToString(challenge.AsSpan(0, MarkedLength)), Lifetime + Skew, token).ConfigureAwait(false);
    }

    private byte[] Mark(AccountId account, string purpose, ReadOnlySpan<byte> marked) =>
        HMACSHA256.HashData(_key, (byte[])[.. marked, .. Encoding.UTF8.GetBytes($"{account.Value}\n{purpose}")]);
}
