using System.Globalization;
using System.Text;

namespace Webmail.Web.Shared;

/// <summary>The colour and the letters that stand for a person: the same on every device, looked up nowhere.</summary>
internal static class AvatarStyle
{
    private const int Colours = 12;
    private static readonly string[] CompanyForms = ["株式会社", "有限会社", "合同会社"];

    /// <summary>One of the twelve tints: FNV-1a (32 bit) over the lower-cased address.</summary>
    public static int Colour(string address)
    {
        var hash = 2166136261;
        foreach (var octet in Encoding.UTF8.GetBytes(address.Trim().ToLowerInvariant()))
            hash = (hash ^ octet) * 16777619;
        return (int)(hash % Colours);
    }

    /// <summary>
    /// First letters of the first and last word; of a Chinese, Japanese or Korean name its first character after the company form.
    /// Empty when there are no letters.
    /// </summary>
    public static string Initials(string name)
    {
        foreach (var form in CompanyForms)
            name = name.Replace(form, "", StringComparison.Ordinal);
        var words = Words(name).ToList();
        if (words.Count == 0)
            return "";
        var first = First(words[0]);
        if (IsEastAsian(words[0]) || words.Count == 1)
            return first;
        return first + First(words[^1]);
    }

    private static IEnumerable<string> Words(string name)
    {
        var word = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || (word.Length > 0 && Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark))
            {
                word.Append(rune);
            }
            else if (word.Length > 0 && Rune.IsWhiteSpace(rune))
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0)
            yield return word.ToString();
    }

    private static string First(string word) => StringInfo.GetNextTextElement(word).ToUpperInvariant();

    private static bool IsEastAsian(string word) => word[0] is (>= '\u3040' and <= '\u30ff') or (>= '\u3400' and <= '\u9fff')
        or (>= '\uac00' and <= '\ud7af');
}
