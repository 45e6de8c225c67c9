using System.Security.Cryptography;

namespace Webmail.Mail.Accounts;

/// <summary>
/// AES-256-GCM with the nonce and tag beside the ciphertext. The context (which key, whose) is authenticated too, so a value that
/// was moved to another place does not open there.
/// </summary>
public static class AuthenticatedCipher
{
    /// <summary>Length of a key in bytes.</summary>
    public const int KeyLength = 32;

    private const byte Format = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeaderLength = 1 + NonceLength + TagLength;

    /// <summary>Encrypts; every call with the same input gives another result.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> context)
    {
        var result = new byte[HeaderLength + plaintext.Length];
        var nonce = result.AsSpan(1, NonceLength);
        result[0] = Format;
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, plaintext, result.AsSpan(HeaderLength), result.AsSpan(1 + NonceLength, TagLength), context);
        return result;
    }

    /// <summary>Decrypts into a buffer; how many bytes it has then, or -1 when a bit changed, or the key or the context is another.</summary>
    public static int Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> context, Span<byte> plaintext)
    {
        if (box.Length < HeaderLength || box[0] != Format)
            return -1;
        var length = box.Length - HeaderLength;
        using var aes = new AesGcm(key, TagLength);
        try
        {
            aes.Decrypt(box.Slice(1, NonceLength), box[HeaderLength..], box.Slice(1 + NonceLength, TagLength), plaintext[..length], context);
            return length;
        }
        catch (AuthenticationTagMismatchException)
        {
            return -1; // The expected answer to a value that is damaged or not ours.
        }
    }

    /// <summary>Decrypts; <see langword="null"/> when a bit changed, or the key or the context is another.</summary>
    public static byte[]? Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> context)
    {
        var plaintext = new byte[Math.Max(0, box.Length - HeaderLength)];
        return Open(key, box, context, plaintext) < 0 ? null : plaintext;
    }
}
