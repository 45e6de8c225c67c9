using System.Diagnostics.CodeAnalysis;
using MimeKit;

namespace Webmail.Mail.Composing;

/// <summary>One recipient as somebody typed it: "Name &lt;a@b&gt;", an address alone, or something broken.</summary>
internal static class Recipient
{
    private static readonly ParserOptions Strict = new()
    {
        AddressParserComplianceMode = RfcComplianceMode.Looser,
        AllowAddressesWithoutDomain = false,
        AllowUnquotedCommasInAddresses = true,
        MaxAddressGroupDepth = 0,
    };

    /// <summary>Reads it; <see langword="false"/> when mail cannot be addressed to it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out MailboxAddress? address)
    {
        address = null;
        var bare = text.Trim().Replace('＠', '@');
        if (bare.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            bare = bare["mailto:".Length..];
        // Several in one, or a group: whoever pasted it did not mean one person.
        if (!MailboxAddress.TryParse(Strict, bare, out var parsed) || !IsDeliverable(parsed.Address))
            return false;
        address = parsed;
        return true;
    }

    // What MimeKit lets pass and no server takes.
    private static bool IsDeliverable(string address)
    {
        var at = address.LastIndexOf('@');
        var domain = address[(at + 1)..];
        return at > 0 && domain.Length > 0 && address.Length <= 320
            && !address.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '<' or '>' or ',' or ';')
            && (domain[0] == '[' || domain.Split('.').All(static label => label.Length > 0 && label[0] != '-' && label[^1] != '-'));
    }
}
