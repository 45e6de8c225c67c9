using System.Globalization;
using System.Text;
using MimeKit;
using MimeKit.Text;
using Webmail.DemoMailbox.Attachments;

namespace Webmail.DemoMailbox;

/// <summary>Messages with an unusual but correct shape: invitations, inline images, messages in messages, very long ones.</summary>
internal sealed class SpecialMail(MailWriter writer)
{
    public IEnumerable<DemoMessage> Messages()
    {
        yield return Invitation("haruka", "Site visit with the carpenter", 3, 1.8, "Machiya, Kyoto");
        yield return Invitation("beatrix", "Spring show: contract call", 8, 4.2, "https://meet.vogel-recht.example/spring");
        yield return InlineImages();
        yield return ForwardedChain();
        yield return LongSubject();
        yield return LongText();
        yield return LargeAttachment();
        yield return JapaneseFileNames();
        yield return ManyAttachments();
        yield return HtmlOnly();
        yield return RightToLeft();
        yield return Bounce();
    }

    private DemoMessage Invitation(string who, string subject, int inDays, double daysAgo, string place)
    {
        var organizer = Content.People[who];
        var start = writer.Calendar.Now.ToUniversalTime().Date.AddDays(inDays).AddHours(5);
        var calendar = string.Create(CultureInfo.InvariantCulture, $"""
            BEGIN:VCALENDAR
            PRODID:-//Lumen//Demo//EN
            VERSION:2.0
            METHOD:REQUEST
            BEGIN:VEVENT
            UID:{who}-{inDays}@{organizer.Domain}
            DTSTAMP:{writer.Calendar.Now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}
            DTSTART:{start:yyyyMMdd'T'HHmmss'Z'}
            DTEND:{start.AddHours(1):yyyyMMdd'T'HHmmss'Z'}
            SUMMARY:{subject}
            LOCATION:{place}
            ORGANIZER;CN={organizer.Name}:mailto:{organizer.Address}
            ATTENDEE;CN=Mika Tanaka;RSVP=TRUE;PARTSTAT=NEEDS-ACTION:mailto:{Content.Me.Address}
            STATUS:CONFIRMED
            END:VEVENT
            END:VCALENDAR

            """).ReplaceLineEndings("\r\n");
        var invitation = new TextPart("calendar") { Text = calendar };
        invitation.ContentType.Parameters.Add("method", "REQUEST");
        var text = $"{organizer.Name} invites you: {subject}\nWhere: {place}\n";
        var alternative = new MultipartAlternative(MailWriter.Plain(text), new TextPart(TextFormat.Html) { Text = $"<p><b>{organizer.Name}</b> invites you: {subject}</p><p>Where: {place}</p>" }, invitation);
        var file = AttachmentPart.Create("application", "ics", "invite.ics", Encoding.UTF8.GetBytes(calendar));
        return MailWriter.Lay(writer.Write(organizer.ToString(), $"Invitation: {subject}", daysAgo, new Multipart("mixed") { alternative, file }), "INBOX");
    }

    private DemoMessage InlineImages()
    {
        var html = new TextPart(TextFormat.Html)
        {
            Text = "<p>Mika, the two bowls side by side. Left in daylight:</p><p><img src=\"cid:left@kilnyard.example\" alt=\"Bowl in daylight\" width=\"480\"></p>"
                + "<p>and the same one by the lamp:</p><p><img src=\"cid:right@kilnyard.example\" alt=\"Bowl by the lamp\" width=\"480\"></p><p>Nils</p>",
        };
        var related = new MultipartRelated { Root = html };
        related.Add(Inline("left@kilnyard.example", "daylight.png", 0x6B8FA3));
        related.Add(Inline("right@kilnyard.example", "lamplight.png", 0xA3865B));
        var body = new MultipartAlternative(MailWriter.Plain("Mika, the two bowls side by side, in daylight and by the lamp. (The pictures need HTML.)\n\nNils\n"), related);
        return MailWriter.Lay(writer.Write("Nils Andersen <nils@kilnyard.example>", "Two bowls, one glaze", 4.7, body), "INBOX", DemoMessage.Seen);
    }

