using System.Globalization;

namespace Webmail.Mail.Messages.Packed;

/// <summary>
/// Where a file inside a part is: "2!3" is the third file in part 2. IMAP knows no such parts; no command ever holds one.
/// </summary>
internal static class PackedSection
{
    private const char Mark = '!';

    /// <summary>The place of a file, counted from 1.</summary>
    public static string Of(string section, int number) => string.Create(CultureInfo.InvariantCulture, $"{section}{Mark}{number}");

    /// <summary>Takes a place apart.</summary>
    public static bool TryParse(string text, out string section, out int number)
    {
        var mark = text.IndexOf(Mark, StringComparison.Ordinal);
        section = mark < 0 ? "" : text[..mark];
        number = 0;
        return mark > 0 && int.TryParse(text.AsSpan(mark + 1), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
    }
}
