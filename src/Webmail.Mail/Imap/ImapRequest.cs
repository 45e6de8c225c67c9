namespace Webmail.Mail.Imap;

/// <summary>How a mailbox is opened.</summary>
internal enum MailboxAccess
{
    /// <summary>EXAMINE: looks, changes nothing. A session that has it selected read-write serves too.</summary>
    Read,

    /// <summary>SELECT.</summary>
    Write,
}

/// <summary>Who goes first when all connections are lent.</summary>
internal enum ImapPriority
{
    /// <summary>Somebody waits for it.</summary>
    Interactive,

    /// <summary>Somebody may soon ask for it.</summary>
    Prefetch,

    /// <summary>Nobody waits.</summary>
    Background,
}

/// <summary>What a piece of work needs.</summary>
/// <param name="Mailbox">The mailbox to have open, or <see langword="null"/> for none in particular.</param>
/// <param name="Access">How.</param>
/// <param name="Priority">Who goes first.</param>
internal readonly record struct ImapRequest(
    MailboxName? Mailbox, MailboxAccess Access = MailboxAccess.Read, ImapPriority Priority = ImapPriority.Interactive);
