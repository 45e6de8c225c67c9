namespace Webmail.Mail.Operations;

/// <summary>How far a part of an operation is.</summary>
internal enum ChunkStage
{
    /// <summary>The command may have been sent: whether it was done has to be looked up.</summary>
    Begun,

    /// <summary>The copies are in the target; the originals have still to go.</summary>
    Copied,

    /// <summary>Done, or found done.</summary>
    Done,
}

/// <summary>A flag that was set or cleared, and on which messages: those that had it before are not among them.</summary>
/// <param name="Flag">Its name.</param>
/// <param name="Set">Whether it was set.</param>
/// <param name="Uids">The messages it changed on.</param>
internal sealed record FlagEffect(string Flag, bool Set, UidSet Uids);

/// <summary>What tells a message from others when its UID is not known: two with the same marks are copies of each other.</summary>
/// <param name="Uid">Its UID where it was looked at.</param>
/// <param name="MessageId">Its Message-ID, or empty.</param>
/// <param name="Size">RFC822.SIZE.</param>
/// <param name="Received">INTERNALDATE in Unix seconds.</param>
internal sealed record MessagePrint(uint Uid, string MessageId, long Size, long Received)
{
    /// <summary>The marks alone.</summary>
    public (string, long, long) Marks => (MessageId, Size, Received);
}

/// <summary>
/// A part of an operation, done by one command. Written down before the command is sent and again when it is answered: after a
/// broken connection or a crash it says where to look.
/// </summary>
internal sealed record Chunk
{
    /// <summary>The messages it is about that were there.</summary>
    public required UidSet Uids { get; init; }

    /// <summary>Those that were not there any more.</summary>
    public UidSet Missing { get; init; } = UidSet.Empty;

    /// <summary>How far it is.</summary>
    public required ChunkStage Stage { get; init; }

    /// <summary>The flags that are changed with it.</summary>
    public IReadOnlyList<FlagEffect> Effects { get; init; } = [];

    /// <summary>The target's UIDVALIDITY; 0 when nothing is moved.</summary>
    public uint TargetValidity { get; init; }

    /// <summary>The target's UIDNEXT before the command: what it makes there has this UID or a higher one.</summary>
    public uint TargetUidNext { get; init; }

    /// <summary>What the messages look like, where they are few.</summary>
    public IReadOnlyList<MessagePrint> Prints { get; init; } = [];

    /// <summary>The originals whose copies are known, ascending.</summary>
    public UidSet From { get; init; } = UidSet.Empty;

    /// <summary>Their copies, in the same order; empty where the server does not tell (no UIDPLUS).</summary>
    public UidSet To { get; init; } = UidSet.Empty;
}
