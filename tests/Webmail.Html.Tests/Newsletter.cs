using System.Globalization;
using System.Text;

namespace Webmail.Html.Tests;

/// <summary>A newsletter as large senders make them: tables in tables, a style on every cell, tracked links, remote images, a style sheet with queries.</summary>
internal static class Newsletter
{
    private const string Head = """
        <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd"><html xmlns="http://www.w3.org/1999/xhtml"><head>
        <meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>The week in pottery</title><style type="text/css">
        body{margin:0;padding:0;-webkit-text-size-adjust:100%}table{border-collapse:collapse}img{border:0;height:auto;line-height:100%}
        @media only screen and (max-width:600px){.column{width:100%!important;display:block!important}.title{font-size:24px!important}}
        </style></head><body style="margin:0;padding:0;background-color:#f4f4f4"><table border="0" cellpadding="0" cellspacing="0" width="100%">
        """;

    private const string Story = """
        <tr><td align="center" style="padding:24px 0 0 0"><!--[if mso]><table width="600"><tr><td><![endif]--><table role="presentation" border="0" cellpadding="0" cellspacing="0" width="600" class="column" style="max-width:600px;background-color:#ffffff">
        <tr><td class="column" width="200" valign="top" style="padding:16px;font-family:Helvetica,Arial,sans-serif;font-size:14px;line-height:20px;color:#333333"><a href="https://click.example.test/c/{0}?u=reader&amp;s=abcdef0123456789&amp;t=story" target="_blank" style="text-decoration:none;color:#16618a"><img src="https://images.example.test/stories/{0}/thumb.jpg" alt="Picture {0}" width="168" height="126" style="display:block;border-radius:4px"></a></td>
        <td class="column" valign="top" style="padding:16px 16px 16px 0;font-family:Helvetica,Arial,sans-serif"><h2 class="title" style="margin:0 0 8px;font-size:20px;line-height:26px;color:#111111">The kiln of week {0} &amp; what came out of it</h2><p style="margin:0 0 12px;font-size:14px;line-height:21px;color:#333333">A glaze of ash and feldspar, fired for {0} hours: the bowls came out a quiet green, with a pool of glass in each foot. We asked <b>the potter</b> how she keeps the fire <i>even</i> when the wind turns, and why nobody should hurry the last hundred degrees.</p>
        <table border="0" cellpadding="0" cellspacing="0"><tr><td bgcolor="#16618a" style="border-radius:4px;padding:10px 18px"><a href="https://click.example.test/r/{0}?u=reader&amp;s=abcdef0123456789" target="_blank" style="color:#ffffff;font-size:14px;text-decoration:none;font-weight:bold">Read on &raquo;</a></td></tr></table></td></tr></table><!--[if mso]></td></tr></table><![endif]--></td></tr>

        """;

    private const string Foot = """
        <tr><td style="padding:24px;font-size:11px;color:#999999">You get this because you asked for it. <a href="https://click.example.test/unsubscribe">Unsubscribe</a><img src="https://click.example.test/open.gif" width="1" height="1"></td></tr></table></body></html>
        """;

    /// <summary>One of at least that many characters.</summary>
    public static string Of(int length)
    {
        var html = new StringBuilder(Head);
        for (var story = 1; html.Length + Foot.Length < length; story++)
            html.Append(Story.Replace("{0}", story.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        return html.Append(Foot).ToString();
    }
}
