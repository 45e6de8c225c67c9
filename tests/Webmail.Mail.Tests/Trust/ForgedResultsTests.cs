using Webmail.Mail.Tests.Messages;
using Webmail.Mail.Trust;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Trust;

/// <summary>Messages as they lie on a real server, with what senders write into them to look trustworthy.</summary>
public sealed class ForgedResultsTests(DovecotServer dovecot) : IClassFixture<DovecotServer>
{
    private const string From = "From: Boss <boss@company.example>\nSubject: Urgent\n";
    private const string Forged = "Authentication-Results: mx.example.org; dmarc=pass header.from=company.example\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Authentication-Results: evil.example;\n dmarc=pass header.from=company.example\n" + From, SenderVerdict.Unknown)]
    [InlineData("Authentication-Results: mx.example.org;\n\tdmarc=fail (p=reject)\n\t header.from=company.example\n" + From + Forged, SenderVerdict.Failed)]
    [InlineData("Authentication-Results: mx.example.org; none\nReceived: from a by b\n" + Forged + From, SenderVerdict.Unknown)]
    [InlineData(From + "X-Authentication-Results: mx.example.org; dmarc=pass\nSubject: a\r Authentication-Results: mx.example.org; dmarc=pass\n", SenderVerdict.Unknown)]
    [InlineData(From + "From: eve@evil.example\n" + Forged, SenderVerdict.Unknown)]
    [InlineData("Authentication-Results: mx.example.org;\n\tdmarc=pass (p=reject)\n\t header.from=company.example\n" + From, SenderVerdict.Verified)]
    public async Task Only_the_topmost_word_of_a_named_server_counts(string header, SenderVerdict verdict)
    {
        await using var mail = new MailUnderTest(dovecot, new MailOptions { Trust = { AuthservIds = "mx.example.org" } });

        var message = await mail.OpenAsync(header + "MIME-Version: 1.0\nContent-Type: text/plain\n\nText\n", Token);

        Assert.Equal(verdict, message.Sender.Verdict);
    }

    [Fact]
    public async Task Nobody_is_believed_until_the_administrator_names_somebody()
    {
        await using var mail = new MailUnderTest(dovecot);

        Assert.Equal(SenderVerdict.Unknown, (await mail.OpenAsync(Forged + From + "\nText\n", Token)).Sender.Verdict);
    }

    [Fact]
    public async Task A_message_within_another_proves_nothing_about_its_sender()
    {
        await using var mail = new MailUnderTest(dovecot, new MailOptions { Trust = { AuthservIds = "mx.example.org" } });
        var outer = await mail.OpenAsync(
            Forged + From + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
            + Forged + From + "\nInner\n--b--\n", Token);

        var inner = await mail.Reader.OpenAsync(mail.Account, outer.Key, outer.Attachments.Single().Section, Token);

        Assert.Equal(SenderVerdict.Verified, outer.Sender.Verdict);
        Assert.Equal(SenderTrust.Unknown, inner.Sender);
    }
}
