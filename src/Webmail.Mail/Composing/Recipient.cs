using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MimeKit;

namespace Webmail.Mail.Composing;

/// <summary>
/// One recipient as a draft keeps it: "Name &lt;a@b&gt;", an address alone, or something broken. The browser takes lists apart and judges
/// by the same rules (email-address.js).
/// </summary>
internal static partial class Recipient
{
    // More than any server takes.
    private const int MaxAddress = 320;
    private const int MaxDomain = 253;
    private const int MaxLabel = 63;
    private const string Link = "mailto:";

    private static readonly ParserOptions Strict = new()
    {
        AddressParserComplianceMode = RfcComplianceMode.Looser,
        AllowAddressesWithoutDomain = false,
        AllowUnquotedCommasInAddresses = true,
        MaxAddressGroupDepth = 0,
    };

    private static readonly IdnMapping Idn = new() { AllowUnassigned = false, UseStd3AsciiRules = false };

    /// <summary>Reads it; <see langword="false"/> when mail cannot be addressed to it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out MailboxAddress? address)
    {
        address = null;
        var bare = text.Trim().Replace('＠', '@');
        if (bare.StartsWith(Link, StringComparison.OrdinalIgnoreCase))
            bare = bare[Link.Length..];
        if (IsAddress(bare))
        {
            address = new MailboxAddress("", Wire(bare));
            return true;
        }

        // The address as it was written, not as the parser would mend it; of the rest the parser knows what is a name.
        var written = Bracketed().Match(bare);
        if (!written.Success || written.Groups["address"] is var place && (!IsAddress(place.Value)
            || !MailboxAddress.TryParse(Strict, $"{bare[..place.Index].TrimEnd('<')} <a@b>", out var parsed)))
        {
            return false;
        }

        address = new MailboxAddress(parsed.Name ?? "", Wire(place.Value));
        return true;
    }

    /// <summary>Whether a text is an address mail can be sent to (RFC 5321 section 4.1.2, RFC 6531), as far as that can be seen.</summary>
    public static bool IsAddress(string text)
    {
        var at = text.LastIndexOf('@');
        return at > 0 && text.Length <= MaxAddress && (Local().IsMatch(text[..at]) || IsLocalInLetters(text[..at]))
            && AsciiDomain(text[(at + 1)..]) is not null;
    }

    /// <summary>A domain as servers know it; <see langword="null"/> when it is none.</summary>
    public static string? AsciiDomain(string domain)
    {
        if (Literal().IsMatch(domain))
            return domain.ToLowerInvariant();
        var labels = domain.Split('.');
        if (domain.Length > MaxDomain || !labels.All(IsLabel) || labels[^1].All(char.IsAsciiDigit))
            return null;
        try
        {
            // Both ways: what claims to be Punycode must be some.
            var ascii = domain.All(char.IsAscii) && !domain.Contains("xn--", StringComparison.OrdinalIgnoreCase)
                ? domain : Idn.GetAscii(Idn.GetUnicode(domain.ToLowerInvariant()));
            return ascii.Length <= MaxDomain && ascii.Split('.').All(static label => label.Length is > 0 and <= MaxLabel)
                ? ascii.ToLowerInvariant() : null;
        }
        catch (ArgumentException)
        {
            return null; // Letters that no domain may have.
        }
    }

    // Dots at the ends or in a row, as Japanese carriers gave them out, are for quotes only (RFC 5322 section 3.4.1).
    private static string Wire(string address)
    {
        var at = address.LastIndexOf('@');
        var local = address[..at];
        return local[0] != '"' && (local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal)) ? $"\"{local}\"{address[at..]}" : address;
    }

    private static bool IsLabel(string label) =>
        label.Length > 0 && label[0] != '-' && label[^1] != '-' && label.EnumerateRunes().All(static rune => rune.Value is '-' or '_' || IsLetter(rune));

    private static bool IsLocalInLetters(string local) => local.EnumerateRunes().All(static rune => rune.IsAscii
        ? Atom().IsMatch(rune.ToString())
        : IsLetter(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol);

    private static bool IsLetter(Rune rune) => rune != Rune.ReplacementChar && (Rune.IsLetter(rune) || Rune.IsNumber(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark);

    [GeneratedRegex(@"^(?:[\w!#$%&'*+\-/=?^`{|}~.]+|""[ !#-\[\]-~]+"")\z", RegexOptions.ECMAScript | RegexOptions.CultureInvariant)]
    private static partial Regex Local();

    [GeneratedRegex(@"^[\w!#$%&'*+\-/=?^`{|}~.]\z", RegexOptions.ECMAScript | RegexOptions.CultureInvariant)]
    private static partial Regex Atom();

    [GeneratedRegex(@"^\[(?:(?:[0-9]{1,3}\.){3}[0-9]{1,3}|IPv6:[0-9a-f:.]{2,45})\]\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Literal();

    [GeneratedRegex(@"^[^<>]*<+(?<address>[^<>]+)>+\z|^""(?:[^""\\]|\\.)*""\s*<(?<address>[^<>]+)>\z", RegexOptions.CultureInvariant)]
    private static partial Regex Bracketed();
}
