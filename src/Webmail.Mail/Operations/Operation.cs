namespace Webmail.Mail.Operations;

/// <summary>What a user calls what they did; the words of the interface go by it.</summary>
public enum OperationKind
{
    /// <summary>Marked as read.</summary>
    MarkRead,

    /// <summary>Marked as unread.</summary>
    MarkUnread,

    /// <summary>Flagged.</summary>
    Flag,

    /// <summary>The flag was taken off.</summary>
    Unflag,

    /// <summary>A label was put on.</summary>
    Label,

    /// <summary>A label was taken off.</summary>
    Unlabel,

    /// <summary>Pinned.</summary>
    Pin,

    /// <summary>Unpinned.</summary>
    Unpin,

    /// <summary>Muted.</summary>
    Mute,

    /// <summary>Unmuted.</summary>
    Unmute,

    /// <summary>Moved to the archive.</summary>
    Archive,

    /// <summary>Moved to the trash.</summary>
    Delete,

    /// <summary>Deleted for good.</summary>
    Expunge,

    /// <summary>Reported as spam.</summary>
    ReportSpam,

    /// <summary>Taken out of spam.</summary>
    NotSpam,

    /// <summary>Moved.</summary>
    Move,

    /// <summary>Copied.</summary>
    Copy,

    /// <summary>Something was undone.</summary>
    Undo,
}

/// <summary>Where messages are afterwards.</summary>
public enum MessageFate
{
    /// <summary>Where they were.</summary>
    Stay,

    /// <summary>In another mailbox (RFC 6851).</summary>
    Move,

    /// <summary>Where they were and in another mailbox.</summary>
    Copy,

    /// <summary>Nowhere: expunged.</summary>
    Expunge,
}

/// <summary>
/// A change a user made to messages of one mailbox. It names them by UIDVALIDITY and UID, so it is never done to others, and has a
/// name of its own, so it is never done twice.
/// </summary>
public sealed record Operation
{
    /// <summary>How long an <see cref="Id"/> may be.</summary>
    public const int MaxIdLength = 64;

    /// <summary>Made up by whoever asks for it; asked for again under the same name it is the same operation.</summary>
    public required string Id { get; init; }

    /// <summary>What it is called.</summary>
    public required OperationKind Kind { get; init; }

    /// <summary>Where the messages are.</summary>
    public required MailboxName Mailbox { get; init; }

    /// <summary>The mailbox's UIDVALIDITY when the UIDs were learnt.</summary>
    public required uint UidValidity { get; init; }

    /// <summary>Which messages.</summary>
    public required UidSet Uids { get; init; }

    /// <summary>Flags to change, before they are moved.</summary>
    public FlagChange Flags { get; init; } = FlagChange.None;

    /// <summary>What becomes of them.</summary>
    public MessageFate Fate { get; init; }

    /// <summary>The other mailbox; <see langword="null"/> when <see cref="TargetUse"/> says which.</summary>
    public MailboxName? Target { get; init; }

    /// <summary>The other mailbox by its use; made when there is none.</summary>
    public SpecialUse TargetUse { get; init; }

    /// <summary>When the user asked for it.</summary>
    public required DateTimeOffset Made { get; init; }

    /// <summary>Not begun earlier: what cannot be taken back later can be taken back until then.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The operation this one takes back.</summary>
    public string? Undoes { get; init; }

    /// <summary>Whether the messages leave the mailbox.</summary>
    public bool Leaves => Fate is MessageFate.Move or MessageFate.Expunge;
}
