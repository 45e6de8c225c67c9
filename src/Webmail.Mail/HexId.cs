using System.Security.Cryptography;
using System.Text;

namespace Webmail.Mail;

/// <summary>Names of drafts, attachments and what belongs to them: 32 lower-case hexadecimal digits.</summary>
internal static class HexId
{
    private const int Length = 32;

    /// <summary>A name nobody has.</summary>
    public static string New() => RandomNumberGenerator.GetHexString(Length, lowercase: true);

    /// <summary>Whether a text can be one.</summary>
    public static bool Is(string? id) => id is { Length: Length } && id.All(char.IsAsciiHexDigitLower);

    /// <summary>The name that always stands for the same.</summary>
    public static string Of(string what) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what)).AsSpan(0, Length / 2));
}
