using Webmail.Mail.Mailboxes;
using Xunit;

namespace Webmail.Mail.Tests.Mailboxes;

public sealed class SpecialUseGuesserTests
{
    private static Mailbox Named(string name, string? parent = null, SpecialUse use = SpecialUse.None) => new()
    {
        Name = new MailboxName(parent is null ? name : $"{parent}/{name}"),
        DisplayName = name,
        Parent = parent is null ? null : new MailboxName(parent),
        SpecialUse = use,
    };

    private static SpecialUse Use(IEnumerable<Mailbox> mailboxes, string name) =>
        SpecialUseGuesser.Guess([.. mailboxes]).Single(mailbox => mailbox.DisplayName == name).SpecialUse;

    [Theory]
    [InlineData("送信済み", SpecialUse.Sent)]
    [InlineData("下書き", SpecialUse.Drafts)]
    [InlineData("ゴミ箱", SpecialUse.Trash)]
    [InlineData("迷惑メール", SpecialUse.Junk)]
    [InlineData("アーカイブ", SpecialUse.Archive)]
    [InlineData("Sent Messages", SpecialUse.Sent)]
    [InlineData("Deleted Messages", SpecialUse.Trash)]
    [InlineData("sent items", SpecialUse.Sent)]
    [InlineData("Papierkorb", SpecialUse.Trash)]
    [InlineData("Brouillons", SpecialUse.Drafts)]
    [InlineData("Спам", SpecialUse.Junk)]
    [InlineData("Receipts", SpecialUse.None)]
    public void A_usual_name_tells_the_use(string name, SpecialUse use) => Assert.Equal(use, Use([Named(name)], name));

    [Fact]
    public void A_mailbox_right_under_inbox_counts() => Assert.Equal(SpecialUse.Trash, Use([Named("Trash", "INBOX")], "Trash"));

    [Fact]
    public void A_mailbox_inside_another_does_not_count() => Assert.Equal(SpecialUse.None, Use([Named("Sent", "Project")], "Sent"));

    [Fact]
    public void Nothing_is_guessed_for_a_use_the_server_announces() =>
        Assert.Equal(SpecialUse.None, Use([Named("Sent"), Named("Versand", use: SpecialUse.Sent)], "Sent"));

    [Fact]
    public void Of_several_names_the_most_usual_wins() =>
        Assert.Equal((SpecialUse.Sent, SpecialUse.None), (Use([Named("Sent Items"), Named("Sent")], "Sent"), Use([Named("Sent Items"), Named("Sent")], "Sent Items")));

    [Fact]
    public void Special_mailboxes_come_first_and_children_after_their_parents() => Assert.Equal(
        ["INBOX", "Drafts", "Trash", "a", "a/b", "B"],
        MailboxOrder.Sort([Named("B"), Named("b", "a"), Named("a"), Named("Trash", use: SpecialUse.Trash),
            Named("Drafts", use: SpecialUse.Drafts), Named("INBOX", use: SpecialUse.Inbox)]).Select(m => m.Name.FullName));
}
