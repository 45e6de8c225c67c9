namespace Webmail.Mail.Operations;

/// <summary>What the things a user can do to messages mean as operations.</summary>
public static class MessageActions
{
    /// <summary>How long what cannot be taken back waits before it is done: until then it can.</summary>
    public static readonly TimeSpan ExpungeAfter = TimeSpan.FromSeconds(10);

    private const string Seen = @"\Seen";
    private const string Flagged = @"\Flagged";

    /// <summary>The operation for an action.</summary>
    /// <param name="kind">What the user did. <see cref="OperationKind.Delete"/> in the trash is for good.</param>
    /// <param name="id">Names it.</param>
    /// <param name="messages">The messages, all of one mailbox: whose, with which UIDVALIDITY, which.</param>
    /// <param name="known">The account's mailboxes as far as known: which one is the trash.</param>
    /// <param name="now">The present.</param>
    /// <param name="target">Where to, for <see cref="OperationKind.Move"/> and <see cref="OperationKind.Copy"/>.</param>
    /// <param name="label">The keyword, for labels.</param>
    /// <exception cref="ArgumentException">The target or the label is missing or cannot be.</exception>
    public static Operation Create(
        OperationKind kind, string id, (MailboxName Mailbox, uint UidValidity, UidSet Uids) messages, IReadOnlyList<Mailbox>? known,
        DateTimeOffset now, MailboxName? target = null, string? label = null)
    {
        var operation = new Operation
        {
            Id = id,
            Kind = kind,
            Mailbox = messages.Mailbox,
            UidValidity = messages.UidValidity,
            Uids = messages.Uids,
            Made = now,
        };
        return kind switch
        {
            OperationKind.MarkRead => operation with { Flags = FlagChange.Of(Seen, set: true) },
            OperationKind.MarkUnread => operation with { Flags = FlagChange.Of(Seen, set: false) },
            OperationKind.Flag => operation with { Flags = FlagChange.Of(Flagged, set: true) },
            OperationKind.Unflag => operation with { Flags = FlagChange.Of(Flagged, set: false) },
            OperationKind.Pin or OperationKind.Unpin => operation with { Flags = FlagChange.Of(Keyword.Pinned, kind == OperationKind.Pin) },
            OperationKind.Mute or OperationKind.Unmute => operation with { Flags = FlagChange.Of(Keyword.Muted, kind == OperationKind.Mute) },
            OperationKind.Label or OperationKind.Unlabel => operation with
            {
                Flags = FlagChange.Of(Keyword.IsValid(label) ? label! : throw new ArgumentException("No such label can be.", nameof(label)), kind == OperationKind.Label),
            },
            OperationKind.Archive => operation with { Fate = MessageFate.Move, TargetUse = SpecialUse.Archive },
            OperationKind.Delete when IsInTrash(messages.Mailbox, known) => Expunge(operation),
            OperationKind.Delete => operation with { Fate = MessageFate.Move, TargetUse = SpecialUse.Trash },
            OperationKind.Expunge => Expunge(operation),
            // Both spellings: servers learn from either (Thunderbird writes the one without "$").
            OperationKind.ReportSpam => operation with
            {
                Fate = MessageFate.Move,
                TargetUse = SpecialUse.Junk,
                Flags = new FlagChange([Keyword.Junk, "Junk"], [Keyword.NotJunk, "NonJunk"], KeywordsOptional: true),
            },
            OperationKind.NotSpam => operation with
            {
                Fate = MessageFate.Move,
                TargetUse = SpecialUse.Inbox,
                Flags = new FlagChange([Keyword.NotJunk, "NonJunk"], [Keyword.Junk, "Junk"], KeywordsOptional: true),
            },
            OperationKind.Move => operation with { Fate = MessageFate.Move, Target = target ?? throw new ArgumentException("Where to?", nameof(target)) },
            OperationKind.Copy => operation with { Fate = MessageFate.Copy, Target = target ?? throw new ArgumentException("Where to?", nameof(target)) },
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    private static Operation Expunge(Operation operation) =>
        operation with { Kind = OperationKind.Expunge, Fate = MessageFate.Expunge, NotBefore = operation.Made + ExpungeAfter };

    private static bool IsInTrash(MailboxName mailbox, IReadOnlyList<Mailbox>? known)
    {
        for (var at = known?.FirstOrDefault(m => m.Name == mailbox); at is not null; at = known!.FirstOrDefault(m => m.Name == at.Parent))
        {
            if (at.SpecialUse == SpecialUse.Trash)
                return true;
            if (at.Parent is null)
                break;
        }

        return false;
    }
}
