using System.Net;
using System.Text;

namespace Webmail.DemoMailbox;

/// <summary>HTML as mail programs write it for a letter that a person typed.</summary>
internal static class LetterHtml
{
    public static string Write(string text, bool withImages, string? quote)
    {
        var html = new StringBuilder("<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"></head>")
            .Append("<body style=\"font-family: Calibri, Helvetica, sans-serif; font-size: 14px\" dir=\"auto\">\n");
        var numbered = false;
        foreach (var line in text.Split('\n'))
        {
            var item = line.Length > 3 && char.IsAsciiDigit(line[0]) && line[1] == '.';
            if (item != numbered)
                html.Append(item ? "<ol>\n" : "</ol>\n");
            numbered = item;
            html.Append(item ? $"<li>{Encode(line[3..])}</li>\n" : $"<p>{Encode(line)}</p>\n");
        }

        if (numbered)
            html.Append("</ol>\n");
        if (withImages)
            html.Append(Signature);
        if (quote is not null)
        {
            html.Append("<blockquote type=\"cite\" style=\"margin:0 0 0 .8ex;border-left:2px solid #99a;padding-left:1ex\">")
                .Append(Encode(quote).Replace("\n", "<br>\n", StringComparison.Ordinal)).Append("</blockquote>\n");
        }

        return html.Append("</body></html>\n").ToString();
    }

    private const string Signature = """
        <table cellpadding="0" cellspacing="0" style="margin-top:24px;border-top:1px solid #cfd8dc">
        <tr><td style="padding:12px 16px 0 0"><img src="https://ito-architects.example/mail/logo.png" width="72" height="72" alt="Ito Architects"></td>
        <td style="padding-top:12px;color:#546e7a;font-size:12px">Haruka Ito<br>Ito Architects, Kyoto<br>
        <img src="https://ito-architects.example/mail/badge-2026.png" width="120" height="24" alt="Small Houses Award 2026"></td></tr></table>
        <img src="https://track.mailmeter.example/o/4f1c9a.gif" width="1" height="1" alt="">

        """;

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
