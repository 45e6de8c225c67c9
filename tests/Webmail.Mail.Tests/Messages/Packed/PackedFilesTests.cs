using System.Text;
using Webmail.Mail.Messages;
using Webmail.Mail.Messages.Packed;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Messages.Packed;

/// <summary>Files in files, on a real server.</summary>
public sealed class PackedFilesTests(DovecotServer dovecot) : IClassFixture<DovecotServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_files_of_a_winmail_dat_are_listed_and_taken_out_byte_for_byte()
    {
        var content = new byte[700_000];
        new Random(7).NextBytes(content);
        var tnef = new TnefBytes().File("PLAN~1.PDF", content, TnefBytes.Unicode(0x3707, "plan.pdf"), TnefBytes.Ansi(0x370E, "application/pdf"))
            .File("invoice.txt", "second"u8.ToArray()).File("x", "third"u8.ToArray(), TnefBytes.Unicode(0x3707, "invoice\u202Efdp.exe")).ToArray();
        await using var mail = new MailUnderTest(dovecot);
        using var packed = new PackedFiles(mail.Reader, mail.Parts);
        var message = await mail.OpenAsync(WithTnef(tnef), Token);
        var winmail = Assert.Single(message.Attachments);

        Assert.True(PackedFiles.MayHold(winmail));
        var files = await packed.ListAsync(mail.Account, message.Key, winmail, Token);

        Assert.Equal([("2!1", "plan.pdf", "application/pdf"), ("2!2", "invoice.txt", "application/octet-stream"), ("2!3", "invoicefdp.exe", "application/octet-stream")],
            files.Select(static f => (f.Section, f.FileName, f.MediaType)));
        Assert.Equal([false, false, true], files.Select(static f => f.HasDeceptiveName));
        Assert.Equal(content, await CopyAsync(mail, packed, message, "2!1"));
        Assert.Equal("third"u8.ToArray(), await CopyAsync(mail, packed, message, "2!3"));
        Assert.Equal("plan.pdf", (await packed.FindAsync(mail.Account, message, "2!1", Token))?.FileName);
    }

    [Theory]
    [InlineData("2!4")]
    [InlineData("2!0")]
    [InlineData("2!-1")]
    [InlineData("1!1")]
    [InlineData("9!1")]
    [InlineData("2!1.1")]
    [InlineData("2!1\r\nx LOGOUT")]
    [InlineData("!1")]
    [InlineData("2!")]
    [InlineData("2")]
    public async Task A_place_where_no_file_is_gives_none(string place)
    {
        await using var mail = new MailUnderTest(dovecot);
        using var packed = new PackedFiles(mail.Reader, mail.Parts);
        var message = await mail.OpenAsync(WithTnef(new TnefBytes().File("a", [1]).ToArray()), Token);

        Assert.Null(await packed.FindAsync(mail.Account, message, place, Token));
    }

    [Fact]
    public async Task A_broken_winmail_dat_is_a_file_that_holds_nothing()
    {
        await using var mail = new MailUnderTest(dovecot);
        using var packed = new PackedFiles(mail.Reader, mail.Parts);
        var message = await mail.OpenAsync(WithTnef("nothing of the kind"u8.ToArray()), Token);

        Assert.Empty(await packed.ListAsync(mail.Account, message.Key, message.Attachments.Single(), Token));
    }

    [Theory]
    [InlineData("7bit")]
    [InlineData("quoted-printable")]
    [InlineData("base64")]
    public async Task A_file_in_the_text_becomes_an_attachment(string encoding)
    {
        var content = Encoding.ASCII.GetBytes(new string('x', 5_000));
        var text = $"Here it is:\r\n{UuencodedTextTests.Uu("old.png", content, "\r\n")}Bye\r\n";
        var body = encoding switch
        {
            "base64" => Convert.ToBase64String(Encoding.ASCII.GetBytes(text), Base64FormattingOptions.InsertLineBreaks),
            "quoted-printable" => text.Replace("=", "=3D", StringComparison.Ordinal),
            _ => text,
        };
        await using var mail = new MailUnderTest(dovecot);
        using var packed = new PackedFiles(mail.Reader, mail.Parts);
        var message = await mail.OpenAsync($"Subject: uu\nContent-Type: text/plain\nContent-Transfer-Encoding: {encoding}\n\n{body}\n", Token);

        var file = Assert.Single((await packed.WithFilesInTextsAsync(mail.Account, message, Token)).Attachments);

        Assert.Equal(("1!1", "old.png", "image/png", (long)content.Length), (file.Section, file.FileName, file.MediaType, file.Size));
        Assert.Equal(content, await CopyAsync(mail, packed, message, "1!1"));
    }

    [Fact]
    public async Task A_file_of_a_Mac_is_one_attachment_under_its_name()
    {
        await using var mail = new MailUnderTest(dovecot);
        var message = await mail.OpenAsync("""
            Subject: From a Mac
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=o

            --o
            Content-Type: text/plain

            Look.
            --o
            Content-Type: multipart/appledouble; boundary=i

            --i
            Content-Type: application/applefile; name="Letter.pdf"
            Content-Transfer-Encoding: base64

            AAUWBwACAAA=
            --i
            Content-Type: application/pdf
            Content-Transfer-Encoding: base64

            JVBERi0x
            --i--
            --o--
            """, Token);

        var file = Assert.Single(message.Attachments);
        Assert.Equal(("2.2", "Letter.pdf", "application/pdf"), (file.Section, file.FileName, file.MediaType));
    }

    private static byte[] WithTnef(byte[] tnef) => MailUnderTest.Bytes($"""
        Subject: From Outlook
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=o

        --o
        Content-Type: text/plain

        Look.
        --o
        Content-Type: application/ms-tnef; name="winmail.dat"
        Content-Transfer-Encoding: base64

        {Convert.ToBase64String(tnef, Base64FormattingOptions.InsertLineBreaks)}
        --o--
        """);

    private static async Task<byte[]> CopyAsync(MailUnderTest mail, PackedFiles packed, Message message, string place)
    {
        using var bytes = new MemoryStream();
        await packed.CopyAsync(mail.Account, message, place, bytes, Token);
        return bytes.ToArray();
    }
}
