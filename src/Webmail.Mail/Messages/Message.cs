using System.Collections.Immutable;
using Webmail.Mail.Trust;

namespace Webmail.Mail.Messages;

/// <summary>A message opened for reading: what is shown, without the bodies themselves.</summary>
public sealed record Message
{
    /// <summary>Its name.</summary>
    public required MessageKey Key { get; init; }

    /// <summary>The part that is the message: empty for the message itself, a section like "2" for a message in a message.</summary>
    public string Section { get; init; } = "";

    /// <summary>Addresses, subject and identifiers.</summary>
    public required Envelope Envelope { get; init; }

    /// <summary>INTERNALDATE of the (outer) message.</summary>
    public DateTimeOffset InternalDate { get; init; }

    /// <summary>Bytes on the server.</summary>
    public long Size { get; init; }

    /// <summary>Flags and keywords.</summary>
    public MessageFlags Flags { get; init; } = MessageFlags.None;

    /// <summary>The text parts to show, in order; of alternatives the richest we can show.</summary>
    public ImmutableArray<TextPart> Texts { get; init; } = [];

    /// <summary>Everything a user would call an attachment, messages in the message included.</summary>
    public ImmutableArray<Attachment> Attachments { get; init; } = [];

    /// <summary>Each part with a Content-ID, for cid: links (RFC 2392), attachment or not; keys without angle brackets.</summary>
    public ImmutableDictionary<string, Attachment> InlineParts { get; init; } = ImmutableDictionary<string, Attachment>.Empty;

    /// <summary>See <see cref="MessageSummary.Language"/>.</summary>
    public string Language { get; init; } = "";

    /// <summary>Sent by a list or a machine.</summary>
    public bool IsBulk { get; init; }

    /// <summary>It came over a list that takes answers by mail (RFC 2369 section 3.4).</summary>
    public bool TakesListReplies { get; init; }

    /// <summary>Who asks to be told that it was seen (RFC 8098); empty for nobody, and for lists and machines.</summary>
    public string ReceiptTo { get; init; } = "";

    /// <summary>What the mail server says about who sent it; of a message inside another nothing is known.</summary>
    public SenderTrust Sender { get; init; } = SenderTrust.Unknown;

    /// <summary>The structure was too large or too broken to take apart; only the source is offered.</summary>
    public bool TooComplex { get; init; }
}

/// <summary>A part that is read in place.</summary>
/// <param name="Section">Its part specifier ("1.2", RFC 9051 section 6.4.5).</param>
/// <param name="IsHtml">text/html; else it is shown as plain text.</param>
/// <param name="Charset">The charset it claims; may be empty or wrong.</param>
/// <param name="Size">Encoded bytes.</param>
/// <param name="Encoding">Content-Transfer-Encoding.</param>
/// <param name="Flowed">format=flowed (RFC 3676).</param>
/// <param name="DelSp">delsp=yes (RFC 3676).</param>
public sealed record TextPart(string Section, bool IsHtml, string Charset, long Size, string Encoding, bool Flowed, bool DelSp);

/// <summary>A part that is saved or previewed.</summary>
/// <param name="Section">Its part specifier.</param>
/// <param name="FileName">A repaired, safe file name; never empty, never a path.</param>
/// <param name="MediaType">The type it claims, lower case, "application/octet-stream" when unreadable.</param>
/// <param name="Size">Decoded bytes, estimated from the encoded size.</param>
/// <param name="Encoding">Content-Transfer-Encoding.</param>
/// <param name="ContentId">Content-ID without angle brackets; empty when there is none.</param>
/// <param name="IsMessage">message/rfc822 or message/global: can be opened like a message.</param>
public sealed record Attachment(
    string Section, string FileName, string MediaType, long Size, string Encoding, string ContentId, bool IsMessage)
{
    /// <summary>The name as it was sent held characters that make a name look like another one; they are gone from it.</summary>
    public bool HasDeceptiveName { get; init; }
}

/// <summary>The text of a part, decoded.</summary>
/// <param name="Text">The text.</param>
/// <param name="Truncated">The part was longer than we show.</param>
public sealed record DecodedText(string Text, bool Truncated);
