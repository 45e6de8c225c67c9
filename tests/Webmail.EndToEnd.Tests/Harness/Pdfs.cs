using System.Globalization;
using System.Text;

namespace Webmail.EndToEnd.Tests.Harness;

/// <summary>PDFs of every temper.</summary>
internal static class Pdfs
{
    /// <summary>One page, "Opened with a word", that opens with the password "kiln" (RC4, 40 bits).</summary>
    public static byte[] Protected { get; } = Convert.FromBase64String(
        "JVBERi0xLjQKMSAwIG9iajw8L1R5cGUvQ2F0YWxvZy9QYWdlcyAyIDAgUj4+ZW5kb2JqCjIgMCBvYmo8PC9UeXBlL1BhZ2VzL0tpZHNbMyAwIFJdL0NvdW50IDE+PmVuZG9iagozIDAg"
        + "b2JqPDwvVHlwZS9QYWdlL1BhcmVudCAyIDAgUi9NZWRpYUJveFswIDAgNTk1IDg0Ml0vQ29udGVudHMgNCAwIFIvUmVzb3VyY2VzPDwvRm9udDw8L0YxIDUgMCBSPj4+Pj4+ZW5kb2Jq"
        + "CjQgMCBvYmo8PC9MZW5ndGggNDk+PnN0cmVhbQpU8qY4bCkDcW7Yv3/eRJXPCEipGrVXCesd/ntZxq4iCQFj7stwK1vytnMARz99Ys9yCmVuZHN0cmVhbWVuZG9iago1IDAgb2JqPDwv"
        + "VHlwZS9Gb250L1N1YnR5cGUvVHlwZTEvQmFzZUZvbnQvSGVsdmV0aWNhPj5lbmRvYmoKNiAwIG9iajw8L0ZpbHRlci9TdGFuZGFyZC9WIDEvUiAyL1AgLTQvTzwyMjVmZTJlMDFhMGZh"
        + "OGQyZmE2YzRmYjI1ZDRjZWZlYmQ1NDk4YjNjZmIyZjQ3YTczYzdhYWU5ZWY2YTZkMWE0Pi9VPGRjMDQ1ZGM5ODMwNGZlNDU2NDY2YTdkNGRiMDBmODJkOWYzNGQ5OWYzOWI0OTBhMzFk"
        + "MGNhZDYzNDllZmRjMWE+Pj5lbmRvYmoKeHJlZgowIDcKMDAwMDAwMDAwMCA2NTUzNSBmIAowMDAwMDAwMDA5IDAwMDAwIG4gCjAwMDAwMDAwNTIgMDAwMDAgbiAKMDAwMDAwMDEwMSAw"
        + "MDAwMCBuIAowMDAwMDAwMjExIDAwMDAwIG4gCjAwMDAwMDAzMDUgMDAwMDAgbiAKMDAwMDAwMDM2NiAwMDAwMCBuIAp0cmFpbGVyPDwvU2l6ZSA3L1Jvb3QgMSAwIFIvRW5jcnlwdCA2"
        + "IDAgUi9JRFs8MzAzMTMyMzMzNDM1MzYzNzM4Mzk2MTYyNjM2NDY1NjY+PDMwMzEzMjMzMzQzNTM2MzczODM5NjE2MjYzNjQ2NTY2Pl0+PgpzdGFydHhyZWYKNTQ5CiUlRU9G");

    /// <summary>Pages of text, each with a coloured bar.</summary>
    public static byte[] OfPages(params string[] pages) => Assemble("", "", pages.Select(static page => Text(page)));

    /// <summary>
    /// Scripts wherever a PDF can have them: on opening, with the page, named, and behind links, each 120 points high from below. Four
    /// of the links are scripts and a form, three above them lead to another host.
    /// </summary>
    public static byte[] Hostile(string beyond)
    {
        const string Run = "<</S/JavaScript/JS(app.alert\\(1\\);this.print\\(\\))>>";
        var links = string.Concat(
            new[] { Run, "<</S/URI/URI(javascript:alert\\(1\\))>>", "<</S/URI/URI(data:text/html,<script>alert\\(1\\)</script>)>>", $"<</S/SubmitForm/F({beyond}/form)>>", $"<</S/Launch/F({beyond}/x.exe)>>", $"<</S/GoToR/F({beyond}/y.pdf)/D[0/Fit]>>" }
                .Select(static (action, i) => $"<</Type/Annot/Subtype/Link/Rect[0 {i * 120} 595 {(i + 1) * 120}]/A{action}>>"));
        return Assemble(
            $"/OpenAction{Run}/AA<</WC{Run}/DP{Run}>>/Names<</JavaScript<</Names[(a){Run}]>>>>", $"/AA<</O{Run}/C{Run}>>/Annots[{links}"
            + $"<</Type/Annot/Subtype/Link/Rect[60 740 400 800]/A<</S/URI/URI({beyond}/invoice)>>>>]", [Text("Hostile")]);
    }

    /// <summary>Japanese without its font, as old programs write it, and a black square as a fax sends it.</summary>
    public static byte[] JapaneseFax() => Assemble("", "", ["BT /F2 40 Tf 60 700 Td <93FA967B8CEA> Tj ET q 200 0 0 200 60 300 cm /Im1 Do Q"]);

    private static string Text(string text) => $"0.1 0.4 0.6 rg 60 560 475 60 re f 0 g BT /F1 40 Tf 60 700 Td ({text}) Tj ET";

    private static byte[] Assemble(string catalog, string page, IEnumerable<string> contents)
    {
        var pages = contents.ToList();
        List<string> objects =
        [
            $"<</Type/Catalog/Pages 2 0 R{catalog}>>",
            $"<</Type/Pages/Count {pages.Count}/Kids[{string.Join(' ', pages.Select(static (_, i) => $"{(2 * i) + 7} 0 R"))}]>>",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            "<</Type/Font/Subtype/Type0/BaseFont/HeiseiKakuGo-W5/Encoding/90ms-RKSJ-H/DescendantFonts[5 0 R]>>",
            "<</Type/Font/Subtype/CIDFontType0/BaseFont/HeiseiKakuGo-W5/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>"
                + "/FontDescriptor<</Type/FontDescriptor/FontName/HeiseiKakuGo-W5/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>>>",
            // Eight white lines of CCITT group 4, turned to black.
            "<</Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 1/Decode[1 0]/Filter/CCITTFaxDecode"
                + "/DecodeParms<</K -1/Columns 8/Rows 8>>/Length 4>>stream\n\u00ff\u0000\u0010\u0001\nendstream",
        ];
        foreach (var (index, content) in pages.Index())
        {
            objects.Add($"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {(2 * index) + 8} 0 R"
                + $"/Resources<</Font<</F1 3 0 R/F2 4 0 R>>/XObject<</Im1 6 0 R>>>>{page}>>");
            objects.Add($"<</Length {content.Length}>>stream\n{content}\nendstream");
        }

        var pdf = new StringBuilder("%PDF-1.7\n");
        var offsets = new StringBuilder();
        foreach (var (index, one) in objects.Index())
        {
            offsets.Append(CultureInfo.InvariantCulture, $"{pdf.Length:D10} 00000 n \n");
            pdf.Append(CultureInfo.InvariantCulture, $"{index + 1} 0 obj{one}endobj\n");
        }

        var start = pdf.Length;
        pdf.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n{offsets}trailer<</Size {objects.Count + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF");
        return Encoding.Latin1.GetBytes(pdf.ToString());
    }
}
