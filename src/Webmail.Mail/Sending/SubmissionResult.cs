namespace Webmail.Mail.Sending;

/// <summary>What came of an attempt to hand a message over.</summary>
/// <param name="Outcome">Which of the four.</param>
/// <param name="Failure">Why not.</param>
/// <param name="Detail">In the server's words; for a message that is larger than it takes, the most bytes it takes (RFC 1870).</param>
/// <param name="Refused">Recipients that are not accepted.</param>
internal sealed record SubmissionResult(
    SubmissionOutcome Outcome, MailFailure? Failure = null, string Detail = "", IReadOnlyList<RefusedRecipient>? Refused = null);

internal enum SubmissionOutcome
{
    /// <summary>The server took it.</summary>
    Accepted,

    /// <summary>Not now; nobody got it.</summary>
    Later,

    /// <summary>Never; nobody got it.</summary>
    Refused,

    /// <summary>The connection broke after the message was complete and before the answer.</summary>
    Unknown,
}
