using System.Collections.Immutable;

namespace Webmail.Mail;

/// <summary>The address fields, subject and identifiers of a message (RFC 9051 section 7.5.2), decoded.</summary>
public sealed record Envelope
{
    /// <summary>The Date field, when it can be read.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>The subject; empty when there is none.</summary>
    public string Subject { get; init; } = "";

    /// <summary>From.</summary>
    public ImmutableArray<Address> From { get; init; } = [];

    /// <summary>Sender, when it is not From.</summary>
    public ImmutableArray<Address> Sender { get; init; } = [];

    /// <summary>Reply-To.</summary>
    public ImmutableArray<Address> ReplyTo { get; init; } = [];

    /// <summary>To.</summary>
    public ImmutableArray<Address> To { get; init; } = [];

    /// <summary>Cc.</summary>
    public ImmutableArray<Address> Cc { get; init; } = [];

    /// <summary>Bcc; present on drafts and sent mail.</summary>
    public ImmutableArray<Address> Bcc { get; init; } = [];

    /// <summary>Message-ID without angle brackets; empty when there is none.</summary>
    public string MessageId { get; init; } = "";

    /// <summary>In-Reply-To without angle brackets; empty when there is none.</summary>
    public string InReplyTo { get; init; } = "";
}
