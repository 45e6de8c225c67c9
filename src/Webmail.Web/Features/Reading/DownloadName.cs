using System.Globalization;
using System.Text;

namespace Webmail.Web.Features.Reading;

/// <summary>File names on their way to a disk: harmless on every system, and exact in the header (RFC 6266, RFC 8187).</summary>
internal static class DownloadName
{
    private const int MaxLength = 180;
    private const int MaxExtension = 16;
    private const string Fallback = "attachment";

    private static readonly string[] ReservedOnWindows =
    [
        "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    ];

    /// <summary>
    /// The name without what a path, a shell or the eye could trip over: separators, control characters, invisible and
    /// direction-changing ones, leading dots, reserved names, unreasonable length. The extension stays.
    /// </summary>
    public static string Clean(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
                || rune == Rune.ReplacementChar)
            {
                continue;
            }

            if (rune.IsAscii && "<>:\"/\\|?*".Contains((char)rune.Value, StringComparison.Ordinal))
                text.Append('_');
            else
                text.Append(rune.ToString());
        }

        var cleaned = text.ToString().TrimStart('.', ' ').TrimEnd('.', ' ');
        if (cleaned.Length == 0)
            return Fallback;
        var (stem, extension) = Split(cleaned);
        if (ReservedOnWindows.Contains(stem.Split('.')[0].TrimEnd(), StringComparer.OrdinalIgnoreCase))
            stem = "_" + stem;
        return Shorten(stem, MaxLength - extension.Length) + extension;
    }

    /// <summary>The name without its extension, and the extension with its dot; empty when there is none worth keeping.</summary>
    public static (string Stem, string Extension) Split(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot > 0 && dot < name.Length - 1 && name.Length - dot <= MaxExtension ? (name[..dot], name[dot..]) : (name, "");
    }

    /// <summary>The value of a Content-Disposition header, with an ASCII name for old clients and the true one beside it.</summary>
    public static string Disposition(string kind, string name)
    {
        var cleaned = Clean(name);
        var value = new StringBuilder(kind).Append("; filename=\"");
        foreach (var rune in cleaned.EnumerateRunes())
        {
            // A percent sign is decoded by some clients, so it is no safe character either.
            value.Append(rune is { IsAscii: true, Value: >= ' ' and < 0x7f and not '%' and not '"' and not '\\' } ? (char)rune.Value : '_');
        }

        value.Append("\"; filename*=UTF-8''");
        foreach (var octet in Encoding.UTF8.GetBytes(cleaned))
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || "!#$&+-.^_`|~".Contains((char)octet, StringComparison.Ordinal))
                value.Append((char)octet);
            else
                value.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        }

        return value.ToString();
    }

    /// <summary>The names, each once: the second "a.pdf" becomes "a (2).pdf".</summary>
    public static IReadOnlyList<string> Distinct(IEnumerable<string> names)
    {
        // Disks that ignore case are the common ones.
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var last = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var result = new List<string>();
        foreach (var name in names.Select(Clean))
        {
            var candidate = name;
            var (stem, extension) = Split(name);
            var number = last.GetValueOrDefault(name, 1);
            while (!taken.Add(candidate))
                candidate = string.Create(CultureInfo.InvariantCulture, $"{stem} ({++number}){extension}");
            last[name] = number;
            result.Add(candidate);
        }

        return result;
    }

    private static string Shorten(string text, int length)
    {
        if (text.Length <= length)
            return text;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
