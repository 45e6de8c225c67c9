using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Webmail.Mail.SigningIn;

/// <summary>
/// Codes that let somebody in once, whose phone is lost. Twelve letters and digits (60 bits), of which the hash is kept: at that length
/// nobody finds them by trying.
/// </summary>
internal static class RecoveryCode
{
    /// <summary>How many are handed out.</summary>
    public const int Count = 10;

    private const int Length = 12;
    private const int Group = 4;
    private const string Alphabet = "abcdefghjkmnpqrstvwxyz0123456789"; // Without i, l, o and u, which are misread.

    /// <summary>A fresh set, written in groups of four.</summary>
    public static IReadOnlyList<string> NewSet() =>
        [.. Enumerable.Range(0, Count).Select(static _ =>
            string.Join('-', RandomNumberGenerator.GetString(Alphabet, Length).Chunk(Group).Select(static g => new string(g))))];

    /// <summary>What is kept of a code.</summary>
    public static string Hash(string code) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"webmail recovery code\n{Plain(code)}")));

    /// <summary>A code of any kind as it is compared: without the spaces and hyphens that people type or leave out.</summary>
    public static string Plain(string typed) =>
        new([.. typed.Normalize(NormalizationForm.FormKC).Where(static c => !char.IsWhiteSpace(c) && c != '-').Select(char.ToLowerInvariant)]);
}
