using MimeKit;

namespace Webmail.EndToEnd.Tests.Harness;

/// <summary>Small messages for tests that only need one to be there.</summary>
internal static class Letters
{
    public static MimeMessage Plain(string subject, string text = "Short and to the point.", string from = "Nils Andersen <nils@example.test>")
    {
        var message = new MimeMessage { Subject = subject, Body = new TextPart("plain") { Text = text } };
        message.From.Add(MailboxAddress.Parse(from));
        message.To.Add(new MailboxAddress("Reader", "reader@example.test"));
        return message;
    }

    /// <summary>A message of one part as it would stand on the wire: header fields and body untouched.</summary>
    public static byte[] Raw(string contentType, string rawSubject, byte[] body)
    {
        var header = $"From: Nils Andersen <nils@example.test>\r\nTo: reader@example.test\r\nSubject: {rawSubject}\r\n"
            + $"Date: Mon, 02 Nov 2026 09:30:00 +0100\r\nMessage-ID: <{Guid.NewGuid():N}@example.test>\r\nMIME-Version: 1.0\r\n"
            + $"Content-Type: {contentType}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";
        return [.. System.Text.Encoding.ASCII.GetBytes(header), .. body, .. "\r\n"u8];
    }

    /// <summary>Text of about that many bytes.</summary>
    public static byte[] Lines(int bytes)
    {
        var line = "A line of a very long letter, one of very many.\r\n"u8;
        var text = new byte[bytes / line.Length * line.Length];
        for (var i = 0; i < text.Length; i += line.Length)
            line.CopyTo(text.AsSpan(i));
        return text;
    }

    /// <summary>A multipart body of that many small parts.</summary>
    public static byte[] Parts(string boundary, int count) => System.Text.Encoding.ASCII.GetBytes(
        string.Concat(Enumerable.Range(0, count).Select(i => $"--{boundary}\r\nContent-Type: text/plain\r\n\r\npart {i}\r\n")) + $"--{boundary}--\r\n");

    /// <summary>An HTML message that shows an image of its own, with a file attached.</summary>
    public static MimeMessage Illustrated(string subject, string fileName, byte[] content)
    {
        // One red pixel.
        var png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==");
        var message = Plain(subject);
        var image = new MimePart("image", "png")
        {
            Content = new MimeContent(new MemoryStream(png)),
            ContentId = "plan@example.test",
            ContentDisposition = new ContentDisposition(ContentDisposition.Inline),
            ContentTransferEncoding = ContentEncoding.Base64,
        };
        message.Body = new Multipart("mixed")
        {
            new MultipartRelated { new TextPart("html") { Text = "<p>Here is the plan:</p><img src=\"cid:plan@example.test\" alt=\"The plan\" width=\"40\" height=\"40\">" }, image },
            new MimePart("application", "octet-stream")
            {
                Content = new MimeContent(new MemoryStream(content)),
                ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
                ContentTransferEncoding = ContentEncoding.Base64,
                FileName = fileName,
            },
        };
        return message;
    }

    public static MimeMessage WithAttachment(string subject, string fileName, byte[] content, string mediaType = "application/octet-stream")
    {
        var message = Plain(subject);
        var parts = mediaType.Split('/');
        message.Body = new Multipart("mixed")
        {
            new TextPart("plain") { Text = "The file is attached." },
            new MimePart(parts[0], parts[1])
            {
                Content = new MimeContent(new MemoryStream(content)),
                ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
                ContentTransferEncoding = ContentEncoding.Base64,
                FileName = fileName,
            },
        };
        return message;
    }
}