    private static MimePart Inline(string id, string name, int glaze) => new("image", "png")
    {
        ContentId = id,
        FileName = name,
        ContentDisposition = new ContentDisposition(ContentDisposition.Inline) { FileName = name },
        ContentTransferEncoding = ContentEncoding.Base64,
        Content = new MimeContent(new MemoryStream(Picture.Bowl(640, 480, glaze).ToPng())),
    };

    private DemoMessage ForwardedChain()
    {
        var first = writer.Write("石川 <ishikawa@ishikawa-seito.example>", "薪窯の記録", 40.2, new Multipart("mixed")
        {
            MailWriter.Plain("窯の記録です。三日目の夜に一度温度が下がりました。\n\n石川\n"),
            AttachmentPart.Write("xlsx 窯記録.xlsx", writer.Random),
        });
        var second = writer.Write("Kenji Mori <kenji@mori-structures.example>", "Fwd: 薪窯の記録", 20.4,
            new Multipart("mixed") { MailWriter.Plain("See how long it holds above 1,200. That is why the wall is so thick.\n"), new MessagePart("rfc822", first) });
        var third = writer.Write("Haruka Ito <haruka@ito-architects.example>", "Fwd: Fwd: 薪窯の記録", 8.8,
            new Multipart("mixed") { MailWriter.Plain("From Kenji, with the original inside. Read the inner one first.\n"), new MessagePart("rfc822", second) });
        return MailWriter.Lay(third, "INBOX", DemoMessage.Seen, "Kyoto");
    }

    private DemoMessage LongSubject()
    {
        var subject = "Re: Re: Fwd: AW: Antwort: " + string.Join(", and then ", "about the shelf in the second room", "the question whether the door opens inwards",
            "what the carpenter said about the floor", "why the lamp was delivered twice", "who has the key of the yard", "the bill for the bricks",
            "the neighbour's cat in the kiln shed", "and the missing sixth stool", "which, as it turns out, never existed");
        return MailWriter.Lay(writer.Write("Ines Esker <ines@eskerpublishing.example>", subject, 10.7,
            MailWriter.Plain("I gave up on finding a better subject. The answer to all of it is yes, except for the cat.\n\nInes\n")), "INBOX", DemoMessage.Seen);
    }

    private DemoMessage LongText()
    {
        var text = new StringBuilder("The log of the wood kiln, as you asked, every ten minutes for six days.\n\n");
        var temperature = 22.0;
        for (var minutes = 0; minutes < 6 * 24 * 60; minutes += 10)
        {
            temperature = Math.Min(1262, temperature + writer.Random.Next(-4, 9));
            text.Append(CultureInfo.InvariantCulture, $"day {(minutes / 1440) + 1}  {minutes / 60 % 24:00}:{minutes % 60:00}  {temperature,6:0} C  damper {writer.Random.Next(10, 80),2} %  wood {writer.Random.Next(2, 14),2} logs\n");
        }

        return MailWriter.Lay(writer.Write("Nils Andersen <nils@kilnyard.example>", "Kiln log, all six days", 21.6, MailWriter.Plain(text.ToString())), "INBOX", DemoMessage.Seen);
    }

    private DemoMessage LargeAttachment()
    {
        var noise = new byte[10 * 1024 * 1024];
        writer.Random.NextBytes(noise);
        var body = new Multipart("mixed")
        {
            MailWriter.Plain("元データ一式をお送りします。展開すると大きくなりますのでご注意ください。\n\n渡辺\n"),
            AttachmentPart.Create("application", "zip", "窯の写真_全点.zip", noise),
        };
        return MailWriter.Lay(writer.Write("渡辺 翔 <sho@watanabe-photo.example>", "元データ一式（10 MB）", 5.9, body), "INBOX", DemoMessage.Seen);
    }

