using System.Text;

namespace Webmail.Mail;

/// <summary>
/// Makes text from a message safe to put in one line of the interface: no control characters, nothing that reorders or hides
/// what stands beside it, white space folded.
/// </summary>
internal static class DisplayText
{
    private const int BlackFlag = 0x1F3F4;

    /// <summary>The cleaned text, at most <paramref name="maxLength"/> UTF-16 units.</summary>
    public static string Clean(string text, int maxLength)
    {
        if (text.Length <= maxLength && IsClean(text))
            return text;
        var clean = new StringBuilder(Math.Min(text.Length, maxLength));
        var (blank, isFlag) = (false, false);
        for (var i = 0; i < text.Length && clean.Length < maxLength; i++)
        {
            var c = text[i];
            if (c is ' ' or '\t' or '\r' or '\n' or '\u00A0' or '\u2028' or '\u2029' or '\u0085' or '\u2800')
            {
                blank = clean.Length > 0;
                continue;
            }

            if (IsDropped(c) || (IsJoiner(c) && !Joins(text, i)))
                continue;
            var isPair = i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1]);
            // Tags are not seen. Only those after a black flag are part of a picture, that of a country.
            var code = isPair ? char.ConvertToUtf32(c, text[i + 1]) : c;
            isFlag = code == BlackFlag || (isFlag && IsTag(code));
            if (IsTag(code) && !isFlag)
            {
                i++;
                continue;
            }

            if (clean.Length + (blank ? 1 : 0) + (isPair ? 2 : 1) > maxLength)
                break;
            if (blank)
                clean.Append(' ');
            blank = false;
            if (!char.IsSurrogate(c))
                clean.Append(c);
            else if (isPair)
                clean.Append(c).Append(text[++i]);
            else
                clean.Append('\uFFFD');
        }

        return clean.ToString();
    }

    private static bool IsClean(string text)
    {
        if (text.Length == 0)
            return true;
        if (text[0] == ' ' || text[^1] == ' ')
            return false;
        var previous = 'x';
        foreach (var c in text)
        {
            var needsWork = c is < ' ' or (> '~' and < '\u00C0') or '\u034F' or '\u061C' or (>= '\u115F' and <= '\u1160')
                or '\u17B4' or '\u17B5' or (>= '\u180B' and <= '\u180F') or (>= '\u2000' and <= '\u206F') or '\u2800' or '\u3164' or (>= '\uFE00' and <= '\uFFFF');
            if (needsWork || (c == ' ' && previous == ' ') || char.IsSurrogate(c))
                return false;
            previous = c;
        }

        return true;
    }

    // C0 and C1, soft hyphen, direction marks and overrides, zero-width and filler characters.
    private static bool IsDropped(char c) => c is < ' ' or (>= '\u007F' and < '\u00A0') or '\u00AD' or '\u034F' or '\u061C'
        or '\u115F' or '\u1160' or '\u17B4' or '\u17B5' or (>= '\u180B' and <= '\u180F') or '\u200B' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E')
        or (>= '\u2060' and <= '\u206F') or '\u3164' or '\uFEFF' or '\uFFA0' or (>= '\uFFF9' and <= '\uFFFB') or '\uFFFE' or '\uFFFF';

    private static bool IsTag(int code) => code is >= 0xE0000 and <= 0xE007F;

    private static bool IsJoiner(char c) => c is '\u200C' or '\u200D';

    // Joiners shape Persian, Indic scripts and emoji; next to ASCII or blanks they only hide.
    private static bool Joins(string text, int i) =>
        i > 0 && i + 1 < text.Length && IsShaped(text[i - 1]) && IsShaped(text[i + 1]);

    private static bool IsShaped(char c) => c >= '\u0300' && !IsJoiner(c) && c is not (>= '\u2000' and <= '\u200F');
}
