using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Webmail.Mail.Messages.Mime;

/// <summary>Makes safe, readable file names from what senders write.</summary>
internal static partial class FileNames
{
    private const int MaxLength = 150;

    // Only overrides turn letters around; marks, embeddings and isolates are honest neighbours of Arabic and Hebrew.
    private static readonly SearchValues<char> Overrides = SearchValues.Create("\u202D\u202E");

    /// <summary>The name to show and to save under: never empty, never a path, nothing hidden in it.</summary>
    /// <param name="part">The part, with the name as the sender wrote it.</param>
    /// <param name="messageCharset">The charset of the message's text: a guess for undeclared bytes.</param>
    public static string For(StructurePart part, string messageCharset)
    {
        var name = Safe(Decode(part.Name, messageCharset));
        if (name.Length > 0)
            return name;
        return part.IsMessage && Safe(part.Subject.Replace('/', '-').Replace('\\', '-')) is { Length: > 0 } subject
            ? Shorten($"{subject}.eml") : Fallback(part.MediaType);
    }

    /// <summary>A name that somebody gave a file, made safe; one for its type when nothing is left of it.</summary>
    public static string Clean(string name, string mediaType) => Safe(name) is { Length: > 0 } safe ? safe : Fallback(mediaType);

    /// <summary>Whether a name turns around or hides what stands in it: direction overrides, and long rows of blanks before the extension.</summary>
    public static bool IsDeceptive(StructurePart part, string messageCharset) => IsDeceptive(Decode(part.Name, messageCharset));

    /// <summary>The same for a name that needs no decoding.</summary>
    public static bool IsDeceptive(string name) =>
        name.AsSpan().ContainsAny(Overrides) || name.AsSpan().Trim().Contains("        ", StringComparison.Ordinal);

    private static string Decode(string name, string messageCharset)
    {
        // RFC 2231 values put where a plain one belongs: filename="utf-8''%E3%81%82.txt"
        if (ExtendedValue().Match(name) is { Success: true } extended)
            return PercentDecode(extended.Groups["value"].Value, extended.Groups["charset"].Value);
        if (name.Contains("=?", StringComparison.Ordinal))
            name = EncodedWords.Decode(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(name)));
        // Only characters of one byte, and not ASCII: raw bytes that nobody could decode.
        return name.All(static c => c <= '\u00FF') && (!Ascii.IsValid(name) || name.Contains('\e', StringComparison.Ordinal))
            ? TextDecoder.DecodeHeader(Encoding.Latin1.GetBytes(name), messageCharset) : name;
    }

    private static string PercentDecode(string value, string charset)
    {
        var bytes = new List<byte>(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '%' && i + 2 < value.Length && char.IsAsciiHexDigit(value[i + 1]) && char.IsAsciiHexDigit(value[i + 2]))
            {
                bytes.Add(Convert.ToByte(value.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes([value[i]]));
            }
        }

        return TextDecoder.Decode(bytes.ToArray(), charset, false, false);
    }

    private static string Safe(string name)
    {
        name = name[(name.LastIndexOfAny(['/', '\\', '\u2044', '\u2215', '\uFF0F', '\uFF3C']) + 1)..];
        var safe = new StringBuilder(DisplayText.Clean(name, 4 * MaxLength));
        foreach (var c in "<>:\"|?*")
            safe.Replace(c, '_');
        var trimmed = safe.ToString().Trim(' ', '.');
        return Shorten(ReservedOnWindows().IsMatch(trimmed) ? $"_{trimmed}" : trimmed);
    }

    private static string Shorten(string name)
    {
        if (name.Length <= MaxLength)
            return name;
        var dot = name.LastIndexOf('.');
        var extension = dot > 0 && name.Length - dot <= 12 ? name[dot..] : "";
        var stem = name[..(MaxLength - extension.Length)];
        return (char.IsHighSurrogate(stem[^1]) ? stem[..^1] : stem).TrimEnd(' ', '.') + extension;
    }

    private static string Fallback(string mediaType) => mediaType switch
    {
        "message/rfc822" or "message/global" => "message.eml",
        "message/delivery-status" or "message/global-delivery-status" => "delivery-status.txt",
        "message/disposition-notification" => "read-receipt.txt",
        "text/rfc822-headers" => "headers.txt",
        "text/calendar" or "application/ics" => "invite.ics",
        "text/vcard" or "text/x-vcard" => "contact.vcf",
        "text/plain" => "text.txt",
        "text/html" => "text.html",
        "text/csv" => "table.csv",
        "application/ms-tnef" or "application/vnd.ms-tnef" => "winmail.dat",
        "application/pkcs7-mime" or "application/x-pkcs7-mime" => "smime.p7m",
        "application/pdf" => "document.pdf",
        "application/zip" => "archive.zip",
        "image/jpeg" => "image.jpg",
        "image/svg+xml" => "image.svg",
        "audio/mpeg" => "audio.mp3",
        "image/png" or "image/gif" or "image/webp" or "image/tiff" or "image/bmp" or "image/heic" => $"image.{mediaType[6..]}",
        "audio/wav" or "audio/ogg" or "video/mp4" or "video/webm" => $"{mediaType[..5]}.{mediaType[6..]}",
        _ => "attachment.bin",
    };

    [GeneratedRegex(@"^(?<charset>[A-Za-z0-9_.:-]{2,40})'[A-Za-z-]*'(?<value>.*%[0-9A-Fa-f]{2}.*)$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ExtendedValue();

    [GeneratedRegex(@"^(CON|PRN|AUX|NUL|COM\d|LPT\d)(\.|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ReservedOnWindows();
}
