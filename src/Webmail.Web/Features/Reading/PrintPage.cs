using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Webmail.Html;

namespace Webmail.Web.Features.Reading;

/// <summary>
/// A message on paper: what the header says, the cleaned texts, the names of what was attached. Each text is in a shadow root, so
/// that its style sheet cannot touch the header above it.
/// </summary>
internal static class PrintPage
{
    private const string Script = "addEventListener(\"load\",()=>print())";

    private const string Style = """
        html{--paper:#fff;--text:#000;--soft:#333;--link:#000;--line:#999;--well:#f3f3f3;--bar-1:#777;--bar-2:#999;--bar-3:#bbb;
        color-scheme:light;background:#fff;color:#000;font:11pt/1.5 system-ui,"Hiragino Sans","Yu Gothic UI","Noto Sans CJK JP",sans-serif;overflow-wrap:anywhere;line-break:strict}
        body{margin:16px}h1{font-size:16pt;line-height:1.3;margin:0 0 8pt}header{break-inside:avoid;border-bottom:1px solid #999;padding-bottom:8pt;margin-bottom:12pt}
        dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:2pt 12pt;margin:0}dt{color:#333}dd{margin:0}
        .text{margin:0 0 12pt}footer{border-top:1px solid #999;padding-top:8pt;break-inside:avoid}h2{font-size:11pt;margin:0 0 4pt}ul{margin:0;padding-left:1.2em}
        @media print{body{margin:0}}
        """;

    /// <summary>The one script, as the policy names it.</summary>
    public static readonly string ScriptSource = $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)))}";

    /// <summary>The page.</summary>
    /// <param name="language">The language of our words.</param>
    /// <param name="subject">The heading.</param>
    /// <param name="fields">From, To, Date: names and values.</param>
    /// <param name="texts">Cleaned fragments: see <see cref="RenderOptions.AsFragment"/>.</param>
    /// <param name="attached">The heading above the attachments' names.</param>
    /// <param name="attachments">The attachments' names.</param>
    public static string Write(
        string language, string subject, IEnumerable<(string Name, string Value)> fields, IEnumerable<RenderedBody> texts,
        string attached, IReadOnlyList<string> attachments)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"").Append(Encode(language)).Append("\"><head><meta charset=\"utf-8\"><title>")
            .Append(Encode(subject)).Append("</title><style>").Append(Style).Append("</style><script>").Append(Script)
            .Append("</script></head><body><header><h1 dir=\"auto\">").Append(Encode(subject)).Append("</h1><dl>");
        foreach (var (name, value) in fields)
            page.Append("<dt>").Append(Encode(name)).Append("</dt><dd dir=\"auto\">").Append(Encode(value)).Append("</dd>");
        page.Append("</dl></header>");
        foreach (var text in texts)
            page.Append("<div class=\"text\"><template shadowrootmode=\"open\">").Append(text.Document).Append("</template></div>");
        if (attachments.Count > 0)
        {
            page.Append("<footer><h2>").Append(Encode(attached)).Append("</h2><ul>");
            foreach (var attachment in attachments)
                page.Append("<li dir=\"auto\">").Append(Encode(attachment)).Append("</li>");
            page.Append("</ul></footer>");
        }

        return page.Append("</body></html>").ToString();
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
