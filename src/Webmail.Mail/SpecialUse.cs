namespace Webmail.Mail;

/// <summary>What a mailbox is for (RFC 6154), in the order in which they are shown.</summary>
public enum SpecialUse
{
    /// <summary>Nothing in particular.</summary>
    None,

    /// <summary>Where new mail arrives.</summary>
    Inbox,

    /// <summary>\Flagged: a view of all flagged messages.</summary>
    Flagged,

    /// <summary>\Drafts: messages being written.</summary>
    Drafts,

    /// <summary>\Sent: messages that were sent.</summary>
    Sent,

    /// <summary>\Archive: kept out of the way.</summary>
    Archive,

    /// <summary>\Junk: spam.</summary>
    Junk,

    /// <summary>\Trash: deleted messages.</summary>
    Trash,

    /// <summary>\All: a view of all messages.</summary>
    All,
}
