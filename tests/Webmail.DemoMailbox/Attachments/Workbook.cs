using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Webmail.DemoMailbox.Attachments;

/// <summary>A minimal Office Open XML workbook: one sheet of text and numbers.</summary>
internal static class Workbook
{
    private const string Package = "http://schemas.openxmlformats.org/package/2006/";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    public static byte[] Write(IReadOnlyList<(string Label, int Amount)> rows)
    {
        var cells = new StringBuilder();
        foreach (var (index, (label, amount)) in rows.Index())
        {
            cells.Append(CultureInfo.InvariantCulture, $"""<row r="{index + 1}"><c r="A{index + 1}" t="inlineStr"><is><t>{label}</t></is></c>""")
                .Append(CultureInfo.InvariantCulture, $"""<c r="B{index + 1}"><v>{amount}</v></c></row>""");
        }

        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "[Content_Types].xml", $"""
                <Types xmlns="{Package}content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>
                """);
            Add(zip, "_rels/.rels", $"""
                <Relationships xmlns="{Package}relationships"><Relationship Id="r1" Type="{Office}/officeDocument" Target="xl/workbook.xml"/></Relationships>
                """);
            Add(zip, "xl/_rels/workbook.xml.rels", $"""
                <Relationships xmlns="{Package}relationships"><Relationship Id="r1" Type="{Office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>
                """);
            Add(zip, "xl/workbook.xml", $"""
                <workbook xmlns="{Sheet}" xmlns:r="{Office}"><sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>
                """);
            Add(zip, "xl/worksheets/sheet1.xml", $"""<worksheet xmlns="{Sheet}"><sheetData>{cells}</sheetData></worksheet>""");
        }

        return file.ToArray();
    }

    private static void Add(ZipArchive zip, string name, string xml)
    {
        var entry = zip.CreateEntry(name);
        // Without a fixed time the same seed would not make the same bytes.
        entry.LastWriteTime = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var writer = new StreamWriter(entry.Open(), new UTF8Encoding(false));
        writer.Write("""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""");
        writer.Write(xml);
    }
}
