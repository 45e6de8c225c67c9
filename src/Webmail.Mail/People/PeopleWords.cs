using System.Globalization;
using System.Text;

namespace Webmail.Mail.People;

/// <summary>How names are compared: width, case, accents and the two kana do not count (people-match.js does the same).</summary>
internal static class PeopleWords
{
    private const char FirstKatakana = '\u30A1';
    private const char LastKatakana = '\u30F6';
    private const int KatakanaToHiragana = 0x60;

    /// <summary>A text for comparing.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in Compatible(text).ToLowerInvariant().Normalize(NormalizationForm.FormD))
        {
            // The marks of kana make other letters (か and が), those of Latin only accents.
            if (char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark && c is not ('\u3099' or '\u309A'))
                continue;
            folded.Append(c is >= FirstKatakana and <= LastKatakana ? (char)(c - KatakanaToHiragana) : c);
        }

        return folded.ToString().Normalize(NormalizationForm.FormC);
    }

    /// <summary>The words of a folded text, each after a blank, and the text itself: a prefix of any is found behind a blank.</summary>
    public static string Words(string folded)
    {
        var words = new StringBuilder(" ").Append(folded).Append(' ');
        foreach (var c in folded)
            words.Append(char.IsLetterOrDigit(c) ? c : ' ');
        return words.ToString();
    }

    /// <summary>What somebody looks for: the parts between blanks.</summary>
    public static string[] Terms(string query) => Fold(query).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Whether each part is the beginning of a word, or, where words are not set apart, in it.</summary>
    public static bool Match(string words, string[] terms)
    {
        foreach (var term in terms)
        {
            if (!words.Contains(IsSetApart(term) ? " " + term : term, StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    private static bool IsSetApart(string term) => term[0] < '\u2E80';

    // Lone surrogates have no form at all.
    private static string Compatible(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return string.Concat(text.EnumerateRunes()).Normalize(NormalizationForm.FormKC);
        }
    }
}
