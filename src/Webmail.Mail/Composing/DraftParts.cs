using Webmail.Mail.Attaching;
using Webmail.Mail.Messages.Mime;

namespace Webmail.Mail.Composing;

/// <summary>What of a draft's message is its text, and what goes with it.</summary>
internal sealed class DraftParts
{
    private readonly List<StructurePart> _beside = [];
    private readonly List<StructurePart> _shown = [];

    /// <summary>The plain text; <see langword="null"/> for none.</summary>
    public StructurePart? Text { get; private set; }

    /// <summary>The HTML; <see langword="null"/> for none.</summary>
    public StructurePart? Html { get; private set; }

    /// <summary>Whether there is anything but text.</summary>
    public bool HasAttachments => _beside.Count + _shown.Count > 0;

    /// <summary>Takes a message apart; <see langword="null"/> for one that is signed or encrypted: what is written on is not that any more.</summary>
    public static DraftParts? Of(StructurePart body)
    {
        if (body.IsCut || body.WithDescendants().Any(static part => part.MediaType is "multipart/signed" or "multipart/encrypted" || part.IsCut))
            return null;
        var parts = new DraftParts();
        parts.TakeBody(body);
        return parts;
    }

    /// <summary>The attachments of another program's draft.</summary>
    public IReadOnlyList<DraftAttachment> Attachments(MessageKey key, string charset, string html) =>
    [
        .. _shown.Select(part => Of(part, key, charset, shown: part.ContentId.Length > 0)).Select(one => one.IsShownIn(html) ? one : one with { Inline = false }), .. _beside.Select(part => Of(part, key, charset, shown: false)),
    ];

    /// <summary>Attachments of a draft of ours, each with the place of its bytes in this copy.</summary>
    public IReadOnlyList<DraftAttachment> WithSources(IReadOnlyList<DraftAttachment> attachments, MessageKey key)
    {
        var byCid = _shown.Concat(_beside).Where(static part => part.ContentId.Length > 0)
            .GroupBy(static part => part.ContentId, StringComparer.Ordinal).ToDictionary(static group => group.Key, static group => group.First(), StringComparer.Ordinal);
        return [.. attachments.Select(one =>
            byCid.TryGetValue(one.Inline ? one.Cid : AttachmentParts.DraftCid(one.Id), out var part) ? one with { Source = SourceOf(part, key) } : one)];
    }

    private static DraftAttachment Of(StructurePart part, MessageKey key, string charset, bool shown) => new DraftAttachment
    {
        Id = DraftAttachment.NewId(),
        Name = FileNames.For(part, charset),
        MediaType = part.MediaType,
        Size = TransferDecoders.EstimateSize(part.Encoding, part.Size),
        Cid = part.ContentId,
        Inline = shown,
        Source = SourceOf(part, key),
    }.Check();

    private static AttachmentSource SourceOf(StructurePart part, MessageKey key) =>
        new(key.Mailbox.FullName, key.UidValidity, key.Uid.Value, part.Section, part.Encoding);

    private void TakeBody(StructurePart part)
    {
        switch (part.MediaType)
        {
            case "multipart/alternative":
                foreach (var child in part.Children)
                    TakeAlternative(child);
                break;
            case "multipart/related" when part.Children.Count > 0:
                TakeBody(part.Children[0]);
                _shown.AddRange(part.Children.Skip(1).SelectMany(Leaves));
                break;
            case var type when type.StartsWith("multipart/", StringComparison.Ordinal):
                if (part.Children.Count > 0)
                    TakeBody(part.Children[0]);
                _beside.AddRange(part.Children.Skip(1).SelectMany(Leaves));
                break;
            default:
                TakeLeaf(part);
                break;
        }
    }

    private void TakeAlternative(StructurePart part)
    {
        if (part.IsMultipart)
            TakeBody(part);
        else
            TakeLeaf(part);
    }

    private void TakeLeaf(StructurePart part)
    {
        if (part is { MediaType: "text/plain", Disposition: not "attachment" } && Text is null)
            Text = part;
        else if (part is { MediaType: "text/html", Disposition: not "attachment" } && Html is null)
            Html = part;
        else
            _beside.Add(part);
    }

    private static IEnumerable<StructurePart> Leaves(StructurePart part) => part.IsMultipart ? part.Children.SelectMany(Leaves) : [part];
}
