using CsCheck;
using MimeKit;
using Webmail.Mail.Composing;
using Webmail.Testing;
using Xunit;

namespace Webmail.Mail.Tests.Composing;

public sealed class RecipientTests
{
    public static TheoryData<string> Lists => [.. PastedRecipients.All.Select(static list => list.What)];

    [Theory]
    [MemberData(nameof(Lists))]
    public void What_the_browser_makes_of_a_list_the_server_reads_the_same_way(string what)
    {
        foreach (var chip in PastedRecipients.All.Single(list => list.What == what).Chips)
        {
            var read = Recipient.TryParse(chip.Text, out var mailbox);

            Assert.Equal((chip.Text, !chip.Broken), (chip.Text, read));
            if (read)
                Assert.Equal((chip.Name, Spelling(chip.Address)), (mailbox!.Name, Spelling(mailbox.Address)));
        }
    }

    [Theory]
    [InlineData("foo..bar@docomo.example", "\"foo..bar\"@docomo.example")]
    [InlineData("Foo <foo.@docomo.example>", "\"foo.\"@docomo.example")]
    [InlineData("john doe@b.example", null)]
    [InlineData("\"john doe\"@b.example", "\"john doe\"@b.example")]
    public void Dots_no_server_takes_unquoted_are_quoted(string text, string? wire)
    {
        Assert.Equal(wire is not null, Recipient.TryParse(text, out var mailbox));
        Assert.Equal(wire, mailbox?.Address);
    }

    // A domain has two spellings, a local part with odd dots is quoted for servers.
    private static string Spelling(string address)
    {
        var at = address.LastIndexOf('@');
        return (address[..at].Contains(' ') ? address[..at] : address[..at].Trim('"')) + "@" + Recipient.AsciiDomain(address[(at + 1)..]);
    }

    [Fact]
    public void The_table_has_more_than_fifty_lists() => Assert.True(PastedRecipients.All.Count(static list => list.Chips.Count > 0) > 50);

    [Fact]
    public void Whatever_is_pasted_a_message_has_one_line_of_it_and_the_envelope_holds_no_control_character()
    {
        string[] pieces =
        [
            "a@b.example", "<", ">", "\"", "\\", ",", ";", ":", "\r\n", "\n", "Bcc: x@y.example", "\0", "(", ")", "@", " ", "\t", "窯", "=?utf-8?q?=0D=0A?=", "[", "]",
            "\u202e", "\u200b", "'", "xn--", ".", "-", "😀", "\ud800",
        ];
        Gen.Int[0, pieces.Length - 1].List[1, 12].Sample(list =>
        {
            var text = string.Concat(list.Select(at => pieces[at]));
            var draft = new Draft { Id = Draft.NewId(), From = "mika@lumen.example", To = [text, "haruka@ito.example"], Subject = "Kiln", Text = "Friday" }.Check();
            if (draft.To.Any(static one => !Recipient.TryParse(one, out _)))
                return;
            var composed = MessageComposer.Compose(draft, DateTimeOffset.UnixEpoch);
            using var message = MimeMessage.Load(new MemoryStream(composed.Message.ToArray()));
            Assert.DoesNotContain(composed.Recipients, static address => address.Any(char.IsControl) || address.Contains('<') || address.Contains('>'));
            Assert.Equal(composed.Recipients.Count, message.To.Mailboxes.DistinctBy(static one => one.Address).Count());
            Assert.Empty(message.Cc.Concat(message.Bcc));
            Assert.Equal("Kiln", message.Subject);
        }, iter: 20_000);
    }
}
