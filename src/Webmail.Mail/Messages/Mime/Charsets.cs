using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Webmail.Mail.Messages.Mime;

/// <summary>Finds the encoding behind a charset label, generously: mail names charsets in many wrong ways.</summary>
internal static class Charsets
{
    /// <summary>What undeclared bytes are read as when nothing better fits.</summary>
    public static readonly Encoding Windows1252 = CodePage(1252);

    private static readonly FrozenDictionary<string, int> Aliases = new (int CodePage, string Labels)[]
    {
        (65001, "utf8 utf-8 unicode-1-1-utf-8 x-utf-8 utf8mb4"),
        (1200, "utf-16 utf-16le ucs-2"),
        (1201, "utf-16be"),
        (12000, "utf-32"),
        (1252, "iso-8859-1 iso8859-1 iso_8859-1 latin1 latin-1 l1 cp819 ansi"),
        (1254, "iso-8859-9 latin5"),
        (874, "iso-8859-11 tis-620"),
        (28598, "iso-8859-8-i"),
        (932, "shift_jis shift-jis shiftjis sjis x-sjis ms932 cp932 windows-31j ms_kanji csshiftjis"),
        (51932, "euc-jp eucjp x-euc-jp cp51932 x-euc"),
        (50220, "iso-2022-jp iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3 iso-2022-jp-ms cp50220 cp50221 jis csiso2022jp"),
        (949, "euc-kr euckr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 cp949 uhc"),
        (50225, "iso-2022-kr"),
        (54936, "gb2312 gb_2312-80 gbk x-gbk cp936 ms936 gb18030 euc-cn chinese"),
        (52936, "hz-gb-2312"),
        (950, "big5 big-5 cn-big5 x-x-big5 big5-hkscs"),
        (20866, "koi8-r koi8"),
        (21866, "koi8-u koi8-ru"),
        (10000, "macintosh x-mac-roman mac"),
    }.SelectMany(static row => row.Labels.Split(' ').Select(label => KeyValuePair.Create(label, row.CodePage))).ToFrozenDictionary();

    // Labels that say nothing: the bytes themselves have to tell.
    private static readonly FrozenSet<string> Meaningless = FrozenSet.ToFrozenSet(
    [
        "", "us-ascii", "ascii", "ansi_x3.4-1968", "iso646-us", "7bit", "8bit", "7-bit", "8-bit", "binary", "unknown", "x-unknown",
        "unknown-8bit", "default", "default_charset", "_autodetect", "x-user-defined", "none", "null", "utf", "charset",
    ]);

    /// <summary>The encoding for a label, or <see langword="null"/> when the label says nothing or cannot be understood.</summary>
    public static Encoding? Find(string? label)
    {
        var name = (label ?? "").Trim(' ', '\t', '"', '\'', ';').ToLowerInvariant();
        // RFC 2231 lets a language follow the charset of an encoded-word.
        if (name.IndexOf('*', StringComparison.Ordinal) is >= 0 and var star)
            name = name[..star];
        if (Meaningless.Contains(name))
            return null;
        if (name is "utf-7" or "unicode-1-1-utf-7" or "x-unicode-2-0-utf-7" or "csunicode11utf7")
            return Utf7.Instance;
        if (Aliases.TryGetValue(name, out var known))
            return CodePage(known);
        if (CodePageNumber(name) is { } number)
            return TryCodePage(number);
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            // A label nobody knows says as much as none.
            return null;
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Whether text in this encoding is Japanese.</summary>
    public static bool IsJapanese(Encoding encoding) => encoding.CodePage is 932 or 51932 or 20932 or (>= 50220 and <= 50222);

    /// <summary>The encoding that throws on bytes it does not know.</summary>
    public static Encoding Strict(Encoding encoding)
    {
        if (encoding is Utf7)
            return encoding;
        return CodePagesEncodingProvider.Instance.GetEncoding(encoding.CodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
            ?? Encoding.GetEncoding(encoding.CodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
    }

    /// <summary>The encoding of a code page that is known to exist.</summary>
    public static Encoding CodePage(int number) =>
        CodePagesEncodingProvider.Instance.GetEncoding(number) ?? Encoding.GetEncoding(number);

    private static Encoding? TryCodePage(int number)
    {
        try
        {
            return CodePage(number);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    // "cp1250", "windows-1250", "win1250", "x-cp1250", "ibm850", "1250"
    private static int? CodePageNumber(string name)
    {
        var digits = name.AsSpan().TrimStart("abcdefghijklmnopqrstuvwxyz-_ ");
        if (digits.Length is < 3 or > 5 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        var prefix = name.AsSpan(0, name.Length - digits.Length).Trim("-_ ");
        return prefix is "" or "cp" or "x-cp" or "windows" or "win" or "ibm" or "cswindows" or "ms" ? number : null;
    }
}
