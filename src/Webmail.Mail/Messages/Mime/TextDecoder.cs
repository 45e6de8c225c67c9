using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Webmail.Mail.Messages.Mime;

/// <summary>
/// Turns bytes into text when their charset is claimed, missing or wrong: the claim when it fits, else a byte order mark, ISO-2022-JP
/// escapes, valid UTF-8, what an HTML page says about itself, and at last windows-1252, which reads anything.
/// </summary>
internal static class TextDecoder
{
    private const int MetaWithin = 2048;
    private const int MaxDamage = 4 * 1024;
    private const int Piece = 4 * 1024;

    private static readonly SearchValues<char> LabelEnd = SearchValues.Create(" \t\r\n\"'/;");

    /// <summary>Decodes a text part.</summary>
    /// <param name="bytes">The bytes, transfer encoding undone.</param>
    /// <param name="claimed">The charset parameter; may be empty or wrong.</param>
    /// <param name="isHtml">Whether a meta element may name the charset.</param>
    /// <param name="cut">Whether the bytes end in the middle: then half a character at the end is no error.</param>
    public static string Decode(ReadOnlySpan<byte> bytes, string claimed, bool isHtml, bool cut)
    {
        var text = DecodeAny(bytes, claimed, isHtml, cut);
        return text.StartsWith('\uFEFF') ? text[1..] : text;
    }

    /// <summary>Decodes bytes of a header that should have been encoded: UTF-8, else the message's charset, else windows-1252.</summary>
    public static string DecodeHeader(ReadOnlySpan<byte> bytes, string messageCharset)
    {
        if (Ascii.IsValid(bytes) && !HasJisEscape(bytes))
            return Encoding.ASCII.GetString(bytes);
        return DecodeAny(bytes, Utf8.IsValid(bytes) && !HasJisEscape(bytes) ? "utf-8" : messageCharset, false, false);
    }

    private static string DecodeAny(ReadOnlySpan<byte> bytes, string claimed, bool isHtml, bool cut)
    {
        if (Charsets.Find(claimed) is { } encoding)
        {
            if (TryStrict(encoding, bytes, cut) is { } text)
                return text;
            // Japanese mail is mislabelled among its three encodings more often than not.
            if (Charsets.IsJapanese(encoding) && GuessJapanese(bytes, cut) is { } japanese)
                return japanese;
            if (DecodeByLooks(bytes, isHtml, cut) is { } looks)
                return looks;
            // A few damaged characters do not make the label wrong; many do.
            return Damaged(encoding, bytes) is { } damaged
                && damaged.Count(static c => c == '\uFFFD') <= damaged.Count(static c => c is > '~' and not '\uFFFD') ? damaged : GuessByteText(bytes, cut);
        }

        return DecodeByLooks(bytes, isHtml, cut) ?? GuessByteText(bytes, cut);
    }

    // What the bytes prove about themselves; null when they prove nothing.
    private static string? DecodeByLooks(ReadOnlySpan<byte> bytes, bool isHtml, bool cut)
    {
        if (ByMark(bytes) is { } marked)
            return marked.GetString(bytes);
        if (HasJisEscape(bytes))
            return Damaged(Charsets.CodePage(50220), bytes);
        if (TryStrict(Encoding.UTF8, bytes, cut) is { } utf8)
            return utf8;
        return isHtml && Charsets.Find(MetaCharset(bytes)) is { } meta && meta.CodePage is not (1200 or 1201 or 12000)
            ? TryStrict(meta, bytes, cut) : null;
    }

    // Undeclared 8-bit text. Unlabelled Japanese is told from windows-1252 by its kana.
    private static string GuessByteText(ReadOnlySpan<byte> bytes, bool cut) =>
        GuessJapanese(bytes, cut) is { } japanese && HasKana(japanese) ? japanese : Charsets.Windows1252.GetString(bytes);

