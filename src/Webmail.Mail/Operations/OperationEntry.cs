namespace Webmail.Mail.Operations;

/// <summary>How far an operation is.</summary>
public enum OperationState
{
    /// <summary>Written down; the server has not been asked yet.</summary>
    Waiting,

    /// <summary>Under way.</summary>
    Running,

    /// <summary>The server has it.</summary>
    Done,

    /// <summary>The server will not have it, or not all of it; the failure says why.</summary>
    Failed,

    /// <summary>Stopped by the user; what was done so far stays.</summary>
    Cancelled,
}

/// <summary>An operation and what became of it so far.</summary>
/// <param name="Operation">What was asked for.</param>
/// <param name="State">How far it is.</param>
/// <param name="Done">How many messages are done.</param>
/// <param name="Missing">How many were not there any more.</param>
/// <param name="Target">The mailbox they went to, once known.</param>
/// <param name="Failure">Why it failed.</param>
/// <param name="Detail">The same in the server's words.</param>
/// <param name="Undone">It was taken back.</param>
/// <param name="Undoable">It can be taken back now.</param>
/// <param name="Durable">It is written where a crash does not reach it.</param>
/// <param name="Began">When the server was first asked.</param>
public sealed record OperationEntry(
    Operation Operation, OperationState State, int Done, int Missing, MailboxName? Target, MailFailure? Failure, string Detail,
    bool Undone, bool Undoable, bool Durable, DateTimeOffset? Began)
{
    /// <summary>How many messages it is about.</summary>
    public int Total => Operation.Uids.Count;

    /// <summary>Whether the server has still to do something.</summary>
    public bool IsPending => State is OperationState.Waiting or OperationState.Running;
}
