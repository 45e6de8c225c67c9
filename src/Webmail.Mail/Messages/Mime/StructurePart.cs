namespace Webmail.Mail.Messages.Mime;

/// <summary>A node of a message's structure (RFC 9051 section 7.5.2, BODYSTRUCTURE).</summary>
internal sealed record StructurePart
{
    /// <summary>The part specifier; empty for the outermost multipart.</summary>
    public required string Section { get; init; }

    /// <summary>"type/subtype" in lower case; "application/octet-stream" when unreadable.</summary>
    public required string MediaType { get; init; }

    /// <summary>The charset parameter, or empty.</summary>
    public string Charset { get; init; } = "";

    /// <summary>The name the sender gave, from Content-Disposition or Content-Type, not yet repaired; or empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>"attachment", "inline" or empty, in lower case.</summary>
    public string Disposition { get; init; } = "";

    /// <summary>Content-ID without angle brackets, or empty.</summary>
    public string ContentId { get; init; } = "";

    /// <summary>Content-Transfer-Encoding in lower case.</summary>
    public string Encoding { get; init; } = "";

    /// <summary>Encoded bytes.</summary>
    public long Size { get; init; }

    /// <summary>format=flowed (RFC 3676).</summary>
    public bool Flowed { get; init; }

    /// <summary>delsp=yes (RFC 3676).</summary>
    public bool DelSp { get; init; }

    /// <summary>The Content-ID of a multipart/related's root, or empty.</summary>
    public string Start { get; init; } = "";

    /// <summary>The parts of a multipart, or the one body of an embedded message.</summary>
    public IReadOnlyList<StructurePart> Children { get; init; } = [];

    /// <summary>The subject of an embedded message, decoded; or empty.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The structure was deeper or larger than is taken apart.</summary>
    public bool IsCut { get; init; }

    /// <summary>multipart/*.</summary>
    public bool IsMultipart => MediaType.StartsWith("multipart/", StringComparison.Ordinal);

    /// <summary>A message that can be opened like one.</summary>
    public bool IsMessage => MediaType is "message/rfc822" or "message/global";

    /// <summary>All parts, this one first.</summary>
    public IEnumerable<StructurePart> WithDescendants() => Children.SelectMany(static c => c.WithDescendants()).Prepend(this);
}
