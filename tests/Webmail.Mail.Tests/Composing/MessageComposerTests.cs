using System.Text;
using MimeKit;
using Webmail.Mail.Composing;
using Xunit;

namespace Webmail.Mail.Tests.Composing;

public sealed class MessageComposerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 9, 0, 0, TimeSpan.FromHours(9));

    private static Draft Draft => new() { Id = "00112233445566778899aabbccddeeff", From = "mika@lumen.example", To = ["haruka@ito.example"] };

    [Fact]
    public void A_message_is_what_was_written()
    {
        var composed = MessageComposer.Compose(Draft with
        {
            FromName = "田中 ミカ",
            To = ["伊藤 春香 <haruka@ito.example>", "\"Mori, Kenji\" <kenji@ito.example>"],
            Cc = ["Haruka@ITO.example", "cc@ito.example"],
            Bcc = ["hidden@ito.example"],
            Subject = "窯開きのお知らせ、来週の木曜日に現場でお会いできますか、よろしくお願いいたします",
            Text = "こんにちは。\n\n" + string.Join(' ', Enumerable.Repeat("kiln", 60)),
            InReplyTo = "a@ito.example",
            References = ["first@ito.example", "a@ito.example"],
        }, Now);

        using var sent = MimeMessage.Load(new MemoryStream(composed.Message.ToArray()));
        Assert.Equal("窯開きのお知らせ、来週の木曜日に現場でお会いできますか、よろしくお願いいたします", sent.Subject);
        Assert.Equal("田中 ミカ", sent.From.Mailboxes.Single().Name);
        Assert.Equal(["伊藤 春香", "Mori, Kenji"], sent.To.Mailboxes.Select(static mailbox => mailbox.Name));
        Assert.Empty(sent.Bcc);
        Assert.Equal("00112233445566778899aabbccddeeff@lumen.example", sent.MessageId);
        Assert.Equal("a@ito.example", sent.InReplyTo);
        Assert.Equal(["first@ito.example", "a@ito.example"], sent.References);
        Assert.Equal("こんにちは。\n\n" + string.Join(' ', Enumerable.Repeat("kiln", 60)), FlowedText.Decode(sent.TextBody!).TrimEnd('\n'));
        Assert.Equal(Now, sent.Date);
        Assert.Equal(["haruka@ito.example", "kenji@ito.example", "Haruka@ITO.example", "cc@ito.example", "hidden@ito.example"], composed.Recipients);
        using var copy = MimeMessage.Load(new MemoryStream(composed.Copy.ToArray()));
        Assert.Equal("hidden@ito.example", copy.Bcc.Mailboxes.Single().Address);
    }

    [Fact]
    public void What_a_message_asks_for_stands_in_its_header_and_is_read_from_drafts_of_other_programs()
    {
        var composed = MessageComposer.Compose(Draft with { FromName = "田中", Priority = "high", ReadReceipt = true }, Now);

        using var sent = MimeMessage.Load(new MemoryStream(composed.Message.ToArray()));
        Assert.Equal((XMessagePriority.Highest, MessageImportance.High), (sent.XPriority, sent.Importance));
        Assert.Equal("mika@lumen.example", MailboxAddress.Parse(sent.Headers[HeaderId.DispositionNotificationTo]!).Address);
        var read = DraftMessage.Read(sent, new MessageKey(new MailboxName("Drafts"), 1, new Uid(1)), ours: false)!;
        Assert.Equal(("high", true), (read.Priority, read.ReadReceipt));
        using var usual = MimeMessage.Load(new MemoryStream(MessageComposer.Compose(Draft with { Priority = "urgent\r\nX: y" }, Now).Message.ToArray()));
        Assert.DoesNotContain(usual.Headers, static header => header.Id is HeaderId.XPriority or HeaderId.Importance or HeaderId.DispositionNotificationTo);
    }

    [Fact]
    public void Japanese_leaves_as_ISO_2022_JP_where_that_is_wanted_and_every_character_fits()
    {
        var draft = Draft with
        {
            FromName = "田中 ミカ",
            To = ["伊藤 春香 😀 <haruka@ito.example>"],
            Subject = "窯開きのお知らせ、来週の木曜日に現場でお会いできますか、よろしくお願いいたします",
            Text = "こんにちは。\nKiln 開き\n" + new string('窯', 300),
        };

        var composed = MessageComposer.Compose(draft, Now, asIso2022Jp: true);
        var raw = Encoding.ASCII.GetString(composed.Message.Span);
        using var sent = MimeMessage.Load(new MemoryStream(composed.Message.ToArray()));

        Assert.Equal((draft.Subject, "田中 ミカ", "伊藤 春香 😀"), (sent.Subject, sent.From.Mailboxes.Single().Name, sent.To.Mailboxes.Single().Name));
        Assert.Equal(draft.Text, FlowedText.Decode(sent.TextBody!).TrimEnd('\n'));
        Assert.Equal("iso-2022-jp", ((TextPart)sent.Body!).ContentType.Charset);
        Assert.Contains("Subject: =?iso-2022-jp?", raw, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("To: =?utf-8?", raw, StringComparison.OrdinalIgnoreCase);
        Assert.All(raw.Split("\r\n"), static line => Assert.InRange(line.Length, 0, 998));
        // Half as wide, this letter would come back as another one.
        using var wide = MimeMessage.Load(new MemoryStream(MessageComposer.Compose(draft with { Text = "ｶﾏ" }, Now, asIso2022Jp: true).Message.ToArray()));
        Assert.Equal(("utf-8", "ｶﾏ"), (((TextPart)wide.Body!).ContentType.Charset, wide.TextBody!.Trim()));
    }

    [Fact]
    public void Every_line_fits_and_is_plain_ascii()
    {
        var composed = MessageComposer.Compose(Draft with { Subject = new string('窯', 300), Text = new string('開', 5_000) + "\n" + new string('x', 3_000) }, Now);

        var lines = Encoding.Latin1.GetString(composed.Message.Span).Split("\r\n");
        Assert.All(lines, static line => Assert.InRange(line.Length, 0, 998));
        Assert.All(composed.Message.ToArray(), static b => Assert.InRange(b, 0, 127));
    }

    [Theory]
    [InlineData("a\r\nBcc: thief@evil.example")]
    [InlineData("a\nX-Evil: 1\n\nbody")]
    [InlineData("a\0b\rc")]
    [InlineData("=?utf-8?q?a=0D=0ABcc:_thief@evil.example?=")]
    public void No_field_smuggles_another_one_in(string text)
    {
        var draft = (Draft with { Subject = text, FromName = text, InReplyTo = text, References = [text], To = ["haruka@ito.example", $"\"{text}\" <kenji@ito.example>"] }).Check();

        var composed = MessageComposer.Compose(draft, Now);

        using var sent = MimeMessage.Load(new MemoryStream(composed.Copy.ToArray()));
        Assert.Empty(sent.Bcc);
        Assert.Null(sent.Headers["X-Evil"]);
        Assert.DoesNotContain("thief@evil.example", composed.Recipients);
    }

    [Theory]
    [InlineData("haruka@ito.example", true)]
    [InlineData("Haruka Ito <haruka@ito.example>", true)]
    [InlineData("\"Ito, Haruka\" <haruka@ito.example>", true)]
    [InlineData("mailto:haruka@ito.example", true)]
    [InlineData("春香＠ito.example", true)]
    [InlineData("haruka@伊藤.example", true)]
    [InlineData("haruka@[192.0.2.1]", true)]
    [InlineData("haruka+kiln@ito.example", true)]
    [InlineData("", false)]
    [InlineData("haruka", false)]
    [InlineData("haruka@", false)]
    [InlineData("@ito.example", false)]
    [InlineData("haruka@ito..example", false)]
    [InlineData("haruka@-ito.example", false)]
    [InlineData("haruka ito@ito.example", false)]
    [InlineData("haruka@ito.example, kenji@ito.example", false)]
    [InlineData("friends: haruka@ito.example;", false)]
    [InlineData("haruka@ito.example\r\nRCPT TO:<thief@evil.example>", false)]
    [InlineData("<<haruka@ito.example>>", true)]
    public void A_recipient_is_an_address_or_is_said_to_be_none(string text, bool good)
    {
        if (good)
            Assert.Single(MessageComposer.Compose(Draft with { To = [text] }, Now).Recipients);
        else if (text.Length > 0)
            Assert.Equal(text, Assert.Throws<ComposeException>(() => MessageComposer.Compose(Draft with { To = [text] }, Now)).Detail);
        else
            Assert.Equal(ComposeFailure.NoRecipient, Assert.Throws<ComposeException>(() => MessageComposer.Compose(Draft with { To = [] }, Now)).Reason);
    }

    [Theory]
    [InlineData("Kiln", "Re: Kiln", "Fwd: Kiln")]
    [InlineData("Re: Kiln", "Re: Kiln", "Fwd: Re: Kiln")]
    [InlineData("RE: re: AW: Kiln", "Re: Kiln", "Fwd: RE: re: AW: Kiln")]
    [InlineData("返信：窯", "Re: 窯", "Fwd: 返信：窯")]
    [InlineData("Fwd: Kiln", "Re: Fwd: Kiln", "Fwd: Kiln")]
    [InlineData("", "Re: ", "Fwd: ")]
    public void A_subject_gets_one_prefix(string subject, string reply, string forward) =>
        Assert.Equal((reply, forward), (SubjectPrefix.Put(subject, "Re: "), SubjectPrefix.Put(subject, "Fwd: ")));
}
