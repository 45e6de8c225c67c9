namespace Webmail.Mail.Snapshots;

/// <summary>How much is under way at once, and how often is tried again.</summary>
internal sealed record SnapshotLimits
{
    /// <summary>What the product uses.</summary>
    public static readonly SnapshotLimits Default = new();

    /// <summary>Messages that are sent together, at most.</summary>
    public int BatchMessages { get; init; } = 64;

    /// <summary>Bytes of them, at most; a larger message travels alone and in pieces.</summary>
    public int BatchBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes of a piece.</summary>
    public int PieceBytes { get; init; } = 256 * 1024;

    /// <summary>Failures in a row, with nothing copied between them, after which it gives up: about four minutes.</summary>
    public int Attempts { get; init; } = 9;

    /// <summary>How often one message may break the connection before it is left out.</summary>
    public int AttemptsWithOneMessage { get; init; } = 3;

    /// <summary>How long to wait after so many failures in a row.</summary>
    public static TimeSpan DelayAfter(int failures) => TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, failures - 1)));
}
