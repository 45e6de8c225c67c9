using System.Text;
using MimeKit;
using Webmail.Mail.Composing;
using Webmail.Mail.Composing.Identities;
using Xunit;

namespace Webmail.Mail.Tests.Composing;

/// <summary>Messages with HTML: built, and read back from the Drafts mailbox.</summary>
public sealed class RichMessageTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 9, 0, 0, TimeSpan.FromHours(9));
    private static readonly MessageKey Key = new(new MailboxName("Drafts"), 1, new Uid(7));

    private static Draft Rich => new()
    {
        Id = "00112233445566778899aabbccddeeff",
        From = "mika@lumen.example",
        To = ["haruka@ito.example"],
        Subject = "窯開き",
        Text = "こんにちは\n- a",
        Html = "<p style=\"margin:0\">こんにちは</p>\n<ul><li>a</li></ul>",
        Revision = 5,
    };

    [Fact]
    public void The_plain_text_comes_first_and_the_HTML_says_its_language()
    {
        using var sent = MimeMessage.Load(new MemoryStream(MessageComposer.Compose(Rich, Now).Message.ToArray()));

        var both = Assert.IsType<MultipartAlternative>(sent.Body);
        Assert.Equal(["text/plain", "text/html"], both.Select(static part => part.ContentType.MimeType));
        Assert.All(both, static part => Assert.Equal("utf-8", part.ContentType.Charset));
        Assert.Equal("flowed", both[0].ContentType.Format);
        Assert.Equal(Rich.Text, FlowedText.Decode(((TextPart)both[0]).Text).TrimEnd('\n'));
        Assert.StartsWith("<!doctype html>\r\n<html lang=\"ja\">", ((TextPart)both[1]).Text.ReplaceLineEndings("\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_of_HTML_fits_and_is_plain_ascii()
    {
        var html = $"<p>{new string('窯', 3_000)}</p><p>{new string('x', 5_000)}</p>";

        var composed = MessageComposer.Compose(Rich with { Html = html }, Now);

        Assert.All(Encoding.Latin1.GetString(composed.Message.Span).Split("\r\n"), static line => Assert.InRange(line.Length, 0, 998));
        Assert.All(composed.Message.ToArray(), static b => Assert.InRange(b, 0, 127));
        using var sent = MimeMessage.Load(new MemoryStream(composed.Message.ToArray()));
        Assert.Contains(html, sent.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public void A_draft_comes_back_as_it_was_saved()
    {
        using var written = DraftMessage.Write(Rich, Now);
        using var bytes = new MemoryStream();
        MessageComposer.WriteTo(written, bytes);
        bytes.Position = 0;
        using var saved = MimeMessage.Load(bytes);

        Assert.Equivalent(Rich, DraftMessage.Read(saved, Key, ours: true), strict: true);
    }

    [Fact]
    public void Rich_drafts_of_other_programs_are_written_on_and_those_with_more_are_left_alone()
    {
        var both = new MultipartAlternative { new TextPart("plain") { Text = "a" }, new TextPart("html") { Text = "<html><body><b>a</b></body></html>" } };
        var alone = new TextPart("html") { Text = "<b>a</b>" };
        var mixed = new Multipart("mixed") { new TextPart("plain") { Text = "a" }, new MimePart("image", "png") { IsAttachment = true } };

        Draft? Read(MimeEntity body)
        {
            using var message = new MimeMessage { Body = body };
            return DraftMessage.Read(message, Key, ours: false);
        }

        var read = Read(both)!;
        Assert.Equal(("a", "<html><body><b>a</b></body></html>"), (read.Text, read.Html));
        Assert.Equal("<b>a</b>", Read(alone)!.Html);
        Assert.Null(Read(mixed));
    }

    [Fact]
    public void HTML_is_quoted_below_room_to_write_and_plain_mail_is_answered_plainly()
    {
        var quoting = new BracketQuoting();

        Assert.Null(HtmlQuote.Of([(false, "a")], new HashSet<string>(), quoting));
        var html = HtmlQuote.Of([(true, "<b>a</b>"), (false, "b < c\n")], new HashSet<string>(), quoting);

        Assert.Equal("[<b>a</b>]<p style=\"margin:0\">b &lt; c</p>", html);
        const string Empty = "<p style=\"margin:0\"></p>";
        var none = new DraftSignature("", "", []);
        var text = new DraftSignature("Mika", "", []);
        var rich = new DraftSignature("Mika", "<b>Mika</b>", []);
        Assert.Equal($"{Empty}{Empty}<p style=\"margin:0\">A &amp; B wrote:</p><blockquote type=\"cite\">x</blockquote>", HtmlQuote.Answered(none, "A & B wrote:", "x"));
        Assert.Equal($"{Empty}{Empty}<p style=\"margin:0\">--&nbsp;</p><p style=\"margin:0\">Mika</p>{Empty}", HtmlQuote.Above(text));
        Assert.Equal($"{Empty}{Empty}<p style=\"margin:0\">--&nbsp;</p><b>Mika</b>{Empty}", HtmlQuote.Above(rich));
        Assert.Equal($"{Empty}{Empty}<p style=\"margin:0\">From: A</p>{Empty}x", HtmlQuote.Forwarded(none, "From: A", "x"));
        Assert.Null(HtmlQuote.Of([(true, "too much")], new HashSet<string>(), quoting));
    }

    private sealed class BracketQuoting : IQuoting
    {
        public string Introduction(DateTimeOffset date, Address? author) => "";

        public string ForwardedHeader(Envelope envelope, DateTimeOffset date) => "";

        public string TextOf(string html) => html;

        public string? HtmlOf(string html, IReadOnlySet<string> images) => html == "too much" ? null : $"[{html}]";
    }
}