    private DemoMessage JapaneseFileNames()
    {
        var encodedWord = AttachmentPart.Create("application", "pdf", "案内.pdf", PdfFile.Write("Annai", ["Guide"], 20, writer.Random));
        foreach (var parameter in encodedWord.ContentType.Parameters.Concat(encodedWord.ContentDisposition!.Parameters))
            parameter.EncodingMethod = ParameterEncodingMethod.Rfc2047;
        var body = new Multipart("mixed")
        {
            MailWriter.Plain("各種書類をお送りします。\n"),
            AttachmentPart.Write("pdf 令和八年度_京町家改修工事に関する補助金交付申請書類一式（写し・訂正済み・最終版）.pdf 40", writer.Random),
            encodedWord,
            AttachmentPart.Write("png 外観 (1).png plan", writer.Random),
        };
        return MailWriter.Lay(writer.Write("井上 直子 <inoue@city-kyoto.example>", "補助金申請書類一式", 13.1, body), "INBOX", DemoMessage.Seen);
    }

    private DemoMessage ManyAttachments()
    {
        var body = new Multipart("mixed") { MailWriter.Plain("All pieces of the autumn firing, one picture each.\n") };
        for (var piece = 1; piece <= 18; piece++)
            body.Add(AttachmentPart.Create("image", "png", $"piece-{piece:00}.png", Picture.Bowl(240, 180, 0x405060 + (piece * 0x060402)).ToPng()));
        return MailWriter.Lay(writer.Write("渡辺 翔 <sho@watanabe-photo.example>", "Autumn firing, all pieces", 16.9, body), "INBOX", DemoMessage.Seen);
    }

    private DemoMessage HtmlOnly()
    {
        var html = new TextPart(TextFormat.Html)
        {
            Text = "<html><body bgcolor=\"#fff1f2\"><h2 style=\"color:#be123c\">Open studio, Saturday 10 to 17</h2><p>Bring a cup, take a cup.</p>"
                + "<table border=\"1\" cellpadding=\"6\"><tr><th>Hour</th><th>What</th></tr><tr><td>11</td><td>Throwing for beginners</td></tr><tr><td>14</td><td>Raku in the yard</td></tr></table></body></html>",
        };
        return MailWriter.Lay(writer.Write("Juniper School <hello@juniperschool.example>", "Open studio on Saturday", 6.8, html), "INBOX", DemoMessage.Seen);
    }

    private DemoMessage RightToLeft()
    {
        const string Text = "مرحباً ميكا،\n\nالطلب رقم 2204 (Blue/Amber) جاهز. السعر: 1,250 درهم، والشحن إلى Kyoto خلال 5 أيام.\n\nמייל זה נשלח גם לנועם.\n";
        var html = $"<div dir=\"rtl\" lang=\"ar\">{Text.Replace("\n", "<br>\n", StringComparison.Ordinal)}</div>";
        return MailWriter.Lay(writer.Write("ليلى حداد <layla@haddad-tiles.example>", "رد: الطلب 2204 – Blue/Amber", 14.4, MailWriter.Alternative(Text, html)), "INBOX", DemoMessage.Seen);
    }

    private DemoMessage Bounce()
    {
        var status = new MimePart("message", "delivery-status")
        {
            Content = new MimeContent(new MemoryStream(Encoding.ASCII.GetBytes(
                "Reporting-MTA: dns; mx.lumen.example\r\n\r\nFinal-Recipient: rfc822; studio@old-kiln.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n"))),
        };
        var report = new Multipart("report")
        {
            MailWriter.Plain("Your message to studio@old-kiln.example could not be delivered: there is no such user.\n"),
            status,
        };
        report.ContentType.Parameters.Add("report-type", "delivery-status");
        return MailWriter.Lay(writer.Write("Mail Delivery System <mailer-daemon@lumen.example>", "Undelivered Mail Returned to Sender", 18.2, report), "INBOX", DemoMessage.Seen);
    }
}
