namespace Webmail.Mail.Snapshots;

/// <summary>Whether a copy began.</summary>
public enum SnapshotOutcome
{
    /// <summary>It runs; <see cref="FolderSnapshots.Find"/> tells how far it is.</summary>
    Started,

    /// <summary>One of this account runs already.</summary>
    AlreadyRunning,

    /// <summary>Too many attempts with this server or account; <see cref="SnapshotStart.RetryAfter"/> says how long to wait.</summary>
    TooManyAttempts,

    /// <summary>The other server could not be signed in to; <see cref="SnapshotStart.Failure"/> says why.</summary>
    ServerFailed,
}

/// <summary>Whether a copy began, and what follows from it.</summary>
/// <param name="Outcome">Whether.</param>
public sealed record SnapshotStart(SnapshotOutcome Outcome)
{
    /// <summary>Why the other server could not be signed in to.</summary>
    public MailFailure? Failure { get; init; }

    /// <summary>More about it, safe to show; may be empty.</summary>
    public string Detail { get; init; } = "";

    /// <summary>How long to wait, after too many attempts.</summary>
    public TimeSpan RetryAfter { get; init; }
}
