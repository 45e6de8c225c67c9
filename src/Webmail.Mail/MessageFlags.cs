using System.Collections.Immutable;

namespace Webmail.Mail;

/// <summary>System flags (RFC 9051 section 2.3.2).</summary>
[Flags]
public enum SystemFlags
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>\Seen: read.</summary>
    Seen = 1,

    /// <summary>\Answered.</summary>
    Answered = 2,

    /// <summary>\Flagged.</summary>
    Flagged = 4,

    /// <summary>\Deleted: to be expunged.</summary>
    Deleted = 8,

    /// <summary>\Draft.</summary>
    Draft = 16,
}

/// <summary>The flags of one message: system flags and keywords.</summary>
/// <param name="System">The system flags.</param>
/// <param name="Keywords">The keywords, ordered, each once.</param>
public readonly record struct MessageFlags(SystemFlags System, ImmutableArray<string> Keywords)
{
    /// <summary>No flags at all: an unread message.</summary>
    public static readonly MessageFlags None = new(SystemFlags.None, []);

    /// <summary>\Seen.</summary>
    public bool Seen => System.HasFlag(SystemFlags.Seen);

    /// <summary>\Flagged.</summary>
    public bool Flagged => System.HasFlag(SystemFlags.Flagged);

    /// <summary>\Answered.</summary>
    public bool Answered => System.HasFlag(SystemFlags.Answered);

    /// <summary>\Draft.</summary>
    public bool Draft => System.HasFlag(SystemFlags.Draft);

    /// <summary>$Forwarded (RFC 5788).</summary>
    public bool Forwarded => Has("$Forwarded");

    /// <summary>Whether the keyword is set; keywords are case-insensitive.</summary>
    public bool Has(string keyword) =>
        !Keywords.IsDefaultOrEmpty && Keywords.Contains(keyword, StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public bool Equals(MessageFlags other) =>
        System == other.System && (Keywords.IsDefaultOrEmpty ? other.Keywords.IsDefaultOrEmpty
            : !other.Keywords.IsDefault && Keywords.AsSpan().SequenceEqual(other.Keywords.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(System, Keywords.IsDefault ? 0 : Keywords.Length);
}
