using System.Text;
using MimeKit;
using MimeKit.Utils;

namespace Webmail.Mail.Messages.Mime;

/// <summary>Decodes header fields as mail really writes them: RFC 2047 with its usual damage, and raw 8-bit text.</summary>
internal static class HeaderText
{
    /// <summary>The longest subject or name that is shown.</summary>
    public const int MaxLength = 1000;

    private const int MaxBytes = 64 * 1024;

    /// <summary>Unstructured text (Subject), cleaned for one line.</summary>
    /// <param name="raw">The value as on the wire, folded.</param>
    /// <param name="messageCharset">What the message's text claims to be in: a guess for undeclared bytes.</param>
    public static string Decode(ReadOnlySpan<byte> raw, string messageCharset) =>
        DisplayText.Clean(DecodeLong(raw, messageCharset), MaxLength);

    /// <summary>Unstructured text, not cleaned and not shortened.</summary>
    public static string DecodeLong(ReadOnlySpan<byte> raw, string messageCharset)
    {
        if (raw.Length > MaxBytes)
            raw = raw[..MaxBytes];
        if (raw.IndexOf("=?"u8) < 0)
            return TextDecoder.DecodeHeader(raw, messageCharset).Trim();
        // What is not encoded may still be 8-bit: as UTF-8 it passes the decoder unharmed.
        var utf8 = Ascii.IsValid(raw) ? raw.ToArray() : Encoding.UTF8.GetBytes(TextDecoder.DecodeHeader(raw, messageCharset));
        return EncodedWords.Decode(Encoding.Latin1.GetString(utf8)).Trim();
    }

    /// <summary>An address list, names decoded and cleaned.</summary>
    public static Address[] Addresses(ReadOnlySpan<byte> raw, string messageCharset)
    {
        if (raw.Length > MaxBytes)
            raw = raw[..MaxBytes];
        if (raw.Trim(" \t\r\n"u8).IsEmpty)
            return [];
        var plain = new List<(string Name, string Email)>(1);
        return PlainAddresses.TryRead(raw, plain) && plain.Count <= MaxLength
            ? [.. plain.Select(static mailbox => Named(mailbox.Name, mailbox.Email))] : AnyAddresses(raw, messageCharset);
    }

    /// <summary>An address list in whatever form mail has it; the way for what <see cref="PlainAddresses"/> does not know.</summary>
    internal static Address[] AnyAddresses(ReadOnlySpan<byte> raw, string messageCharset)
    {
        // ISO-2022-JP escapes would be mistaken for quotes and commas by an address parser.
        var decoded = Ascii.IsValid(raw) && !raw.Contains((byte)0x1B)
            ? raw.ToArray() : Encoding.UTF8.GetBytes(TextDecoder.DecodeHeader(raw, messageCharset));
        if (!InternetAddressList.TryParse(ParserOptions.Default, decoded, out var list))
            return Unparsable(decoded);
        var addresses = new List<Address>();
        Collect(list, addresses);
        return addresses.Count > 0 ? [.. addresses] : Unparsable(decoded);
    }

    /// <summary>A message identifier without its angle brackets; empty when there is none.</summary>
    public static string MessageId(ReadOnlySpan<byte> raw)
    {
        var text = Encoding.Latin1.GetString(raw[..Math.Min(raw.Length, MaxBytes)]);
        var open = text.IndexOf('<', StringComparison.Ordinal);
        var close = open < 0 ? -1 : text.IndexOf('>', open);
        return DisplayText.Clean(close > open ? text[(open + 1)..close] : text, MaxLength);
    }

    /// <summary>The Date field, when it can be read.</summary>
    public static DateTimeOffset? Date(ReadOnlySpan<byte> raw) =>
        !raw.IsEmpty && raw.Length < 200 && DateUtils.TryParse(raw.ToArray(), out var date) ? date : null;

    private static void Collect(InternetAddressList list, List<Address> addresses)
    {
        foreach (var address in list)
        {
            if (addresses.Count >= MaxLength)
                return;
            switch (address)
            {
                case MailboxAddress mailbox:
                    addresses.Add(Named(mailbox.Name, mailbox.Address));
                    break;
                case GroupAddress { Members.Count: > 0 } group:
                    Collect(group.Members, addresses);
                    break;
                case GroupAddress group when !string.IsNullOrWhiteSpace(group.Name):
                    addresses.Add(Named(group.Name, ""));
                    break;
            }
        }
    }

    private static Address Named(string? name, string email)
    {
        // Names are found encoded inside quotes, and encoded twice.
        var decoded = name is not null && name.Contains("=?", StringComparison.Ordinal)
            ? EncodedWords.Decode(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(name))) : name ?? "";
        return new Address(DisplayText.Clean(decoded, MaxLength).Trim('"', '\'', ' '), DisplayText.Clean(email, MaxLength));
    }

    // Better the words as they stand than nobody.
    private static Address[] Unparsable(byte[] decoded)
    {
        var text = DisplayText.Clean(EncodedWords.Decode(Encoding.Latin1.GetString(decoded)), MaxLength);
        return text.Length > 0 ? [new Address(text, "")] : [];
    }
}
