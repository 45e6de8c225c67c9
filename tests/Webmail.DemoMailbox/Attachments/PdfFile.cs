using System.Globalization;
using System.Text;

namespace Webmail.DemoMailbox.Attachments;

/// <summary>A small PDF with a title, a few lines and, to be as large as asked, a noisy picture.</summary>
internal static class PdfFile
{
    public static byte[] Write(string title, IReadOnlyList<string> lines, int kilobytes, Random random)
    {
        var page = new StringBuilder("BT /F1 22 Tf 60 770 Td (").Append(Escape(title)).Append(") Tj /F1 11 Tf 0 -34 Td 16 TL\n");
        foreach (var line in lines)
            page.Append('(').Append(Escape(line)).Append(") Tj T*\n");
        page.Append("ET\nq 300 0 0 300 60 120 cm /Im1 Do Q\n");

        var side = (int)Math.Sqrt(Math.Max(1, kilobytes) * 1024);
        var image = new byte[side * side];
        for (var i = 0; i < image.Length; i++)
            image[i] = (byte)((i / side * 200 / side) + random.Next(56));

        List<byte[]> objects =
        [
            Latin("<< /Type /Catalog /Pages 2 0 R >>"),
            Latin("<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
            Latin("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
                + "/Resources << /Font << /F1 5 0 R >> /XObject << /Im1 6 0 R >> >> >>"),
            Stream("", Latin(page.ToString())),
            Latin("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"),
            Stream(string.Create(CultureInfo.InvariantCulture,
                $"/Type /XObject /Subtype /Image /Width {side} /Height {side} /ColorSpace /DeviceGray /BitsPerComponent 8 "), image),
        ];
        return Assemble(objects);
    }

    private static byte[] Assemble(List<byte[]> objects)
    {
        var pdf = new MemoryStream();
        pdf.Write("%PDF-1.4\n"u8);
        var offsets = new List<long>();
        foreach (var (index, content) in objects.Index())
        {
            offsets.Add(pdf.Position);
            pdf.Write(Latin($"{index + 1} 0 obj\n"));
            pdf.Write(content);
            pdf.Write("\nendobj\n"u8);
        }

        var start = pdf.Position;
        pdf.Write(Latin($"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n"));
        foreach (var offset in offsets)
            pdf.Write(Latin($"{offset:D10} 00000 n \n"));
        pdf.Write(Latin($"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"));
        return pdf.ToArray();
    }

    private static byte[] Stream(string dictionary, byte[] content) =>
        [.. Latin($"<< {dictionary}/Length {content.Length} >>\nstream\n"), .. content, .. "\nendstream"u8];

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal);
}
