using System.Globalization;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail;
using Webmail.Web.Features.Mailboxes;
using Xunit;

namespace Webmail.Web.Tests.Features.Mailboxes;

public sealed class MailboxTreeItemTests : BunitContext
{
    private static readonly AccountId Account = AccountId.Of("imap.example", 993, "mika");

    public MailboxTreeItemTests() => Services.AddLocalization();

    [Theory]
    [InlineData("INBOX", SpecialUse.Inbox, 38, "Inbox, 38 unread")]
    [InlineData("INBOX", SpecialUse.Inbox, 1234, "Inbox, 1,234 unread")]
    [InlineData("Clients", SpecialUse.None, 0, "Clients")]
    [InlineData("Spam", SpecialUse.Junk, 4, "Spam, 4 unread")]
    public void The_name_says_how_much_is_unread(string name, SpecialUse use, int unseen, string label)
    {
        var item = Render(With(name, use, 5000, unseen));

        Assert.Equal(label, item.GetAttribute("aria-label"));
    }

    [Fact]
    public void In_Japanese_special_mailboxes_have_Japanese_names()
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("ja");

        var item = Render(With("INBOX", SpecialUse.Inbox, 50, 3));

        Assert.Equal("受信トレイ 3件未読", item.GetAttribute("aria-label"));
    }

    [Fact]
    public void A_mailbox_is_a_link_to_itself()
    {
        var item = Render(With("Clients/東京", SpecialUse.None, 0, 0));

        Assert.Equal($"mail/{Account}/Clients~1%E6%9D%B1%E4%BA%AC", item.GetAttribute("href"));
    }

    [Fact]
    public void A_parent_that_holds_no_messages_is_no_link()
    {
        var item = Render(With("Clients", SpecialUse.None, 0, 0) with { Selectable = false });

        Assert.False(item.HasAttribute("href"));
    }

    [Fact]
    public void Drafts_tell_how_many_there_are_and_are_not_bold()
    {
        var item = Render(With("Drafts", SpecialUse.Drafts, 3, 0));

        Assert.Equal("3", item.QuerySelector(".count")!.TextContent.Trim());
        Assert.DoesNotContain("unread", item.ClassList);
    }

    [Fact]
    public void Unread_mail_makes_the_name_bold_but_not_in_spam()
    {
        Assert.Contains("unread", Render(With("INBOX", SpecialUse.Inbox, 9, 9)).ClassList);
        Assert.DoesNotContain("unread", Render(With("Spam", SpecialUse.Junk, 9, 9)).ClassList);
    }

    [Fact]
    public void A_row_says_that_it_has_a_menu_and_what_is_in_it()
    {
        var item = Render<MailboxTreeItem>(parameters => parameters.Add(static i => i.Account, Account)
            .Add(static i => i.Mailbox, With("Clients", SpecialUse.None, 0, 0)).Add(static i => i.Can, "new rename").Add(static i => i.Unsure, true))
            .Find("[role=treeitem]");

        Assert.Equal(("menu", "new rename"), (item.GetAttribute("aria-haspopup"), item.GetAttribute("data-can")));
        Assert.True(item.HasAttribute("data-unsure"));
        var more = item.QuerySelector("button")!;
        Assert.Equal(("More", "-1"), (more.GetAttribute("aria-label"), more.GetAttribute("tabindex")));
    }

    private AngleSharp.Dom.IElement Render(Mailbox mailbox) =>
        Render<MailboxTreeItem>(parameters => parameters.Add(static i => i.Account, Account).Add(static i => i.Mailbox, mailbox))
            .Find("[role=treeitem]");

    private static Mailbox With(string name, SpecialUse use, int messages, int unseen) => new()
    {
        Name = new MailboxName(name),
        DisplayName = name,
        SpecialUse = use,
        Status = new MailboxStatus(messages, unseen, 1, 1, 0),
    };
}
