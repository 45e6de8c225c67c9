using System.Text;

namespace Webmail.Web.Features.Listing;

/// <summary>
/// What a label is called. Keywords are ASCII atoms (RFC 9051 section 9), so mail programs write other letters in modified UTF-7,
/// as mailbox names once were (RFC 3501 section 5.1.3).
/// </summary>
internal static class LabelName
{
    /// <summary>The name to show; the keyword itself when it is not encoded like that.</summary>
    public static string Of(string keyword)
    {
        if (!keyword.Contains('&', StringComparison.Ordinal))
            return keyword;
        var name = new StringBuilder(keyword.Length);
        var at = 0;
        while (at < keyword.Length)
        {
            var end = keyword[at] == '&' ? keyword.IndexOf('-', at) : -1;
            if (end < 0)
            {
                name.Append(keyword[at++]);
            }
            else if (end == at + 1)
            {
                name.Append('&');
                at = end + 1;
            }
            else if (Decode(keyword.AsSpan(at + 1, end - at - 1)) is { } letters)
            {
                name.Append(letters);
                at = end + 1;
            }
            else
            {
                return keyword;
            }
        }

        return name.ToString();
    }

    private static string? Decode(ReadOnlySpan<char> base64)
    {
        var padded = base64.ToString().Replace(',', '/').PadRight((base64.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var length) && length >= 2
            ? Encoding.BigEndianUnicode.GetString(bytes, 0, length & ~1)
            : null;
    }
}
