namespace Webmail.Mail;

/// <summary>The failures a user can be told about, each with words of its own in the interface.</summary>
public enum MailFailure
{
    /// <summary>No route, refused connection, or a name that does not resolve.</summary>
    ServerUnreachable,

    /// <summary>Connected, but no answer in time.</summary>
    ServerTimeout,

    /// <summary>The connection broke or the server said BYE.</summary>
    ConnectionLost,

    /// <summary>TLS could not be agreed on, or STARTTLS is not offered.</summary>
    TlsFailed,

    /// <summary>The server's certificate does not verify; the detail says why.</summary>
    CertificateInvalid,

    /// <summary>Wrong user name or password.</summary>
    SignInRefused,

    /// <summary>The server offers no way to sign in that we have.</summary>
    SignInUnsupported,

    /// <summary>The server does not speak IMAP4rev1 or newer.</summary>
    ServerTooOld,

    /// <summary>The server has as many connections of this user as it allows ([LIMIT], RFC 5530).</summary>
    TooManyConnections,

    /// <summary>The server is temporarily unable ([UNAVAILABLE], [INUSE]).</summary>
    ServerBusy,

    /// <summary>The account is on another server (RFC 2221); the detail names it.</summary>
    AccountMoved,

    /// <summary>The session ended: signed out or expired.</summary>
    SignedOut,

    /// <summary>The mailbox does not exist any more.</summary>
    MailboxGone,

    /// <summary>A mailbox was given no name.</summary>
    MailboxNameMissing,

    /// <summary>The name holds a character that no mailbox name may have; the detail has it, unless it cannot be shown.</summary>
    MailboxNameInvalid,

    /// <summary>The name is longer than servers can store.</summary>
    MailboxNameTooLong,

    /// <summary>There is a mailbox of this name already ([ALREADYEXISTS]).</summary>
    MailboxExists,

    /// <summary>A mailbox cannot be moved into itself.</summary>
    MailboxInsideItself,

    /// <summary>INBOX and the mailboxes that mail programs rely on (Drafts, Sent, Trash) keep their names.</summary>
    MailboxNeeded,

    /// <summary>The Trash cannot take this mailbox in: it can only be deleted for good. The detail may say why.</summary>
    MailboxNotForTrash,

    /// <summary>The mailbox was recreated: UIDs learnt before mean nothing now.</summary>
    MailboxRecreated,

    /// <summary>The message does not exist any more.</summary>
    MessageGone,

    /// <summary>The server forbids it ([NOPERM]).</summary>
    NotPermitted,

    /// <summary>The quota is used up ([OVERQUOTA]).</summary>
    QuotaExceeded,

    /// <summary>The mailbox takes no such keyword, or no more of them; the detail names it.</summary>
    KeywordRefused,

    /// <summary>Larger or more complex than we handle; the detail says what.</summary>
    TooLarge,

    /// <summary>The bytes of an attachment are neither here nor on the server any more; the detail names it.</summary>
    AttachmentGone,

    /// <summary>The private address or host is not allowed by the administrator.</summary>
    HostNotAllowed,

    /// <summary>No mail server could be found for the address.</summary>
    ServerNotFound,

    /// <summary>What is kept of the second step of signing in was changed by somebody and does not open.</summary>
    FactorUnreadable,

    /// <summary>The server answered NO or BAD in another way; the detail has its words.</summary>
    ServerRefused,
}

/// <summary>
/// A failure that can be told to the user. <see cref="Detail"/> is safe to show (the server's own words or a host name)
/// and never holds a password or message content.
/// </summary>
public sealed class MailException : Exception
{
    /// <summary>A failure with the server's or the system's words.</summary>
    public MailException(MailFailure failure, string? detail = null, Exception? innerException = null)
        : base(detail is null ? failure.ToString() : $"{failure}: {detail}", innerException)
    {
        Failure = failure;
        Detail = detail ?? "";
    }

    /// <summary>What happened.</summary>
    public MailFailure Failure { get; }

    /// <summary>More about it, in the server's words; may be empty.</summary>
    public string Detail { get; }

    /// <summary>Whether trying again later, unchanged, may succeed.</summary>
    public bool IsTransient => Failure is MailFailure.ServerUnreachable or MailFailure.ServerTimeout
        or MailFailure.ConnectionLost or MailFailure.ServerBusy or MailFailure.TooManyConnections;
}
