using System.Collections.Immutable;

namespace Webmail.Mail.Snapshots;

/// <summary>Where a copy is.</summary>
public enum SnapshotPhase
{
    /// <summary>Compares what is in both accounts.</summary>
    Looking,

    /// <summary>Copies what is missing.</summary>
    Copying,

    /// <summary>Came to its end; single messages or mailboxes may have failed.</summary>
    Finished,

    /// <summary>The user stopped it.</summary>
    Cancelled,

    /// <summary>Could not go on; <see cref="SnapshotProgress.Failure"/> says why.</summary>
    Failed,
}

/// <summary>How far a copy is, at one moment.</summary>
public sealed record SnapshotProgress
{
    /// <summary>What was asked for.</summary>
    public required SnapshotRequest Request { get; init; }

    /// <summary>Where it is.</summary>
    public SnapshotPhase Phase { get; init; }

    /// <summary>The mailbox it works on.</summary>
    public MailboxName? Mailbox { get; init; }

    /// <summary>Mailboxes to look into or copy.</summary>
    public int Mailboxes { get; init; }

    /// <summary>Mailboxes that are done with in this phase.</summary>
    public int MailboxesDone { get; init; }

    /// <summary>Messages that were missing at the other server when it began.</summary>
    public int Messages { get; init; }

    /// <summary>Messages copied.</summary>
    public int MessagesDone { get; init; }

    /// <summary>Messages that were at the other server before.</summary>
    public int AlreadyThere { get; init; }

    /// <summary>Bytes of the missing messages.</summary>
    public long Bytes { get; init; }

    /// <summary>Bytes copied.</summary>
    public long BytesDone { get; init; }

    /// <summary>Bytes per second of late; 0 while nothing moves.</summary>
    public double BytesPerSecond { get; init; }

    /// <summary>About how long it still takes, when that can be said.</summary>
    public TimeSpan? Left { get; init; }

    /// <summary>Why it waits to try again; <see langword="null"/> while all is well.</summary>
    public MailFailure? Waiting { get; init; }

    /// <summary>Why it could not go on.</summary>
    public MailFailure? Failure { get; init; }

    /// <summary>More about that, safe to show; may be empty.</summary>
    public string Detail { get; init; } = "";

    /// <summary>What was not copied, by mailbox and reason.</summary>
    public ImmutableArray<SnapshotFailure> Failures { get; init; } = [];

    /// <summary>What was copied otherwise than it is here.</summary>
    public ImmutableArray<SnapshotNotice> Notices { get; init; } = [];

    /// <summary>When it began.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Whether it goes on.</summary>
    public bool IsRunning => Phase is SnapshotPhase.Looking or SnapshotPhase.Copying;

    /// <summary>Messages that are not at the other server though they should be.</summary>
    public int MessagesFailed => Failures.Sum(static failure => failure.Messages);
}

/// <summary>Messages of a mailbox that were not copied, for one reason.</summary>
/// <param name="Mailbox">The mailbox here.</param>
/// <param name="Failure">Why.</param>
/// <param name="Detail">The server's words; may be empty.</param>
/// <param name="Messages">How many; 0 when the mailbox itself could not be made and had none.</param>
/// <param name="Subjects">The subjects of the first of them.</param>
public sealed record SnapshotFailure(MailboxName Mailbox, MailFailure Failure, string Detail, int Messages, ImmutableArray<string> Subjects);

/// <summary>What became of a mailbox otherwise than one would expect.</summary>
public enum SnapshotNoticeKind
{
    /// <summary>The other server does not take the name: <see cref="SnapshotNotice.Target"/> is what it is called there.</summary>
    Renamed,

    /// <summary>The other server does not keep some keywords of messages.</summary>
    KeywordsLost,

    /// <summary>A view of messages that are in other mailboxes: not copied.</summary>
    ViewSkipped,
}

/// <summary>Something to tell about a mailbox.</summary>
/// <param name="Kind">What.</param>
/// <param name="Mailbox">The mailbox here.</param>
/// <param name="Target">Its name at the other server, where that matters.</param>
/// <param name="Messages">The messages it is about.</param>
public sealed record SnapshotNotice(SnapshotNoticeKind Kind, MailboxName Mailbox, string Target, int Messages);
