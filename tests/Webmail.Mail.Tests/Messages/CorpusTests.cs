using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Messages;

/// <summary>Mail of other projects' test suites: whatever the server serves has a row and opens.</summary>
public sealed class CorpusTests(DovecotServer dovecot) : IClassFixture<DovecotServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_message_of_the_corpus_has_a_row_opens_and_reads()
    {
        var directory = Environment.GetEnvironmentVariable("WEBMAIL_CORPUS");
        Assert.SkipWhen(string.IsNullOrEmpty(directory), "WEBMAIL_CORPUS names no folder of raw mail.");
        var files = Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Where(static file => Path.GetExtension(file) is ".eml" or ".msg" or ".txt").ToArray();
        await using var mail = new MailUnderTest(dovecot);
        var refused = 0;
        foreach (var file in files)
        {
            try
            {
                await mail.AppendAsync(MailboxName.Inbox, await File.ReadAllBytesAsync(file, Token), Token);
            }
            catch (IOException)
            {
                // An empty message or one with NUL: not ours to show.
                refused++;
            }
        }

        var view = await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);
        var rows = await mail.Listing.WindowAsync(mail.Account, view, 0, view.Count, Token);

        Assert.Equal(files.Length - refused, view.Count);
        Assert.DoesNotContain(null, rows);
        foreach (var row in rows)
        {
            var key = view.KeyOf(row!.Uid);
            var message = await mail.Reader.OpenAsync(mail.Account, key, "", Token);
            Assert.Equal(row.Envelope.Subject, message.Envelope.Subject);
            Assert.All(message.Attachments, static attachment => Assert.NotEmpty(attachment.FileName));
            foreach (var text in message.Texts)
                Assert.NotNull(await mail.Reader.ReadTextAsync(mail.Account, key, text, Token));
            foreach (var attachment in message.Attachments)
                await mail.Parts.CopyPartAsync(mail.Account, key, attachment.Section, attachment.Encoding, Stream.Null, Token);
        }
    }
}
