namespace Webmail.Mail;

/// <summary>
/// One row of a message list. Everything but <see cref="Flags"/> never changes for a UID (RFC 9051 section 2.3.1.1),
/// so it can be cached as long as the UIDVALIDITY stands.
/// </summary>
public sealed record MessageSummary
{
    /// <summary>The message.</summary>
    public required Uid Uid { get; init; }

    /// <summary>Addresses, subject and identifiers.</summary>
    public required Envelope Envelope { get; init; }

    /// <summary>When the server got it (INTERNALDATE).</summary>
    public DateTimeOffset InternalDate { get; init; }

    /// <summary>RFC822.SIZE in bytes.</summary>
    public long Size { get; init; }

    /// <summary>Whether there is a part the user would call an attachment.</summary>
    public bool HasAttachment { get; init; }

    /// <summary>The first words of the text (RFC 8970), on one line; empty when there are none.</summary>
    public string Preview { get; init; } = "";

    /// <summary>A BCP 47 tag that selects the glyphs ("ja", "zh-Hans", "zh-Hant", "ko"), or empty for the reader's language.</summary>
    public string Language { get; init; } = "";

    /// <summary>Sent by a list or a machine (List-Id, Precedence: bulk, no-reply).</summary>
    public bool IsBulk { get; init; }

    /// <summary>Flags and keywords when last seen.</summary>
    public MessageFlags Flags { get; init; } = MessageFlags.None;
}
