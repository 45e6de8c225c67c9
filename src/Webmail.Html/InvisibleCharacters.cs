using System.Buffers;

namespace Webmail.Html;

/// <summary>Characters that show nothing but change what is read: controls, direction overrides, zero-width marks.</summary>
internal static class InvisibleCharacters
{
    private static readonly SearchValues<char> Misleading = SearchValues.Create(
    [
        .. Enumerable.Range(0, 9).Select(static c => (char)c), '\u000B', '\u000C',
        .. Enumerable.Range(0x0E, 18).Select(static c => (char)c), .. Enumerable.Range(0x7F, 33).Select(static c => (char)c),
        '\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069', '\uFFF9', '\uFFFA', '\uFFFB',
    ]);

    /// <summary>Text without controls and direction overrides. Joiners stay: Persian, Indic scripts and emoji are written with them.</summary>
    public static string WithoutMisleading(string text)
    {
        if (!text.AsSpan().ContainsAny(Misleading))
            return text;
        return string.Concat(text.Where(static c => !Misleading.Contains(c)));
    }

    /// <summary>Text as the eye sees it, for comparing names: without anything invisible.</summary>
    public static string AsSeen(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? text : string.Concat(text.Where(static c => !IsInvisible(c)));

    public static bool IsInvisible(char c) =>
        Misleading.Contains(c) || c is '\u00AD' or '\u034F' or '\u061C' or '\u115F' or '\u1160' or '\u17B4' or '\u17B5' or '\u180E'
            or (>= '\u200B' and <= '\u200F') or (>= '\u2060' and <= '\u206F') or '\u3164' or '\uFEFF' or '\uFFA0'
            or (>= '\uFE00' and <= '\uFE0F');
}
