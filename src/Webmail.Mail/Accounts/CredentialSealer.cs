using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Webmail.Mail.Accounts;

/// <summary>
/// Seals an account and its credentials for the store. The key needs both the server's secret and the half of the session token
/// that only the browser keeps, so neither a copy of the store nor the server's disk opens a mailbox.
/// </summary>
internal sealed class CredentialSealer(ServerKey serverKey)
{
    private const string Purpose = "webmail session credentials";

    /// <summary>The ciphertext for the store.</summary>
    public byte[] Seal(SessionToken token, MailAccount account, Credentials credentials)
    {
        var content = new SealedContent(account, credentials.Password);
        var plaintext = JsonSerializer.SerializeToUtf8Bytes(content, SealedContentJson.Default.SealedContent);
        var key = serverKey.Derive(Purpose, token.Secret);
        try
        {
            return AuthenticatedCipher.Seal(key, plaintext, Context(token.Key, account.Id));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>What was sealed; <see langword="null"/> when it is damaged, of another session or of another account.</summary>
    public SignedInAccount? Open(SessionToken token, SessionRecord record)
    {
        var key = serverKey.Derive(Purpose, token.Secret);
        byte[]? plaintext = null;
        try
        {
            plaintext = AuthenticatedCipher.Open(key, record.Sealed.Span, Context(token.Key, record.Account));
            var content = plaintext is null ? null : JsonSerializer.Deserialize(plaintext, SealedContentJson.Default.SealedContent);
            return content is { Account: { Imap: not null, Smtp: not null } account, Password: not null } && account.Id == record.Account
                ? new SignedInAccount(account, new Credentials(content.Password))
                : null;
        }
        catch (JsonException)
        {
            return null; // Sealed by another version: the user signs in again.
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static byte[] Context(string sessionKey, AccountId account) => Encoding.UTF8.GetBytes($"{sessionKey}\n{account.Value}");
}

/// <summary>What is inside the ciphertext.</summary>
internal sealed record SealedContent(MailAccount Account, string Password);

[JsonSerializable(typeof(SealedContent))]
internal sealed partial class SealedContentJson : JsonSerializerContext;
