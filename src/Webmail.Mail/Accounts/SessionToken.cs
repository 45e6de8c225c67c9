using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Webmail.Mail.Accounts;

/// <summary>
/// What the browser's cookie holds: 32 random bytes that name the session and 32 that open its credentials. The store sees only a
/// hash of the first half, so neither half can be found there.
/// </summary>
public sealed class SessionToken
{
    private const int HalfLength = 32;

    private readonly byte[] _bytes;

    private SessionToken(byte[] bytes)
    {
        _bytes = bytes;
        Key = Base64Url.EncodeToString(SHA256.HashData(bytes.AsSpan(0, HalfLength)));
    }

    /// <summary>The name of the session in the store; no secret.</summary>
    public string Key { get; }

    /// <summary>The half of the key to the credentials that only the browser keeps.</summary>
    internal ReadOnlySpan<byte> Secret => _bytes.AsSpan(HalfLength);

    /// <summary>A token nobody can guess.</summary>
    public static SessionToken Create() => new(RandomNumberGenerator.GetBytes(2 * HalfLength));

    /// <summary>Reads the value of a cookie.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out SessionToken? token)
    {
        token = null;
        if (text is null || text.Length != Base64Url.GetEncodedLength(2 * HalfLength))
            return false;
        var bytes = new byte[2 * HalfLength];
        if (Base64Url.DecodeFromChars(text, bytes, out _, out var written) != OperationStatus.Done || written != bytes.Length)
            return false;
        token = new SessionToken(bytes);
        return true;
    }

    /// <summary>The value of the cookie (base64url, RFC 4648 section 5). A secret: only for the cookie.</summary>
    public string ToCookieValue() => Base64Url.EncodeToString(_bytes);

    /// <summary>Hides the secret.</summary>
    public override string ToString() => "***";
}
