using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Webmail.Mail;

/// <summary>Names of flags that users and programs make up (RFC 9051 section 2.3.2).</summary>
public static class Keyword
{
    /// <summary>The longest keyword that is written; servers set limits of their own.</summary>
    public const int MaxLength = 512;

    /// <summary>$Junk: the reader says it is spam (RFC 8457's registry).</summary>
    public const string Junk = "$Junk";

    /// <summary>$NotJunk: the reader says it is none.</summary>
    public const string NotJunk = "$NotJunk";

    /// <summary>$Forwarded (RFC 5788).</summary>
    public const string Forwarded = "$Forwarded";

    /// <summary>$MDNSent: somebody decided about the receipt that was asked for (RFC 3503).</summary>
    public const string ReceiptHandled = "$MDNSent";

    /// <summary>$muted: the conversation is to be quiet (RFC 9979).</summary>
    public const string Muted = "$muted";

    /// <summary>$pinned: stays in sight.</summary>
    public const string Pinned = "$pinned";

    private static readonly SearchValues<char> AtomCharacters = SearchValues.Create(
        "!#$&'+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[^_`abcdefghijklmnopqrstuvwxyz|}~");

    /// <summary>Whether a text can stand in a command as a keyword: an atom (RFC 9051 section 9), not too long.</summary>
    public static bool IsValid([NotNullWhen(true)] string? keyword) =>
        keyword is { Length: > 0 and <= MaxLength } && !keyword.AsSpan().ContainsAnyExcept(AtomCharacters);
}
