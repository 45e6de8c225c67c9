namespace Webmail.Mail.Operations;

/// <summary>An operation in the journal with all that is known of its progress. Changed under the journal's lock only.</summary>
internal sealed class JournalEntry(Operation operation)
{
    private UidSet? _remaining;

    /// <summary>What was asked for.</summary>
    public Operation Operation { get; } = operation;

    /// <summary>Its place in the journal: a higher one was made later.</summary>
    public long Order { get; set; }

    /// <summary>How far it is.</summary>
    public OperationState State { get; set; }

    /// <summary>The parts that were begun, in order; only the last one may be unfinished.</summary>
    public List<Chunk> Chunks { get; } = [];

    /// <summary>The target, once known.</summary>
    public MailboxName? Target { get; set; } = operation.Target;

    /// <summary>Why it failed.</summary>
    public MailFailure? Failure { get; set; }

    /// <summary>In the server's words.</summary>
    public string Detail { get; set; } = "";

    /// <summary>The user does not want the rest of it.</summary>
    public bool CancelRequested { get; set; }

    /// <summary>The name of the operations that take it back; they are made when it has stopped.</summary>
    public string? UndoneBy { get; set; }

    /// <summary>It was taken back, or is about to be.</summary>
    public bool Undone => UndoneBy is not null;

    /// <summary>When the server was first asked.</summary>
    public DateTimeOffset? Began { get; set; }

    /// <summary>Nobody looks for what became of an unfinished part earlier: the server may still be at it.</summary>
    public DateTimeOffset LookAfter { get; set; }

    /// <summary>When it came to its end.</summary>
    public DateTimeOffset? Ended { get; set; }

    /// <summary>The store has it.</summary>
    public bool Durable { get; set; }

    /// <summary>The memory of the mailbox shows it: it need not be laid over any more.</summary>
    public bool Settled { get; set; }

    /// <summary>Whether the server has still to do something.</summary>
    public bool IsPending => State is OperationState.Waiting or OperationState.Running;

    /// <summary>The part whose fate is not known.</summary>
    public Chunk? Unfinished => Chunks.Count > 0 && Chunks[^1].Stage != ChunkStage.Done ? Chunks[^1] : null;

    /// <summary>The messages no part was finished for.</summary>
    public UidSet Remaining => _remaining ??= Chunks.Where(static chunk => chunk.Stage == ChunkStage.Done)
        .Aggregate(Operation.Uids, static (rest, chunk) => rest.Except(chunk.Uids).Except(chunk.Missing));

    /// <summary>Notes a part, or how far the last one is now.</summary>
    public void Put(Chunk chunk)
    {
        _remaining = null;
        if (Unfinished is not null)
            Chunks[^1] = chunk;
        else
            Chunks.Add(chunk);
    }

    /// <summary>Forgets the part that was not finished: it is done anew.</summary>
    public void DropUnfinished()
    {
        if (Unfinished is not null)
            Chunks.RemoveAt(Chunks.Count - 1);
    }

    /// <summary>What others may know of it.</summary>
    public OperationEntry Snapshot(bool undoable) => new(
        Operation, State, Chunks.Where(static chunk => chunk.Stage == ChunkStage.Done).Sum(static chunk => chunk.Uids.Count),
        Chunks.Sum(static chunk => chunk.Missing.Count), Target, Failure, Detail, Undone, undoable, Durable, Began);
}
