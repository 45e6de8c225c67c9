using System.Globalization;
using System.Text;
using MimeKit;

namespace Webmail.DemoMailbox.Attachments;

/// <summary>Makes the attachment that a line of a text asks for: kind, file name, and what it needs to know besides.</summary>
internal static class AttachmentPart
{
    public static MimePart Write(string line, Random random)
    {
        var space = line.IndexOf(' ');
        var dot = line.IndexOf('.' + line[..space], StringComparison.Ordinal);
        var end = dot + 1 + space;
        var (kind, name, detail) = (line[..space], line[(space + 1)..end], line[end..].Trim());
        return kind switch
        {
            "png" => Create("image", "png", name, Draw(detail).ToPng()),
            "pdf" => Create("application", "pdf", name, PdfFile.Write(
                Ascii.IsValid(name) ? name : "Mika Tanaka, Lumen Ceramics", ["Please keep this page.", $"Reference {random.Next(100000)}"], Kilobytes(detail), random)),
            "xlsx" => Create("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet", name, Workbook.Write(
                [("木工事 Carpentry", 1840000), ("左官 Plaster", 620000), ("設備 Services", 970000), ("合計 Total", 3430000)])),
            _ => throw new FormatException($"Unknown attachment: {line}"),
        };
    }

    public static MimePart Create(string type, string subtype, string name, byte[] content) => new(type, subtype)
    {
        FileName = name,
        ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = name },
        ContentTransferEncoding = ContentEncoding.Base64,
        Content = new MimeContent(new MemoryStream(content)),
    };

    private static Picture Draw(string detail) => detail.Split(' ') switch
    {
        ["bowl", var glaze] => Picture.Bowl(960, 720, int.Parse(glaze, NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
        _ => Picture.FloorPlan(1600, 1200),
    };

    private static int Kilobytes(string detail) => int.Parse(detail, CultureInfo.InvariantCulture);
}
