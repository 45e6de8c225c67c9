using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Webmail.Mail;

namespace Webmail.Web.Shared;

/// <summary>
/// Where the user is: account, mailbox, message, search. The address is the state all features share. URLs are relative to the
/// base path: "mail/{account}/{mailbox}/{uid}.{uidvalidity}?q=…&amp;part=…".
/// </summary>
internal static class MailUrls
{
    /// <summary>A mailbox, or what a search found in it.</summary>
    public static string Mailbox(AccountId account, MailboxName mailbox, string? query = null) =>
        $"mail/{account}/{Encode(mailbox)}{Query(query, "")}";

    /// <summary>A message in a mailbox or search; with <paramref name="section"/> a message inside it.</summary>
    public static string Message(AccountId account, MessageKey key, string? query = null, string section = "") =>
        string.Create(CultureInfo.InvariantCulture,
            $"mail/{account}/{Encode(key.Mailbox)}/{key.Uid}.{key.UidValidity}{Query(query, section)}");

    /// <summary>Reads the last path segment of a message URL.</summary>
    public static bool TryParseMessage(string? segment, MailboxName mailbox, [NotNullWhen(true)] out MessageKey? key)
    {
        key = null;
        if (segment?.Split('.') is not [var uidText, var validityText] || !Uid.TryParse(uidText, out var uid)
            || !uint.TryParse(validityText, NumberStyles.None, CultureInfo.InvariantCulture, out var validity))
        {
            return false;
        }

        key = new MessageKey(mailbox, validity, uid);
        return true;
    }

    /// <summary>
    /// A mailbox name as one path segment. Proxies and browsers treat "%2F", "." and ".." specially, so "/" is written "~1" and
    /// "~" is "~0" as in RFC 6901, and a name of dots only gets "~2" for its first.
    /// </summary>
    public static string Encode(MailboxName mailbox)
    {
        var name = mailbox.FullName.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)
            .Replace("\\", "~3", StringComparison.Ordinal);
        if (name is "." or "..")
            name = "~2" + name[1..];
        return Uri.EscapeDataString(name);
    }

    /// <summary>The mailbox name of a path segment that the router has percent-decoded.</summary>
    public static MailboxName Decode(string segment)
    {
        var name = new StringBuilder(segment.Length);
        for (var i = 0; i < segment.Length; i++)
        {
            if (segment[i] == '~' && i + 1 < segment.Length && "0123".IndexOf(segment[i + 1], StringComparison.Ordinal) is var code and >= 0)
            {
                name.Append("~/.\\"[code]);
                i++;
            }
            else
            {
                name.Append(segment[i]);
            }
        }

        return new MailboxName(name.ToString());
    }

    private static string Query(string? query, string section)
    {
        var text = new StringBuilder();
        if (!string.IsNullOrEmpty(query))
            text.Append("?q=").Append(Uri.EscapeDataString(query));
        if (section.Length > 0)
            text.Append(text.Length == 0 ? '?' : '&').Append("part=").Append(Uri.EscapeDataString(section));
        return text.ToString();
    }
}
