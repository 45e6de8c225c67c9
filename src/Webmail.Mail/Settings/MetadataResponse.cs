using System.Globalization;
using System.Text;

namespace Webmail.Mail.Settings;

/// <summary>
/// Reads the answer to GETMETADATA for one entry (RFC 5464 section 4.4.1). MailKit's own reader ends the connection when the server says
/// that there is none (NIL).
/// </summary>
internal static class MetadataResponse
{
    /// <summary>Whether this is the answer for an entry, and what it holds; <see langword="null"/> for nothing.</summary>
    public static bool TryRead(ReadOnlySpan<byte> response, string entry, out string? value)
    {
        value = null;
        if (!response.StartsWith("* METADATA "u8))
            return false;
        // The name of an entry is an atom or a quoted string.
        var rest = response[(response.IndexOf((byte)'(') + 1)..];
        var isQuoted = rest.StartsWith("\""u8);
        rest = isQuoted ? rest[1..] : rest;
        if (rest.Length <= entry.Length || !Ascii.EqualsIgnoreCase(rest[..entry.Length], entry)
            || rest[entry.Length] != (isQuoted ? (byte)'"' : (byte)' '))
        {
            return false;
        }

        rest = rest[(entry.Length + 1)..].TrimStart((byte)' ');
        value = rest.StartsWith("\""u8) ? Quoted(rest[1..])
            : rest.StartsWith("{"u8) || rest.StartsWith("~{"u8) ? Literal(rest)
            : null;
        return true;
    }

    private static string Literal(ReadOnlySpan<byte> text)
    {
        var open = text.IndexOf((byte)'{') + 1;
        var length = int.Parse(text[open..text.IndexOf((byte)'}')], NumberStyles.None, CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetString(text.Slice(text.IndexOf((byte)'\n') + 1, length));
    }

    private static string Quoted(ReadOnlySpan<byte> text)
    {
        var value = new List<byte>(text.Length);
        for (var i = 0; i < text.Length && text[i] != '"'; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
                i++;
            value.Add(text[i]);
        }

        return Encoding.UTF8.GetString([.. value]);
    }
}
