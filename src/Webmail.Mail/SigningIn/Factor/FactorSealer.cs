using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Webmail.Mail.Accounts;
using Webmail.Mail.Settings;

namespace Webmail.Mail.SigningIn;

/// <summary>
/// Seals an account's second factor for its settings, which every program that knows the mail password can read: only a webmail with the
/// same server key opens it, and only in the settings of the same account. Factors of other webmails stand beside it untouched.
/// </summary>
internal sealed class FactorSealer(ServerKey serverKey)
{
    private const string Purpose = "webmail second factor";

    private readonly string _server = Convert.ToHexStringLower(serverKey.Derive("webmail second factor name").AsSpan(0, 8));

    /// <summary>The settings with a factor of this server; with <see langword="null"/> without one.</summary>
    public AccountSettings With(AccountSettings settings, AccountId account, SecondFactor? factor)
    {
        var others = settings.SecondFactors.IsDefault ? [] : settings.SecondFactors.Where(other => other.Server != _server);
        if (factor is null)
            return settings with { SecondFactors = others.ToArray() is { Length: > 0 } rest ? [.. rest] : default };
        var plaintext = JsonSerializer.SerializeToUtf8Bytes(factor);
        var box = AuthenticatedCipher.Seal(serverKey.Derive(Purpose), plaintext, Context(account));
        CryptographicOperations.ZeroMemory(plaintext);
        return settings with { SecondFactors = [.. others, new SecondFactorSettings(_server, Base64Url.EncodeToString(box))] };
    }

    /// <summary>The factor of this server; <see langword="null"/> when there is none.</summary>
    /// <exception cref="MailException">
    /// There is one, and it does not open: somebody changed it. Nobody is let in until it is taken away.
    /// </exception>
    public SecondFactor? Find(AccountSettings settings, AccountId account)
    {
        if (settings.SecondFactors.IsDefault || settings.SecondFactors.FirstOrDefault(one => one.Server == _server) is not { } own)
            return null;
        return Open(own.Box, account) ?? throw new MailException(MailFailure.FactorUnreadable);
    }

    private SecondFactor? Open(string text, AccountId account)
    {
        var box = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (Base64Url.DecodeFromChars(text, box, out _, out var length) != OperationStatus.Done
            || AuthenticatedCipher.Open(serverKey.Derive(Purpose), box.AsSpan(0, length), Context(account)) is not { } plaintext)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<SecondFactor>(plaintext) is { IsEmpty: false, RecoveryHashes: not null } factor
                ? factor : null;
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

    private static byte[] Context(AccountId account) => Encoding.UTF8.GetBytes(account.Value);
}

/// <summary>
/// A second factor: the secret of the app's codes (none without an app), the passkeys, the hashes of the recovery codes that were not
/// used, and when it was set up.
/// </summary>
internal sealed record SecondFactor(byte[]? Secret, IReadOnlyList<string> RecoveryHashes, DateTimeOffset Since)
{
    /// <summary>The passkeys, oldest first.</summary>
    public IReadOnlyList<Passkey> Passkeys { get; init; } = [];

    /// <summary>Nothing is left that could be asked for: recovery codes alone are no factor.</summary>
    [JsonIgnore]
    public bool IsEmpty => Secret is null && Passkeys is not { Count: > 0 };

    /// <summary>Hides the secret.</summary>
    public override string ToString() => nameof(SecondFactor);
}
