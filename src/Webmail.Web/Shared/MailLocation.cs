using Webmail.Mail;

namespace Webmail.Web.Shared;

/// <summary>What an address of <see cref="MailUrls"/> says: where the user is.</summary>
public sealed record MailLocation(AccountId Account, MailboxName Mailbox, MessageKey? Message, string? Query, string Section)
{
    /// <summary>Reads an address relative to the base path; null when it is none of a mailbox or message.</summary>
    public static MailLocation? Parse(string relative)
    {
        var end = relative.AsSpan().IndexOfAny('?', '#');
        var path = (end < 0 ? relative : relative[..end]).Split('/');
        if (path is not ["mail", var accountText, var mailboxText, .. var rest] || rest.Length > 1
            || !AccountId.TryParse(accountText, out var account) || mailboxText.Length == 0)
        {
            return null;
        }

        var mailbox = MailUrls.Decode(Uri.UnescapeDataString(mailboxText));
        MessageKey? message = null;
        if (rest is [{ Length: > 0 } segment])
        {
            if (!MailUrls.TryParseMessage(segment, mailbox, out message))
                return null;
        }

        return new MailLocation(account, mailbox, message, Value(relative, "q"), Value(relative, "part") ?? "");
    }

    private static string? Value(string relative, string name)
    {
        var start = relative.IndexOf('?', StringComparison.Ordinal);
        if (start < 0)
            return null;
        var query = relative[(start + 1)..];
        var hash = query.IndexOf('#', StringComparison.Ordinal);
        if (hash >= 0)
            query = query[..hash];
        foreach (var pair in query.Split('&'))
        {
            if (pair.StartsWith(name + "=", StringComparison.Ordinal)
                && Uri.UnescapeDataString(pair[(name.Length + 1)..].Replace('+', ' ')).Trim() is { Length: > 0 } value)
            {
                return value;
            }
        }

        return null;
    }
}
