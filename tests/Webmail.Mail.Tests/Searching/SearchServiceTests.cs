using Webmail.Mail.Searching;
using Webmail.Mail.Tests.Messages;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Searching;

public sealed class SearchServiceTests(DovecotServer dovecot) : IClassFixture<DovecotServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<MailUnderTest> MailboxAsync()
    {
        var mail = new MailUnderTest(dovecot);
        string[] messages =
        [
            "From: Ann <ann@example.test>\nSubject: Tea\n\nAt four.\n",
            "From: Bob <bob@example.test>\nTo: ann@example.test\nSubject: Coffee\n\nAt five.\n",
            "From: Bob <bob@example.test>\nSubject: =?utf-8?B?5Lya6K2w44Gu44GK55+l44KJ44Gb?=\nContent-Type: text/plain; charset=utf-8\n\n本文です\n",
        ];
        foreach (var raw in messages)
            await mail.AppendAsync(MailboxName.Inbox, MailUnderTest.Bytes(raw), Token);
        return mail;
    }

    [Theory]
    [InlineData("ann", "1:2")]
    [InlineData("bob five", "2")]
    [InlineData("tea bob", "")]
    [InlineData("会議", "3")]
    [InlineData("本文です", "3")]
    [InlineData("\"at four\"", "1")]
    [InlineData("a\"b\\c", "")]
    [InlineData("  ", "")]
    public async Task All_words_must_occur_anywhere(string query, string uids)
    {
        await using var mail = await MailboxAsync();

        var view = await mail.Search.FindAsync(mail.Account, MailboxName.Inbox, query, Token);

        Assert.Equal(uids, view.Uids.ToString());
        Assert.Equal(query, view.Query);
    }

    [Fact]
    public async Task What_was_found_is_a_list_like_any_other()
    {
        await using var mail = await MailboxAsync();
        var view = await mail.Search.FindAsync(mail.Account, MailboxName.Inbox, "ann", Token);

        var rows = await mail.Listing.WindowAsync(mail.Account, view, 0, 10, Token);

        Assert.Equal(["Coffee", "Tea"], rows.Select(row => row!.Envelope.Subject));
    }

    [Fact]
    public void Line_breaks_and_zeros_separate_words_and_reach_no_command() =>
        Assert.Equal(["a", "b", "LOGOUT"], SearchWords.Of("a\r\nb\0LOGOUT"));

    [Fact]
    public void Words_are_taken_once_and_phrases_whole() =>
        Assert.Equal(["tea", "at four"], SearchWords.Of(" tea “at four” Tea"));
}
