using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Webmail.Mail.Messages.Mime;

/// <summary>
/// Decodes encoded-words (RFC 2047) with their usual damage: split inside a character, not separated by blanks, with blanks inside,
/// with a wrong or missing charset, inside quotes.
/// </summary>
internal static partial class EncodedWords
{
    /// <summary>Decodes text whose bytes are given as Latin-1; what is not encoded is taken for UTF-8.</summary>
    public static string Decode(string latin1)
    {
        var words = Pattern().Matches(latin1);
        if (words.Count == 0)
            return Plain(latin1);
        var text = new StringBuilder();
        var pending = new ArrayBufferWriter<byte>();
        var charset = "";
        var end = 0;
        foreach (Match word in words)
        {
            var between = latin1[end..word.Index];
            var adjacent = end > 0 && string.IsNullOrWhiteSpace(between);
            var wordCharset = word.Groups["charset"].Value;
            // Neighbours in the same charset are one run of bytes: senders cut characters in two.
            if (!adjacent || !wordCharset.Equals(charset, StringComparison.OrdinalIgnoreCase))
                Flush(text, pending, charset);
            if (!adjacent)
                text.Append(Plain(between));
            charset = wordCharset;
            var payload = word.Groups["text"].Value;
            if (word.Groups["encoding"].ValueSpan is "B" or "b")
                DecodeB(payload, pending);
            else
                DecodeQ(payload, pending);
            end = word.Index + word.Length;
        }

        Flush(text, pending, charset);
        return text.Append(Plain(latin1[end..])).ToString();
    }

    /// <summary>The charsets the encoded-words claim.</summary>
    public static IEnumerable<string> CharsetsIn(ReadOnlySpan<byte> raw) => raw.IndexOf("=?"u8) < 0
        ? [] : Pattern().Matches(Encoding.Latin1.GetString(raw)).Select(static word => word.Groups["charset"].Value).ToArray();

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

    // Blanks inside a word are forbidden and common. The text ends at the first "?=" that is not the beginning of "?=3D".
    [GeneratedRegex(@"=\?(?<charset>[^?\s]*)\?(?<encoding>[BbQq])\?(?<text>[^?]*(?:\?(?!=)[^?]*)*)\?=", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pattern();
}
