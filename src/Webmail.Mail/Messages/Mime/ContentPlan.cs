using System.Collections.Immutable;

namespace Webmail.Mail.Messages.Mime;

/// <summary>Decides what of a message is read in place, what is an attachment, and what belongs inside the text.</summary>
internal sealed class ContentPlan
{
    private const int MaxTexts = 100;

    private readonly List<TextPart> _texts = [];
    private readonly List<Attachment> _attachments = [];
    private readonly Dictionary<string, Attachment> _inline = new(StringComparer.Ordinal);
    private readonly string _charset;

    private ContentPlan(string charset) => _charset = charset;

    /// <summary>What is read in place, in order.</summary>
    public ImmutableArray<TextPart> Texts => [.. _texts];

    /// <summary>What is saved or opened by itself.</summary>
    public ImmutableArray<Attachment> Attachments => [.. _attachments];

    /// <summary>Parts by Content-ID.</summary>
    public ImmutableDictionary<string, Attachment> InlineParts => _inline.ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>Whether a user would say that the message has an attachment. Reports of machines are none.</summary>
    public bool HasAttachment => _attachments.Exists(static a => a.MediaType is not ("message/delivery-status"
        or "message/global-delivery-status" or "message/disposition-notification" or "text/rfc822-headers" or "message/feedback-report"));

    /// <summary>Takes a message's structure apart.</summary>
    /// <param name="body">The body of the message.</param>
    public static ContentPlan Of(StructurePart body)
    {
        var plan = new ContentPlan(MainCharset(body));
        plan.Visit(body, isFirst: true);
        return plan;
    }

    /// <summary>The charset the message's first text claims.</summary>
    public static string MainCharset(StructurePart body) =>
        body.WithDescendants().FirstOrDefault(static part => part.Charset.Length > 0)?.Charset ?? "";

    private void Visit(StructurePart part, bool isFirst)
    {
        switch (part.MediaType)
        {
            case "multipart/alternative":
                Alternative(part, isFirst);
                break;
            case "multipart/related":
                Related(part, isFirst);
                break;
            case "multipart/signed" when part.Children.Count > 0:
                Visit(part.Children[0], isFirst);
                foreach (var rest in part.Children.Skip(1).Where(static p => !IsSignature(p)))
                    Visit(rest, false);
                break;
            case "multipart/appledouble" when part.Children is [{ MediaType: "application/applefile" } properties, { IsMultipart: false } data, ..]:
                // The first one is about the file (RFC 1740): icon, creator, and often the only name.
                Leaf(data.Name.Length > 0 ? data : data with { Name = properties.Name }, false);
                foreach (var rest in part.Children.Skip(2))
                    Visit(rest, false);
                break;
            case var type when type.StartsWith("multipart/", StringComparison.Ordinal):
                for (var i = 0; i < part.Children.Count; i++)
                    Visit(part.Children[i], isFirst && i == 0);
                break;
            default:
                Leaf(part, isFirst);
                break;
        }
    }

    private void Leaf(StructurePart part, bool isFirst)
    {
        if (IsSignature(part) || part.MediaType == "application/pgp-encrypted")
            return;
        if (part.ContentId.Length > 0)
            _inline.TryAdd(part.ContentId, ToAttachment(part));
        // The body itself sometimes carries a name; further texts with one are files.
        if (IsShownText(part) && part.Disposition != "attachment" && (isFirst || part.Name.Length == 0) && _texts.Count < MaxTexts)
        {
            if (part.Size > 0 || _texts.Count == 0)
                _texts.Add(ToText(part));
        }
        else
        {
            _attachments.Add(ToAttachment(part));
        }
    }

    private void Alternative(StructurePart part, bool isFirst)
    {
        var best = -1;
        for (var i = 0; i < part.Children.Count; i++)
        {
            if (Rank(part.Children[i]) > 0 && (best < 0 || Rank(part.Children[i]) >= Rank(part.Children[best])))
                best = i;
        }

        for (var i = 0; i < part.Children.Count; i++)
        {
            var child = part.Children[i];
            if (i == best)
                Visit(child, isFirst);
            else if (!IsShownText(child) && !child.IsMultipart && !IsOtherRendering(child))
                Leaf(child, false);
        }
    }

    private void Related(StructurePart part, bool isFirst)
    {
        var root = part.Children.FirstOrDefault(p => part.Start.Length > 0 && p.ContentId == part.Start)
            ?? (part.Children.Count > 0 ? part.Children[0] : null);
        if (root is null)
            return;
        Visit(root, isFirst);
        var canRefer = root.WithDescendants().Any(static p => p.MediaType == "text/html");
        foreach (var child in part.Children)
        {
            if (ReferenceEquals(child, root))
                continue;
            var isPicture = child.ContentId.Length > 0 && child.MediaType.StartsWith("image/", StringComparison.Ordinal);
            if (canRefer && isPicture && child.Disposition != "attachment")
                _inline.TryAdd(child.ContentId, ToAttachment(child));
            else
                Visit(child, false);
        }
    }

    private static int Rank(StructurePart part)
    {
        if (part.IsMultipart)
            return part.Children.Select(Rank).DefaultIfEmpty(0).Max();
        if (part.Disposition == "attachment" || part.Size == 0)
            return 0;
        return part.MediaType switch
        {
            "text/html" or "application/xhtml+xml" => 3,
            "text/plain" => 2,
            "text/enriched" or "text/richtext" => 1,
            _ => 0,
        };
    }

    private static bool IsShownText(StructurePart part) => part.MediaType is "text/plain" or "text/html" or "text/enriched"
        or "text/richtext" or "application/xhtml+xml" or "text/" or "text/x-plain" or "plain/text" or "text/text";

    // Alternatives for programs we are not.
    private static bool IsOtherRendering(StructurePart part) => part.MediaType is "text/x-amp-html" or "text/watch-html" or "text/rtf";

    private static bool IsSignature(StructurePart part) =>
        part.MediaType is "application/pgp-signature" or "application/pkcs7-signature" or "application/x-pkcs7-signature";

    private static TextPart ToText(StructurePart part) => new(
        part.Section, part.MediaType is "text/html" or "application/xhtml+xml", part.Charset, part.Size, part.Encoding,
        part.Flowed, part.DelSp);

    private Attachment ToAttachment(StructurePart part) => new(
        part.Section, FileNames.For(part, _charset), part.MediaType.EndsWith('/') ? "application/octet-stream" : part.MediaType,
        TransferDecoders.EstimateSize(part.Encoding, part.Size), part.Encoding, part.ContentId, part.IsMessage)
    {
        HasDeceptiveName = part.Name.Length > 0 && FileNames.IsDeceptive(part, _charset),
    };
}
