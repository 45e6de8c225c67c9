using System.Security.Cryptography;

namespace Webmail.Mail.Sending;

/// <summary>
/// A message in the outbox as the store keeps it, without its bytes. With the account and its password: it leaves after a restart
/// too, when nobody is signed in. Sealed with the server's key wherever it is kept.
/// </summary>
public sealed record OutboxRecord
{
    /// <summary>Its name.</summary>
    public required string Id { get; init; }

    /// <summary>Whose.</summary>
    public required MailAccount Account { get; init; }

    /// <summary>What opens the account.</summary>
    public required string Password { get; init; }

    /// <summary>See <see cref="Submission.MessageId"/>.</summary>
    public required string MessageId { get; init; }

    /// <summary>See <see cref="Submission.Subject"/>.</summary>
    public required string Subject { get; init; }

    /// <summary>See <see cref="Submission.Sender"/>.</summary>
    public required string Sender { get; init; }

    /// <summary>See <see cref="Submission.Recipients"/>.</summary>
    public required IReadOnlyList<string> Recipients { get; init; }

    /// <summary>How far it is.</summary>
    public OutboxState State { get; init; }

    /// <summary>See <see cref="Submission.NotBefore"/>.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>When it is tried again.</summary>
    public DateTimeOffset? NextAttempt { get; init; }

    /// <summary>Attempts that failed.</summary>
    public int Attempts { get; init; }

    /// <summary>Why the last one failed.</summary>
    public MailFailure? Failure { get; init; }

    /// <summary>In the server's words.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The recipients that the server does not accept.</summary>
    public IReadOnlyList<RefusedRecipient> NotAccepted { get; init; } = [];

    /// <summary>See <see cref="Submission.Revision"/>.</summary>
    public long Revision { get; init; }

    /// <summary>See <see cref="Submission.IsScheduled"/>.</summary>
    public bool IsScheduled { get; init; }

    /// <summary>See <see cref="Submission.DeliveryReport"/>.</summary>
    public bool DeliveryReport { get; init; }

    /// <summary>See <see cref="Submission.IsReceipt"/>.</summary>
    public bool IsReceipt { get; init; }

    /// <summary>See <see cref="Submission.IsRedirect"/>.</summary>
    public bool IsRedirect { get; init; }

    /// <summary>Names this state and no other, whoever wrote it: what was written is known again when the answer was lost.</summary>
    public string Stamp { get; init; } = "";

    /// <summary>See <see cref="Submission.SentMailbox"/>.</summary>
    public string SentMailbox { get; init; } = "";

    /// <summary>Mailbox of the message that is answered or forwarded; empty for none.</summary>
    public string OriginalMailbox { get; init; } = "";

    /// <summary>Its mailbox's UIDVALIDITY.</summary>
    public uint OriginalUidValidity { get; init; }

    /// <summary>Its UID.</summary>
    public uint OriginalUid { get; init; }

    /// <summary>See <see cref="Submission.OriginalMark"/>.</summary>
    public string OriginalMark { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Id} {State}";

    internal OutboxEntry Snapshot() => new(Id, Subject, State, NotBefore, NextAttempt, Failure, Detail, NotAccepted)
    {
        Recipients = Recipients,
        IsScheduled = IsScheduled,
    };

    /// <summary>The same with a stamp of its own.</summary>
    internal OutboxRecord Stamped() => this with { Stamp = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)) };
}
