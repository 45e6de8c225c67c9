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
        Assert.Equal([new("a"), new("b"), new("LOGOUT")], SearchWords.Of("a\r\nb\0LOGOUT"));

    [Fact]
    public void Words_are_taken_once_and_phrases_whole() =>
        Assert.Equal([new("tea"), new("at four")], SearchWords.Of(" tea “at four” Tea"));

    [Theory]
    [InlineData("label:Work", "Work", true)]
    [InlineData("LABEL:Work", "Work", true)]
    [InlineData("label:\"To Do\"", "To Do", true)]
    [InlineData("label:$label1", "$label1", true)]
    [InlineData("\"label:Work\"", "label:Work", false)]
    [InlineData("label:", "label:", false)]
    [InlineData("mylabel:Work", "mylabel:Work", false)]
    public void A_label_is_asked_for_by_a_word_of_its_own(string query, string text, bool isLabel) =>
        Assert.Equal(new SearchWord(text, isLabel), Assert.Single(SearchWords.Of(query)));

    [Fact]
    public async Task Labels_are_found_by_name_and_by_keyword_and_together_with_words()
    {
        await using var mail = await MailboxAsync();
        using (var client = await dovecot.ConnectAsync(mail.User, Token))
        {
            await client.Inbox!.OpenAsync(MailKit.FolderAccess.ReadWrite, Token);
            await LabelAsync(client.Inbox, 0, "$label2");
            await LabelAsync(client.Inbox, 1, "$label2");
            await LabelAsync(client.Inbox, 1, "&W7Zlzw-");
            await LabelAsync(client.Inbox, 2, "R&-D");
        }

        await mail.Labels.RenameAsync(mail.Account, "R&-D", "Laboratory", Token);
        foreach (var (query, uids) in new[]
        {
            ("label:$label2", "1:2"), ("label:work", "1:2"), ("label:$LABEL2 tea", "1"), ("label:家族", "2"), ("label:&W7Zlzw-", "2"),
            ("label:R&D", "3"), ("label:laboratory", "3"), ("label:work label:家族", "2"), ("label:nobody", ""), ("label:\"a b\"", ""),
            ("label:\"(\"", ""), ("label:\\Seen", ""),
        })
        {
            Assert.Equal((query, uids), (query, (await mail.Search.FindAsync(mail.Account, MailboxName.Inbox, query, Token)).Uids.ToString()));
        }
    }

    private static Task<bool> LabelAsync(MailKit.IMailFolder folder, int index, string keyword) => folder.StoreAsync(
        index, new MailKit.StoreFlagsRequest(MailKit.StoreAction.Add, new HashSet<string> { keyword }) { Silent = true }, Token);
}
