using System.Buffers;
using System.Text;

namespace Webmail.Mail.Messages.Mime;

/// <summary>
/// Decodes encoded-words (RFC 2047) with their usual damage: split inside a character, not separated by blanks, with blanks inside,
/// with a wrong or missing charset, inside quotes.
/// </summary>
internal static class EncodedWords
{
    private static readonly SearchValues<char> CharsetEnd = SearchValues.Create("? \t\r\n\v\f\u0085\u00A0");

    // Enough for what a claim is asked for.
    private const int MaxClaims = 4096;
    private const int LongestCharset = 100;
    private const int MaxWords = 1000;

    /// <summary>Decodes text whose bytes are given as Latin-1; what is not encoded is taken for UTF-8.</summary>
    public static string Decode(string latin1)
    {
        var text = new StringBuilder();
        var pending = new ArrayBufferWriter<byte>();
        var charset = "";
        var end = 0;
        var words = 0;
        for (var word = Next(latin1, 0); word is { } found && words < MaxWords; word = Next(latin1, found.End), words++)
        {
            var between = latin1[end..found.Start];
            var adjacent = end > 0 && string.IsNullOrWhiteSpace(between);
            var wordCharset = latin1[found.Charset];
            // Neighbours in the same charset are one run of bytes: senders cut characters in two.
            if (!adjacent || !wordCharset.Equals(charset, StringComparison.OrdinalIgnoreCase))
                Flush(text, pending, charset);
            if (!adjacent)
                text.Append(Plain(between));
            charset = wordCharset;
            var payload = latin1[found.Text];
            if (found.IsBase64)
                DecodeB(payload, pending);
            else
                DecodeQ(payload, pending);
            end = found.End;
        }

        if (end == 0)
            return Plain(latin1);
        Flush(text, pending, charset);
        return text.Append(Plain(latin1[end..])).ToString();
    }

    /// <summary>The charsets the encoded-words claim, those at the beginning.</summary>
    public static IEnumerable<string> CharsetsIn(ReadOnlySpan<byte> raw)
    {
        if (raw.IndexOf("=?"u8) < 0)
            return [];
        var latin1 = Encoding.Latin1.GetString(raw[..Math.Min(raw.Length, MaxClaims)]);
        var charsets = new List<string>();
        for (var word = Next(latin1, 0); word is { } found; word = Next(latin1, found.End))
            charsets.Add(latin1[found.Charset]);
        return charsets;
    }

    // "=?charset?B?text?=". Blanks inside a word are forbidden and common; the text ends at the first "?=". One pass: where there is
    // no "?=" any more, there is no word any more either.
    private static Word? Next(string latin1, int at)
    {
        while ((at = latin1.IndexOf("=?", at, StringComparison.Ordinal)) >= 0)
        {
            var charset = at + 2;
            var length = latin1.AsSpan(charset, Math.Min(latin1.Length - charset, LongestCharset)).IndexOfAny(CharsetEnd);
            var encoding = charset + length + 1;
            at = charset;
            if (length < 0 || latin1[encoding - 1] != '?' || encoding + 1 >= latin1.Length || latin1[encoding] is not ('B' or 'b' or 'Q' or 'q')
                || latin1[encoding + 1] != '?')
            {
                continue;
            }

            var end = latin1.IndexOf("?=", encoding + 2, StringComparison.Ordinal);
            return end < 0 ? null : new Word(charset - 2, charset..(encoding - 1), latin1[encoding] is 'B' or 'b', (encoding + 2)..end, end + 2);
        }

        return null;
    }

    private static string Plain(string latin1) =>
        Ascii.IsValid(latin1) ? latin1 : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(latin1));

    private static void Flush(StringBuilder text, ArrayBufferWriter<byte> pending, string charset)
    {
        if (pending.WrittenCount > 0)
            text.Append(TextDecoder.Decode(pending.WrittenSpan, charset, false, false));
        pending.ResetWrittenCount();
    }

    private static void DecodeB(string payload, ArrayBufferWriter<byte> bytes)
    {
        var decoder = new Base64TransferDecoder();
        decoder.Decode(Encoding.Latin1.GetBytes(payload), bytes);
        decoder.Finish(bytes);
    }

    private static void DecodeQ(string payload, ArrayBufferWriter<byte> bytes)
    {
        for (var i = 0; i < payload.Length; i++)
        {
            if (payload[i] == '=' && i + 2 < payload.Length
                && char.IsAsciiHexDigit(payload[i + 1]) && char.IsAsciiHexDigit(payload[i + 2]))
            {
                bytes.Write([Convert.ToByte(payload.Substring(i + 1, 2), 16)]);
                i += 2;
            }
            else
            {
                bytes.Write([payload[i] == '_' ? (byte)' ' : (byte)payload[i]]);
            }
        }
    }

    private readonly record struct Word(int Start, Range Charset, bool IsBase64, Range Text, int End);
}
