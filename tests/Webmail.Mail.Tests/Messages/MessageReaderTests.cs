using System.Text;
using Webmail.Mail.Messages;
using Webmail.Mail.Messages.Mime;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Messages;

public sealed class MessageReaderTests(DovecotServer dovecot) : IClassFixture<DovecotServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private const string Head = "From: Ann <ann@example.test>\nSubject: Test\nMIME-Version: 1.0\n";

    private async Task<Message> OpenAsync(string raw)
    {
        await using var mail = new MailUnderTest(dovecot);
        return await mail.OpenAsync(raw, Token);
    }

    private async Task<(Message Message, string Text)> ReadAsync(byte[] raw)
    {
        await using var mail = new MailUnderTest(dovecot);
        var message = await mail.OpenAsync(raw, Token);
        var text = await mail.Reader.ReadTextAsync(mail.Account, message.Key, message.Texts[0], Token);
        return (message, text.Text);
    }

    [Fact]
    public async Task Of_alternatives_the_html_is_shown()
    {
        var message = await OpenAsync(Head + "Content-Type: multipart/alternative; boundary=b\n\n"
            + "--b\nContent-Type: text/plain\n\nplain\n--b\nContent-Type: text/html\n\n<p>html</p>\n--b--\n");

        var text = Assert.Single(message.Texts);
        Assert.True(text.IsHtml);
        Assert.Equal("2", text.Section);
        Assert.Empty(message.Attachments);
    }

    [Fact]
    public async Task An_invitation_among_alternatives_is_an_attachment()
    {
        var message = await OpenAsync(Head + "Content-Type: multipart/alternative; boundary=b\n\n"
            + "--b\nContent-Type: text/plain\n\nplain\n--b\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n--b--\n");

        Assert.Equal("1", Assert.Single(message.Texts).Section);
        Assert.Equal("invite.ics", Assert.Single(message.Attachments).FileName);
    }

    [Fact]
    public async Task Pictures_of_an_html_text_are_inline_parts_and_no_attachments()
    {
        var message = await OpenAsync(Head + "Content-Type: multipart/related; boundary=b\n\n"
            + "--b\nContent-Type: text/html\n\n<img src=\"cid:a@b\">\n"
            + "--b\nContent-Type: image/png; name=logo.png\nContent-ID: <a@b>\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b--\n");

        Assert.Equal("2", message.InlineParts["a@b"].Section);
        Assert.Equal("base64", message.InlineParts["a@b"].Encoding);
        Assert.Empty(message.Attachments);
    }

    [Fact]
    public async Task All_texts_of_a_mixed_message_are_shown_in_order()
    {
        var message = await OpenAsync(Head + "Content-Type: multipart/mixed; boundary=b\n\n"
            + "--b\nContent-Type: text/plain\n\none\n--b\nContent-Type: application/pdf; name=a.pdf\n\nx\n"
            + "--b\nContent-Type: text/html\n\n<p>two\n--b\nContent-Type: text/plain; name=notes.txt\nContent-Disposition: inline\n\nthree\n--b--\n");

        Assert.Equal(["1", "3"], message.Texts.Select(t => t.Section));
        Assert.Equal(["a.pdf", "notes.txt"], message.Attachments.Select(a => a.FileName));
    }

    [Fact]
    public async Task A_signed_message_shows_its_text_and_hides_the_signature()
    {
        var message = await OpenAsync(Head + "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=b\n\n"
            + "--b\nContent-Type: text/plain\n\nsigned\n--b\nContent-Type: application/pgp-signature; name=signature.asc\n\nx\n--b--\n");

        Assert.Equal("1", Assert.Single(message.Texts).Section);
        Assert.Empty(message.Attachments);
    }

    [Fact]
    public async Task A_message_in_a_message_opens_like_one()
    {
        await using var mail = new MailUnderTest(dovecot);
        var outer = await mail.OpenAsync(
            Head + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nouter\n"
            + "--b\nContent-Type: message/rfc822\n\nFrom: Bob <bob@example.test>\nSubject: =?utf-8?B?5pel5pys?= / inner\n"
            + "Content-Type: multipart/mixed; boundary=c\n\n--c\nContent-Type: text/plain\n\ninner text\n"
            + "--c\nContent-Type: text/csv; name=a.csv\n\n1,2\n--c--\n--b--\n", Token);
        var attached = Assert.Single(outer.Attachments);

        var inner = await mail.Reader.OpenAsync(mail.Account, outer.Key, attached.Section, Token);
        var text = await mail.Reader.ReadTextAsync(mail.Account, outer.Key, inner.Texts[0], Token);
        var header = await mail.Reader.ReadHeaderAsync(mail.Account, outer.Key, attached.Section, Token);

        Assert.True(attached.IsMessage);
        Assert.Equal("日本 - inner.eml", attached.FileName);
        Assert.Equal("日本 / inner", inner.Envelope.Subject);
        Assert.Equal("bob@example.test", inner.Envelope.From[0].Email);
        Assert.Equal("inner text", text.Text.Trim());
        Assert.Equal("2.2", Assert.Single(inner.Attachments).Section);
        Assert.Equal("From", header[0].Name);
    }

    [Fact]
    public async Task A_message_in_a_message_with_a_single_text_is_read()
    {
        await using var mail = new MailUnderTest(dovecot);
        var outer = await mail.OpenAsync(
            Head + "Content-Type: message/rfc822\n\nFrom: bob@example.test\nSubject: inner\n\ninner text\n", Token);

        var inner = await mail.Reader.OpenAsync(mail.Account, outer.Key, Assert.Single(outer.Attachments).Section, Token);
        var text = await mail.Reader.ReadTextAsync(mail.Account, outer.Key, inner.Texts[0], Token);

        Assert.Equal("inner text", text.Text.Trim());
    }

    [Fact]
    public async Task A_delivery_report_shows_its_words_and_keeps_the_rest_as_attachments()
    {
        var message = await OpenAsync(Head + "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
            + "--b\n\nIt failed.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
            + "--b\nContent-Type: text/rfc822-headers\n\nSubject: x\n--b--\n");

        Assert.Equal("1", Assert.Single(message.Texts).Section);
        Assert.Equal(["delivery-status.txt", "headers.txt"], message.Attachments.Select(a => a.FileName));
    }

    [Theory]
    [InlineData("Content-Disposition: attachment; filename*=utf-8''%E8%AB%8B%E6%B1%82%E6%9B%B8.pdf", "請求書.pdf")]
    [InlineData("Content-Disposition: attachment; filename*0*=iso-2022-jp''%1B%24B%40A%35%61;\n filename*1*=%3Dq%1B%28B.pdf", "請求書.pdf")]
    [InlineData("Content-Disposition: attachment; filename=\"=?utf-8?B?6KuL5rGC5pu4LnBkZg==?=\"", "請求書.pdf")]
    [InlineData("Content-Disposition: attachment; filename==?utf-8?B?6KuL5rGC5pu4LnBkZg==?=", "請求書.pdf")]
    [InlineData("Content-Disposition: attachment; filename=\"utf-8''%E8%AB%8B%E6%B1%82%E6%9B%B8.pdf\"", "請求書.pdf")]
    [InlineData("Content-Disposition: attachment; filename=\"請求書.pdf\"", "請求書.pdf")]
    [InlineData("Content-Disposition: attachment; filename=\"../../etc/passwd\"", "passwd")]
    [InlineData("Content-Disposition: attachment; filename=\"C:\\\\Users\\\\a\\\\report.doc\"", "report.doc")]
    [InlineData("Content-Disposition: attachment; filename=\"gpj.\u202Eexe\"", "gpj.exe")]
    [InlineData("Content-Disposition: attachment; filename=\"CON.txt\"", "_CON.txt")]
    [InlineData("Content-Disposition: attachment; filename=\"a<b>|c?.txt\"", "a_b__c_.txt")]
    [InlineData("Content-Disposition: attachment; filename=\"\"", "document.pdf")]
    [InlineData("Content-Disposition: attachment", "document.pdf")]
    public async Task A_file_name_is_repaired(string disposition, string name)
    {
        var message = await OpenAsync(Head + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n"
            + $"--b\nContent-Type: application/pdf\n{disposition}\n\nx\n--b--\n");

        Assert.Equal(name, Assert.Single(message.Attachments).FileName);
    }

    [Theory]
    [InlineData(932)]
    [InlineData(51932)]
    [InlineData(50220)]
    public async Task A_file_name_in_raw_japanese_bytes_is_read(int codePage)
    {
        byte[] raw =
        [
            .. MailUnderTest.Bytes(Head + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset="
                + Charsets.CodePage(codePage).WebName + "\n\ntext\n--b\nContent-Type: application/pdf; name=\""),
            .. Charsets.CodePage(codePage).GetBytes("見積書のかな.pdf"),
            .. MailUnderTest.Bytes("\"\n\nx\n--b--\n"),
        ];
        await using var mail = new MailUnderTest(dovecot);

        var message = await mail.OpenAsync(raw, Token);

        Assert.Equal("見積書のかな.pdf", Assert.Single(message.Attachments).FileName);
    }

    [Fact]
    public async Task Text_in_iso_2022_jp_is_decoded_and_known_to_be_japanese()
    {
        byte[] raw =
        [
            .. MailUnderTest.Bytes(Head + "Content-Type: text/plain; charset=ISO-2022-JP\n\n"),
            .. Charsets.CodePage(50220).GetBytes("お世話になります。\r\n"),
        ];

        var (message, text) = await ReadAsync(raw);

        Assert.Equal("お世話になります。", text.Trim());
        Assert.Equal("ja", message.Language);
    }

    [Fact]
    public async Task Quoted_printable_in_a_wrong_charset_is_still_read()
    {
        var (_, text) = await ReadAsync(MailUnderTest.Bytes(
            Head + "Content-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=C3=9Fe\n"));

        Assert.Equal("Grüße", text.Trim());
    }

    [Fact]
    public async Task Ten_thousand_parts_are_too_complex_and_do_no_harm()
    {
        var raw = new StringBuilder(Head + "Content-Type: multipart/mixed; boundary=b\n\n");
        for (var i = 0; i < 9_000; i++)
            raw.Append("--b\nContent-Type: application/x; name=a\n\nx\n");

        var message = await OpenAsync(raw.Append("--b--\n").ToString());

        Assert.True(message.TooComplex);
        Assert.InRange(message.Attachments.Length, 0, 1_001);
    }

    [Fact]
    public async Task Parts_nested_ninety_deep_are_too_complex_and_do_no_harm()
    {
        var raw = new StringBuilder(Head);
        for (var i = 0; i < 90; i++)
            raw.Append(System.Globalization.CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=b{i}x\n\n--b{i}x\n");

        var message = await OpenAsync(raw.Append("\ntext\n").ToString());

        Assert.True(message.TooComplex);
    }

    [Fact]
    public async Task A_header_of_a_megabyte_opens()
    {
        var message = await OpenAsync($"Subject: {new string('x', 1_000_000)}\nTo: {string.Join(",\n ", Enumerable.Range(0, 20_000).Select(i => $"a{i}@example.test"))}\n\ntext\n");

        Assert.Equal(HeaderText.MaxLength, message.Envelope.Subject.Length);
        Assert.NotEmpty(message.Envelope.To);
    }

    [Fact]
    public async Task A_text_longer_than_the_limit_is_cut_and_says_so()
    {
        await using var mail = new MailUnderTest(dovecot, new MailOptions { MaxTextBytes = 10_000 });
        var message = await mail.OpenAsync(Head + "Content-Type: text/plain; charset=utf-8\n\n" + string.Concat(Enumerable.Repeat("日本語の長い文\n", 5_000)), Token);

        var text = await mail.Reader.ReadTextAsync(mail.Account, message.Key, message.Texts[0], Token);

        Assert.True(text.Truncated);
        Assert.InRange(text.Text.Length, 3_000, 10_000);
        Assert.DoesNotContain('\uFFFD', text.Text);
    }

    [Fact]
    public async Task A_message_that_is_gone_says_so()
    {
        await using var mail = new MailUnderTest(dovecot);
        var key = (await mail.OpenAsync(Head + "\ntext\n", Token)).Key;

        var failure = await Assert.ThrowsAsync<MailException>(
            async () => await mail.Reader.OpenAsync(mail.Account, key with { Uid = new Uid(999) }, "", Token));
        var recreated = await Assert.ThrowsAsync<MailException>(
            async () => await mail.Reader.OpenAsync(mail.Account, key with { UidValidity = key.UidValidity + 1 }, "", Token));

        Assert.Equal(MailFailure.MessageGone, failure.Failure);
        Assert.Equal(MailFailure.MailboxRecreated, recreated.Failure);
    }

    [Fact]
    public async Task A_prefetched_message_and_its_text_come_from_memory()
    {
        await using var mail = new MailUnderTest(dovecot);
        var key = await mail.AppendAsync(MailboxName.Inbox, MailUnderTest.Bytes(Head + "\ntext\n"), Token);

        await mail.Reader.PrefetchAsync(mail.Account, key, Token);
        var opened = mail.Reader.OpenAsync(mail.Account, key, "", Token).AsTask();
        var text = mail.Reader.ReadTextAsync(mail.Account, key, (await opened).Texts[0], Token).AsTask();

        Assert.True(opened.IsCompletedSuccessfully);
        Assert.True(text.IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData("1]")]
    [InlineData("1 2")]
    [InlineData("TEXT")]
    [InlineData("1\r\nX")]
    [InlineData("0")]
    public async Task A_section_that_is_none_never_reaches_the_server(string section)
    {
        await using var mail = new MailUnderTest(dovecot);
        var key = await mail.AppendAsync(MailboxName.Inbox, MailUnderTest.Bytes(Head + "\ntext\n"), Token);

        await Assert.ThrowsAsync<MailException>(async () => await mail.Reader.OpenAsync(mail.Account, key, section, Token));
        await Assert.ThrowsAsync<MailException>(() => mail.Parts.CopyPartAsync(mail.Account, key, section, "7bit", Stream.Null, Token));
    }
}
