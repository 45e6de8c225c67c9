namespace Webmail.Mail.Messages.Mime;

/// <summary>Tells which glyphs a message wants: Han characters look different in Japanese, Chinese and Korean.</summary>
internal static class LanguageGuess
{
    /// <summary>A BCP 47 tag, or empty when nothing tells: kana and hangul decide, else the charsets that were used.</summary>
    public static string Of(string text, IEnumerable<string> charsets)
    {
        var hangul = false;
        foreach (var c in text)
        {
            if (c is (>= '\u3041' and <= '\u30FE') or (>= '\uFF66' and <= '\uFF9D'))
                return "ja";
            hangul |= c is (>= '\uAC00' and <= '\uD7A3') or (>= '\u1100' and <= '\u11FF') or (>= '\u3131' and <= '\u318E');
        }

        if (hangul)
            return "ko";
        foreach (var charset in charsets)
        {
            var tag = Charsets.Find(charset)?.CodePage switch
            {
                932 or 51932 or 20932 or 50220 or 50221 or 50222 => "ja",
                54936 or 936 or 52936 => "zh-Hans",
                950 => "zh-Hant",
                949 or 51949 or 50225 => "ko",
                _ => "",
            };
            if (tag.Length > 0)
                return tag;
        }

        return "";
    }
}
