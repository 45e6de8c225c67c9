using MimeKit;
using Webmail.Mail.Composing;
using Xunit;

namespace Webmail.Mail.Tests.Composing;

public sealed class NameQuotingTests
{
    [Theory]
    [InlineData("Haruka Ito")]
    [InlineData("'Haruka Ito'")]
    [InlineData("Ito, Haruka")]
    [InlineData("haruka@lumen.example")]
    [InlineData("Haruka @ Lumen")]
    [InlineData("Haruka \"Haru\" Ito")]
    [InlineData("O'Neil; Haruka <Lumen>")]
    [InlineData("back\\slash")]
    [InlineData("伊藤 春香")]
    [InlineData("'伊藤, 春香'")]
    [InlineData("(Haruka)")]
    [InlineData("")]
    public void A_name_comes_back_as_it_was(string name)
    {
        var written = RecipientText.Write(name, "haruka@ito.example");

        Assert.True(Recipient.TryParse(written, out var read), written);
        Assert.Equal((name, "haruka@ito.example"), (read.Name ?? "", read.Address));
        var composed = MessageComposer.Compose(new Draft { Id = Draft.NewId(), From = "mika@lumen.example", To = [written] }, DateTimeOffset.UnixEpoch);
        using var sent = MimeMessage.Load(new MemoryStream(composed.Message.ToArray()));
        Assert.Equal("haruka@ito.example", sent.To.Mailboxes.Single().Address);
        Assert.Equal(["haruka@ito.example"], composed.Recipients);
    }
}