    private static string? GuessJapanese(ReadOnlySpan<byte> bytes, bool cut)
    {
        if (HasJisEscape(bytes))
            return Damaged(Charsets.CodePage(50220), bytes);
        if (TryStrict(Encoding.UTF8, bytes, cut) is { } utf8)
            return utf8;
        var eucJp = TryStrict(Charsets.CodePage(51932), bytes, cut);
        var shiftJis = TryStrict(Charsets.CodePage(932), bytes, cut);
        if (eucJp is null || shiftJis is null)
            return eucJp ?? shiftJis;
        // Both fit: wrongly read as Shift_JIS, EUC-JP becomes a row of half-width kana.
        return eucJp.Count(IsFullWidthKana) >= shiftJis.Count(IsFullWidthKana) ? eucJp : shiftJis;
    }

    private static string? TryStrict(Encoding encoding, ReadOnlySpan<byte> bytes, bool cut)
    {
        var strict = Charsets.Strict(encoding);
        // The longest character of any of these is four bytes.
        for (var missing = 0; missing <= (cut ? 3 : 0) && missing <= bytes.Length; missing++)
        {
            try
            {
                return strict.GetString(bytes[..^missing]);
            }
            catch (DecoderFallbackException)
            {
                // Not this charset, or cut inside a character: the next try leaves that out.
            }
        }

        return null;
    }

    // Text with a mark for what is damaged; null when there is more damage than a text would have: decoders spend a kilobyte on each.
    private static string? Damaged(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= MaxDamage)
            return encoding.GetString(bytes);
        var decoder = encoding.GetDecoder();
        decoder.Fallback = DecoderFallback.ReplacementFallback;
        var text = new StringBuilder(bytes.Length);
        var characters = new char[encoding.GetMaxCharCount(Piece)];
        for (var damage = 0; !bytes.IsEmpty;)
        {
            var piece = bytes[..Math.Min(bytes.Length, Piece)];
            bytes = bytes[piece.Length..];
            var decoded = characters.AsSpan(0, decoder.GetChars(piece, characters, flush: bytes.IsEmpty));
            damage += decoded.Count('\uFFFD');
            if (damage > MaxDamage)
                return null;
            text.Append(decoded);
        }

        return text.ToString();
    }

    private static Encoding? ByMark(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\uFEFF"u8))
            return Encoding.UTF8;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return Encoding.Unicode;
        return bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? Encoding.BigEndianUnicode : null;
    }

    private static bool HasJisEscape(ReadOnlySpan<byte> bytes) =>
        bytes.Contains((byte)0x1B) && (bytes.IndexOf("\e$B"u8) >= 0 || bytes.IndexOf("\e$@"u8) >= 0 || bytes.IndexOf("\e(I"u8) >= 0);

    private static bool HasKana(string text) => text.Any(IsFullWidthKana);

    private static bool IsFullWidthKana(char c) => c is >= '\u3041' and <= '\u30FE';

    private static string MetaCharset(ReadOnlySpan<byte> bytes)
    {
        var head = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, MetaWithin)]);
        for (var meta = head.IndexOf("<meta", StringComparison.OrdinalIgnoreCase); meta >= 0;
            meta = head.IndexOf("<meta", meta + 5, StringComparison.OrdinalIgnoreCase))
        {
            var end = head.IndexOf('>', meta);
            var tag = end < 0 ? head.AsSpan(meta) : head.AsSpan(meta, end - meta);
            var at = tag.IndexOf("charset", StringComparison.OrdinalIgnoreCase);
            if (at < 0)
                continue;
            var value = tag[(at + "charset".Length)..].TrimStart();
            if (value.IsEmpty || value[0] != '=')
                continue;
            value = value[1..].TrimStart(" \t\r\n\"'");
            var stop = value.IndexOfAny(LabelEnd);
            return (stop < 0 ? value : value[..stop]).ToString();
        }

        return "";
    }
}
