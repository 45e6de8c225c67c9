namespace Webmail.Mail.Sending;

/// <summary>A message to be sent.</summary>
public sealed record Submission
{
    /// <summary>Its name; asked for again under the same name it is not sent again.</summary>
    public required string Id { get; init; }

    /// <summary>Message-ID without angle brackets.</summary>
    public required string MessageId { get; init; }

    /// <summary>For whoever is told about it.</summary>
    public required string Subject { get; init; }

    /// <summary>Address of the envelope (MAIL FROM).</summary>
    public required string Sender { get; init; }

    /// <summary>Addresses of the envelope (RCPT TO).</summary>
    public required IReadOnlyList<string> Recipients { get; init; }

    /// <summary>What is sent: complete, lines end in CRLF, no Bcc.</summary>
    public required ReadOnlyMemory<byte> Message { get; init; }

    /// <summary>What is filed in Sent.</summary>
    public required ReadOnlyMemory<byte> Copy { get; init; }

    /// <summary>Not sent earlier; until then it can be taken back.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>Full name of the mailbox it is filed in; empty for Sent.</summary>
    public string SentMailbox { get; init; } = "";

    /// <summary>Whether its writer chose that time: it is listed until then.</summary>
    public bool IsScheduled { get; init; }

    /// <summary>The servers on its way are asked to say that it has arrived (RFC 3461).</summary>
    public bool DeliveryReport { get; init; }

    /// <summary>It only says that another one was seen: sent without a return address, not filed, no draft goes with it.</summary>
    public bool IsReceipt { get; init; }

    /// <summary>It goes on to others as it came: <see cref="MessageId"/> is its Resent-Message-ID (RFC 5322 section 3.6.6).</summary>
    public bool IsRedirect { get; init; }

    /// <summary>Of the draft: another one under the same name takes the place of what has not left yet.</summary>
    public long Revision { get; init; }

    /// <summary>The message that is answered or forwarded.</summary>
    public MessageKey? Original { get; init; }

    /// <summary>What that one is marked with: "\Answered" or $Forwarded; empty for nothing.</summary>
    public string OriginalMark { get; init; } = "";
}

/// <summary>How far a message is.</summary>
public enum OutboxState
{
    /// <summary>It can be taken back, or its time has not come, or the next attempt has not.</summary>
    Waiting,

    /// <summary>The SMTP server is being told.</summary>
    Sending,

    /// <summary>The SMTP server took it; it is put into Sent.</summary>
    Filing,

    /// <summary>Sent and filed.</summary>
    Sent,

    /// <summary>Refused; nobody got it.</summary>
    Failed,

    /// <summary>The connection or this process ended at the one moment after which nobody knows whether the server took it.</summary>
    Unknown,
}

/// <summary>A message in the outbox, as its writer is told.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="State">How far it is.</param>
/// <param name="NotBefore">Until when it is held.</param>
/// <param name="NextAttempt">When it is tried again, after an attempt that failed.</param>
/// <param name="Failure">Why the last attempt failed.</param>
/// <param name="Detail">In the server's words.</param>
/// <param name="Refused">The recipients that the server does not accept.</param>
public sealed record OutboxEntry(
    string Id, string Subject, OutboxState State, DateTimeOffset NotBefore, DateTimeOffset? NextAttempt, MailFailure? Failure, string Detail,
    IReadOnlyList<RefusedRecipient> Refused)
{
    /// <summary>Addresses of the envelope.</summary>
    public IReadOnlyList<string> Recipients { get; init; } = [];

    /// <summary>See <see cref="Submission.IsScheduled"/>.</summary>
    public bool IsScheduled { get; init; }
}

/// <summary>A recipient that the server does not accept.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Words">Why, in the server's words.</param>
public sealed record RefusedRecipient(string Address, string Words);

/// <summary>What came of putting a message into the outbox.</summary>
public enum OutboxAddition
{
    /// <summary>It is taken in.</summary>
    Added,

    /// <summary>It was there: asked for twice, or the first answer was lost.</summary>
    Known,

    /// <summary>Another revision of it is on its way or was sent; this one is not taken in.</summary>
    TooLate,
}

/// <summary>Told when a message is in Sent: what was kept of it while it was written may go.</summary>
public interface IFinishedDrafts
{
    /// <summary>The draft of this name was sent. Asked for again after a failure.</summary>
    Task FinishAsync(AccountId account, string id, CancellationToken token);
}
