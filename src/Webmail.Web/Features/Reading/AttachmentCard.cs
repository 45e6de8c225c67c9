using Webmail.Mail.Messages;
using Webmail.Mail.Messages.Packed;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Reading;

/// <summary>How an attachment is shown in the list.</summary>
/// <param name="Stem">The name without its extension: it is what gets shortened.</param>
/// <param name="Extension">The extension with its dot; it always stays.</param>
/// <param name="Mark">A few letters that say what kind it is.</param>
/// <param name="Tint">The colour behind them, 0 to 11.</param>
/// <param name="Opens">Where it is looked at.</param>
/// <param name="HasThumbnail">It is an image small enough to be fetched for its thumbnail.</param>
/// <param name="Risks">What is said before it is opened.</param>
internal sealed record AttachmentCard(
    string Stem, string Extension, string Mark, int Tint, AttachmentOpens Opens, bool HasThumbnail, IReadOnlyList<AttachmentRisk> Risks)
{
    private const long MaxThumbnail = 512 * 1024;

    /// <summary>Larger files are not shown, only saved.</summary>
    public const long MaxShown = 25 * 1024 * 1024;

    /// <summary>By the type it claims, or where that says nothing by its extension.</summary>
    public static AttachmentCard Of(Attachment attachment)
    {
        var (stem, extension) = DownloadName.Split(attachment.FileName);
        var type = attachment.MediaType;
        var (mark, tint) = attachment.IsMessage ? ("EML", 8)
            : type.StartsWith("image/", StringComparison.Ordinal) ? ("IMG", 7)
            : type.StartsWith("audio/", StringComparison.Ordinal) ? ("AUD", 10)
            : type.StartsWith("video/", StringComparison.Ordinal) ? ("VID", 9)
            : type is "text/calendar" or "application/ics" ? ("ICS", 5)
            : ByExtension(extension.TrimStart('.').ToUpperInvariant());
        var isImage = PreviewType.MayBeImage(type) && attachment.Size <= MaxShown;
        var opens = attachment.IsMessage ? AttachmentOpens.Pane
            : isImage ? AttachmentOpens.Image
            : PreviewType.MayBePdf(type) && attachment.Size <= MaxShown ? AttachmentOpens.Pdf
            : PackedFiles.MayHold(attachment) ? AttachmentOpens.Contents
            : AttachmentOpens.Nowhere;
        return new AttachmentCard(stem, extension, mark, tint, opens, isImage && attachment.Size <= MaxThumbnail, AttachmentRisks.Of(attachment));
    }

    private static (string Mark, int Tint) ByExtension(string extension) => extension switch
    {
        "PDF" => ("PDF", 0),
        "PPT" or "PPTX" or "ODP" or "KEY" => ("PPT", 1),
        "ZIP" or "7Z" or "RAR" or "GZ" or "TGZ" or "BZ2" or "XZ" or "TAR" => ("ZIP", 2),
        "TXT" or "MD" or "LOG" => ("TXT", 3),
        "XLS" or "XLSX" or "ODS" or "CSV" => ("XLS", 4),
        "ICS" => ("ICS", 5),
        "VCF" => ("VCF", 6),
        "DOC" or "DOCX" or "ODT" or "RTF" => ("DOC", 8),
        { Length: > 0 and <= 4 } when extension.All(char.IsAsciiLetterOrDigit) => (extension, 11),
        _ => ("FILE", 11),
    };
}

/// <summary>Where an attachment is looked at.</summary>
public enum AttachmentOpens
{
    /// <summary>It can only be saved.</summary>
    Nowhere,

    /// <summary>In a dialog.</summary>
    Image,

    /// <summary>In a tab, drawn by a page of ours.</summary>
    Pdf,

    /// <summary>In the reading pane: it is a message.</summary>
    Pane,

    /// <summary>In the list: it holds other files.</summary>
    Contents,
}
