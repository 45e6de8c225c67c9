using System.Security.Cryptography;
using System.Text;

namespace Webmail.Mail;

/// <summary>
/// Names an account without telling who it is: ten characters derived from the IMAP server and the user name.
/// Safe in URLs, cache keys and logs.
/// </summary>
public readonly record struct AccountId
{
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int Length = 10;

    private AccountId(string value) => Value = value;

    /// <summary>The ten characters.</summary>
    public string Value => field ?? "";

    /// <summary>The identifier of the mailbox owner <paramref name="userName"/> on <paramref name="imapHost"/>.</summary>
    public static AccountId Of(string imapHost, int port, string userName)
    {
        var seed = $"{imapHost.Trim().ToLowerInvariant()}\n{port}\n{userName.Trim()}";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(seed));
        return new AccountId(string.Create(Length, hash, static (chars, bytes) =>
        {
            for (var i = 0; i < chars.Length; i++)
                chars[i] = Alphabet[bytes[i] % Alphabet.Length];
        }));
    }

    /// <summary>Reads an identifier that came from a URL or a store; <see langword="false"/> when it cannot be one.</summary>
    public static bool TryParse(string? text, out AccountId id)
    {
        var ok = text is { Length: Length } && text.All(static c => Alphabet.Contains(c, StringComparison.Ordinal));
        id = ok ? new AccountId(text!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
