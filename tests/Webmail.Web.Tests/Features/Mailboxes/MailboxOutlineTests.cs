using Webmail.Mail;
using Webmail.Mail.Settings;
using Webmail.Web.Features.Mailboxes;
using Xunit;

namespace Webmail.Web.Tests.Features.Mailboxes;

public sealed class MailboxOutlineTests
{
    [Fact]
    public void Special_mailboxes_come_first_in_their_fixed_order()
    {
        var outline = Build(
        [
            Named("Trash", SpecialUse.Trash), Named("Alpha"), Named("Drafts", SpecialUse.Drafts), Named("INBOX", SpecialUse.Inbox),
        ]);

        Assert.Equal(["INBOX", "Drafts", "Trash", "Alpha"], outline.Select(static n => n.Mailbox.Name.FullName));
        Assert.Equal(
            [MailboxSection.Special, MailboxSection.Special, MailboxSection.Special, MailboxSection.Folders],
            outline.Select(static n => n.Section));
    }

    [Fact]
    public void What_is_inside_a_mailbox_follows_it_one_level_deeper()
    {
        var outline = Build([Named("Clients"), Named("Zoo"), Named("Clients/Bauer"), Named("Clients/Bauer/2026")]);

        Assert.Equal(
            [("Clients", 1), ("Clients/Bauer", 2), ("Clients/Bauer/2026", 3), ("Zoo", 1)],
            outline.Select(static n => (n.Mailbox.Name.FullName, n.Level)));
        Assert.Equal([true, true, false, false], outline.Select(static n => n.HasChildren));
    }

    [Fact]
    public void A_mailbox_knows_how_much_is_unread_inside_it_at_any_depth()
    {
        var outline = Build(
            [Named("A", unseen: 1), Named("A/B", unseen: 2), Named("A/B/C", unseen: 4), Named("D", unseen: 8)]);

        Assert.Equal([6, 4, 0, 0], outline.Select(static n => n.UnseenBelow));
    }

    [Fact]
    public void Where_everything_is_in_the_inbox_that_level_is_left_out()
    {
        var outline = Build(
            [Named("INBOX", SpecialUse.Inbox, '.'), Named("INBOX.Clients", delimiter: '.'), Named("INBOX.Clients.Bauer", delimiter: '.')]);

        Assert.Equal([1, 1, 2], outline.Select(static n => n.Level));
    }

    [Fact]
    public void A_real_folder_in_the_inbox_stays_in_it()
    {
        var outline = Build([Named("INBOX", SpecialUse.Inbox), Named("INBOX/Receipts"), Named("Clients")]);

        Assert.Equal([("INBOX", 1), ("INBOX/Receipts", 2), ("Clients", 1)], outline.Select(static n => (n.Mailbox.Name.FullName, n.Level)));
    }

    [Fact]
    public void A_special_mailbox_inside_another_is_shown_at_the_top()
    {
        var outline = Build([Named("Mail"), Named("Mail/Sent", SpecialUse.Sent)]);

        Assert.Equal([("Mail/Sent", 1), ("Mail", 1)], outline.Select(static n => (n.Mailbox.Name.FullName, n.Level)));
        Assert.False(outline[1].HasChildren);
    }

    [Fact]
    public void A_mailbox_whose_parent_is_not_listed_is_shown_at_the_top()
    {
        var node = Assert.Single(Build([Named("Lost/Found")]));

        Assert.Equal(1, node.Level);
    }

    [Fact]
    public void Shared_mailboxes_come_last()
    {
        var outline = Build([Named("Aardvark") with { Namespace = MailboxNamespace.Shared }, Named("Own")]);

        Assert.Equal([MailboxSection.Folders, MailboxSection.Shared], outline.Select(static n => n.Section));
    }

    [Fact]
    public void Favourites_come_first_and_stay_where_they_are_too()
    {
        var outline = Build(
            [Named("INBOX", SpecialUse.Inbox), Named("Clients", unseen: 1), Named("Clients/Bauer", unseen: 2), Named("Clients/Bauer/2026", unseen: 4)],
            AccountSettings.Default.Favour(new("Clients/Bauer"), true).Favour(new("INBOX"), true).Favour(new("gone"), true));

        Assert.Equal(
            [("INBOX", true, 1), ("Clients/Bauer", true, 1), ("INBOX", false, 1), ("Clients", false, 1), ("Clients/Bauer", false, 2), ("Clients/Bauer/2026", false, 3)],
            outline.Select(static n => (n.Mailbox.Name.FullName, n.IsRepeated, n.Level)));
        Assert.False(outline[1].HasChildren);
        Assert.Equal(["Clients"], outline[1].Ancestors.Select(static m => m.DisplayName));
        Assert.Equal(6, outline[3].UnseenBelow);
    }

    [Fact]
    public void Siblings_come_as_the_user_placed_them_and_the_others_follow()
    {
        var settings = AccountSettings.Default
            .Place([new("INBOX"), new("Drafts"), new("Trash")], new("Trash"), new("Drafts"), after: false)
            .Place([new("A"), new("B"), new("C")], new("C"), new("A"), after: false)
            .Place([new("A/1"), new("A/2")], new("A/2"), new("A/1"), after: false);

        var outline = Build(
            [
                Named("A"), Named("A/1"), Named("A/2"), Named("B"), Named("C"), Named("Trash", SpecialUse.Trash),
                Named("Drafts", SpecialUse.Drafts), Named("INBOX", SpecialUse.Inbox),
            ],
            settings);

        Assert.Equal(["INBOX", "Trash", "Drafts", "C", "A", "A/2", "A/1", "B"], outline.Select(static n => n.Mailbox.Name.FullName));
        Assert.Equal(["INBOX", "C", "A/2"], outline.Where(static n => n.IsFirst).Select(static n => n.Mailbox.Name.FullName));
        Assert.Equal(["Drafts", "A/1", "B"], outline.Where(static n => n.IsLast).Select(static n => n.Mailbox.Name.FullName));
    }

    private static IReadOnlyList<MailboxNode> Build(IReadOnlyList<Mailbox> mailboxes, AccountSettings? settings = null) =>
        MailboxOutline.Build(mailboxes, settings ?? AccountSettings.Default);

    private static Mailbox Named(string name, SpecialUse use = SpecialUse.None, char delimiter = '/', int unseen = 0)
    {
        var cut = name.LastIndexOf(delimiter);
        return new Mailbox
        {
            Name = new MailboxName(name),
            DisplayName = name[(cut + 1)..],
            Parent = cut < 0 ? null : new MailboxName(name[..cut]),
            Delimiter = delimiter,
            SpecialUse = use,
            Status = new MailboxStatus(unseen, unseen, 1, 1, 0),
        };
    }
}
