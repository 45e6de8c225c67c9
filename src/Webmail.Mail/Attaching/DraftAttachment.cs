using System.Text.Json.Serialization;
using MimeKit;
using Webmail.Mail.Messages.Mime;

namespace Webmail.Mail.Attaching;

/// <summary>A file that goes with a message being written. Its bytes are in the spool, or still in a message on the server.</summary>
public sealed record DraftAttachment
{
    /// <summary>Most attachments of one message.</summary>
    public const int MaxCount = 500;

    /// <summary>Type of a whole message (RFC 2046 section 5.2.1).</summary>
    public const string MessageType = "message/rfc822";

    private const int MaxContentId = 200;

    /// <summary>Its name: 32 lower-case hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The file's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The type the browser or the sender says.</summary>
    public string MediaType { get; init; } = "";

    /// <summary>Bytes; of one that is still in a message, as far as the server tells.</summary>
    public long Size { get; init; }

    /// <summary>What HTML refers to it by (RFC 2392), without angle brackets; empty for none.</summary>
    public string Cid { get; init; } = "";

    /// <summary>It is shown in the text, not beside it.</summary>
    public bool Inline { get; init; }

    /// <summary>The browser has seen that all of it is here.</summary>
    public bool Uploaded { get; init; }

    /// <summary>Where its bytes are, unless somebody uploaded them.</summary>
    public AttachmentSource? Source { get; init; }

    /// <summary>Whether it is a message, not a file.</summary>
    [JsonIgnore]
    public bool IsMessage => MediaType == MessageType;

    /// <summary>A name nobody has.</summary>
    public static string NewId() => HexId.New();

    /// <summary>Whether a text can be the name of an attachment.</summary>
    public static bool IsId(string? id) => HexId.Is(id);

    /// <summary>Whether the HTML of a message shows it.</summary>
    public bool IsShownIn(string html)
    {
        ArgumentNullException.ThrowIfNull(html);
        if (!Inline)
            return false;
        const string Scheme = "cid:";
        for (var at = html.IndexOf(Scheme, StringComparison.Ordinal); at >= 0; at = html.IndexOf(Scheme, at + 1, StringComparison.Ordinal))
        {
            var rest = html.AsSpan(at + Scheme.Length);
            var end = rest.IndexOfAny('"', '\'');
            // In an address some of its signs may be written as others (RFC 2392).
            if (Uri.UnescapeDataString(end < 0 ? rest : rest[..end]) == Cid)
                return true;
        }

        return false;
    }

    /// <summary>The attachment with a safe file name and a type that can be written down.</summary>
    /// <exception cref="ArgumentException">It has no name, or is no attachment.</exception>
    public DraftAttachment Check()
    {
        if (!IsId(Id) || Name is null || MediaType is null || Cid is null || Size < 0)
            throw new ArgumentException("This is no attachment.");
        var type = ContentType.TryParse(MediaType, out var parsed) && parsed.MediaType != "multipart" ? parsed.MimeType.ToLowerInvariant() : "application/octet-stream";
        var cid = Cid.Length <= MaxContentId && Cid.All(static c => char.IsAsciiLetterOrDigit(c) || ".-_@+=".Contains(c, StringComparison.Ordinal)) ? Cid : "";
        return this with { Name = FileNames.Clean(Name, type), MediaType = type, Cid = cid, Inline = Inline && cid.Length > 0 };
    }
}

/// <summary>A part of a message on the server, or all of it.</summary>
/// <param name="Mailbox">Full name of its mailbox.</param>
/// <param name="UidValidity">Of the mailbox.</param>
/// <param name="Uid">The message.</param>
/// <param name="Section">The part specifier; empty for the message itself.</param>
/// <param name="Encoding">Content-Transfer-Encoding of the part.</param>
public sealed record AttachmentSource(string Mailbox, uint UidValidity, uint Uid, string Section, string Encoding)
{
    /// <summary>The message; <see langword="null"/> when this names none.</summary>
    [JsonIgnore]
    public MessageKey? Message => string.IsNullOrEmpty(Mailbox) || Uid == 0 ? null : new MessageKey(new MailboxName(Mailbox), UidValidity, new Uid(Uid));
}
