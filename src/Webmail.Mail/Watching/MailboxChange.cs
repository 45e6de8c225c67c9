namespace Webmail.Mail.Watching;

/// <summary>Something happened on the server. Published per account; see <see cref="MailboxChanges"/>.</summary>
public abstract record MailboxChange
{
    /// <summary>
    /// When the watcher noticed it, as a timestamp of the <see cref="TimeProvider"/>; 0 for what it did not notice first. Two changes
    /// that say the same are equal whenever they were noticed.
    /// </summary>
    public long Noticed { get; init; }

    /// <inheritdoc/>
    public virtual bool Equals(MailboxChange? other) => other is not null && EqualityContract == other.EqualityContract;

    /// <inheritdoc/>
    public override int GetHashCode() => EqualityContract.GetHashCode();
}

/// <summary>The server hinted that a mailbox changed; what exactly is found out by a synchronisation.</summary>
/// <param name="Mailbox">Where.</param>
public sealed record MailboxTouched(MailboxName Mailbox) : MailboxChange;

/// <summary>Messages came, went or changed their flags. <paramref name="Uids"/> is the mailbox afterwards.</summary>
/// <param name="Mailbox">Where.</param>
/// <param name="UidValidity">The mailbox's UIDVALIDITY.</param>
/// <param name="Uids">All UIDs after the change.</param>
/// <param name="Arrived">New UIDs.</param>
/// <param name="Vanished">Expunged UIDs.</param>
/// <param name="Flags">New flags of messages that stayed.</param>
public sealed record MessagesChanged(
    MailboxName Mailbox, uint UidValidity, UidSet Uids, UidSet Arrived, UidSet Vanished,
    IReadOnlyDictionary<Uid, MessageFlags> Flags) : MailboxChange;

/// <summary>Counts of a mailbox changed.</summary>
/// <param name="Mailbox">Which.</param>
/// <param name="Status">The counts now.</param>
public sealed record StatusChanged(MailboxName Mailbox, MailboxStatus Status) : MailboxChange;

/// <summary>A mailbox was deleted, renamed away or recreated (UIDVALIDITY changed): open views start anew.</summary>
/// <param name="Mailbox">Which.</param>
/// <param name="Gone">It does not exist any more.</param>
public sealed record MailboxReset(MailboxName Mailbox, bool Gone) : MailboxChange;

/// <summary>A mailbox got another name or place, and all inside it moved along: views of it follow.</summary>
/// <param name="From">The mailbox with what was inside it.</param>
/// <param name="To">The new name.</param>
public sealed record MailboxRenamed(MailboxSubtree From, MailboxName To) : MailboxChange;

/// <summary>Much storage was freed: who shows the quota asks again.</summary>
public sealed record StorageFreed : MailboxChange;

/// <summary>Mailboxes were created, renamed or deleted.</summary>
public sealed record MailboxListChanged : MailboxChange;

/// <summary>The mail server was lost or is back.</summary>
/// <param name="Online">Whether it answers.</param>
/// <param name="Failure">Why not.</param>
/// <param name="Detail">In the server's words.</param>
/// <param name="NextAttempt">When the next attempt is made.</param>
public sealed record ServerReachable(
    bool Online, MailFailure? Failure = null, string Detail = "", DateTimeOffset? NextAttempt = null) : MailboxChange;

/// <summary>Operations were made, came on, or came to their end.</summary>
public sealed record OperationsChanged : MailboxChange;

/// <summary>Messages in the outbox came, went on, or came to their end.</summary>
public sealed record OutboxChanged : MailboxChange;

/// <summary>What the user chose for the account, here or on another device, changed.</summary>
public sealed record AccountSettingsChanged : MailboxChange;

/// <summary>A keyword was seen for the first time.</summary>
public sealed record KeywordsSeen : MailboxChange;
