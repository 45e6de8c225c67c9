using Webmail.Mail;
using Webmail.Web.Features.Mailboxes;
using Xunit;

namespace Webmail.Web.Tests.Features.Mailboxes;

public sealed class MailboxOutlineTests
{
    [Fact]
    public void Special_mailboxes_come_first_in_their_fixed_order()
    {
        var outline = MailboxOutline.Build(
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
        var outline = MailboxOutline.Build([Named("Clients"), Named("Zoo"), Named("Clients/Bauer"), Named("Clients/Bauer/2026")]);

        Assert.Equal(
            [("Clients", 1), ("Clients/Bauer", 2), ("Clients/Bauer/2026", 3), ("Zoo", 1)],
            outline.Select(static n => (n.Mailbox.Name.FullName, n.Level)));
        Assert.Equal([true, true, false, false], outline.Select(static n => n.HasChildren));
    }

    [Fact]
    public void A_mailbox_knows_how_much_is_unread_inside_it_at_any_depth()
    {
        var outline = MailboxOutline.Build(
            [Named("A", unseen: 1), Named("A/B", unseen: 2), Named("A/B/C", unseen: 4), Named("D", unseen: 8)]);

        Assert.Equal([6, 4, 0, 0], outline.Select(static n => n.UnseenBelow));
    }

    [Fact]
    public void Where_everything_is_in_the_inbox_that_level_is_left_out()
    {
        var outline = MailboxOutline.Build(
            [Named("INBOX", SpecialUse.Inbox, '.'), Named("INBOX.Clients", delimiter: '.'), Named("INBOX.Clients.Bauer", delimiter: '.')]);

        Assert.Equal([1, 1, 2], outline.Select(static n => n.Level));
    }

    [Fact]
    public void A_real_folder_in_the_inbox_stays_in_it()
    {
        var outline = MailboxOutline.Build([Named("INBOX", SpecialUse.Inbox), Named("INBOX/Receipts"), Named("Clients")]);

        Assert.Equal([("INBOX", 1), ("INBOX/Receipts", 2), ("Clients", 1)], outline.Select(static n => (n.Mailbox.Name.FullName, n.Level)));
    }

    [Fact]
    public void A_special_mailbox_inside_another_is_shown_at_the_top()
    {
        var outline = MailboxOutline.Build([Named("Mail"), Named("Mail/Sent", SpecialUse.Sent)]);

        Assert.Equal([("Mail/Sent", 1), ("Mail", 1)], outline.Select(static n => (n.Mailbox.Name.FullName, n.Level)));
        Assert.False(outline[1].HasChildren);
    }

    [Fact]
    public void A_mailbox_whose_parent_is_not_listed_is_shown_at_the_top()
    {
        var node = Assert.Single(MailboxOutline.Build([Named("Lost/Found")]));

        Assert.Equal(1, node.Level);
    }

    [Fact]
    public void Shared_mailboxes_come_last()
    {
        var outline = MailboxOutline.Build([Named("Aardvark") with { Namespace = MailboxNamespace.Shared }, Named("Own")]);

        Assert.Equal([MailboxSection.Folders, MailboxSection.Shared], outline.Select(static n => n.Section));
    }

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
