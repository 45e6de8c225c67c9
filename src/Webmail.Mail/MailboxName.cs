namespace Webmail.Mail;

/// <summary>
/// The full name of a mailbox as a user would read it (decoded from modified UTF-7, RFC 3501 section 5.1.3).
/// INBOX is case-insensitive, every other name is compared exactly.
/// </summary>
public readonly record struct MailboxName
{
    /// <summary>The mailbox every account has.</summary>
    public static readonly MailboxName Inbox = new("INBOX");

    /// <summary>Makes a name; "inbox" in any case becomes INBOX.</summary>
    public MailboxName(string fullName) =>
        FullName = fullName.Equals("INBOX", StringComparison.OrdinalIgnoreCase) ? "INBOX" : fullName;

    /// <summary>The name with its parents, separated by the server's delimiter.</summary>
    public string FullName => field ?? "";

    /// <summary>Whether this is INBOX.</summary>
    public bool IsInbox => FullName == "INBOX";

    /// <inheritdoc/>
    public override string ToString() => FullName;
}
