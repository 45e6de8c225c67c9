using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail;
using Webmail.Mail.Messages;
using Webmail.Web.Features.Reading;
using Xunit;

namespace Webmail.Web.Tests.Features.Reading;

public sealed class MessageToolbarTests : BunitContext
{
    private static readonly AccountId Account = AccountId.Of("imap.example", 993, "mika");
    private static readonly MailboxView View = new(MailboxName.Inbox, 7, UidSet.OfRange(1, 1200));

    public MessageToolbarTests() => Services.AddLocalization();

    [Fact]
    public void It_says_where_the_message_stands_and_leads_to_its_neighbours()
    {
        var toolbar = Show(uid: 1199);

        Assert.Equal("Message actions", toolbar.Find("[role=toolbar]").GetAttribute("aria-label"));
        Assert.Equal("2 of 1,200", toolbar.Find(".pos.wide").TextContent);
        Assert.Equal($"mail/{Account}/INBOX/1200.7", toolbar.Find("[aria-label='Newer message']").GetAttribute("href"));
        Assert.Equal($"mail/{Account}/INBOX/1198.7", toolbar.Find("[aria-label='Older message']").GetAttribute("href"));
    }

    [Fact]
    public void At_the_ends_of_the_list_there_is_no_way_on()
    {
        var newest = Show(uid: 1200).Find("[aria-label='Newer message']");
        var oldest = Show(uid: 1).Find("[aria-label='Older message']");

        Assert.All([newest, oldest], static link =>
        {
            Assert.False(link.HasAttribute("href"));
            Assert.Equal("true", link.GetAttribute("aria-disabled"));
        });
    }

    [Fact]
    public void A_message_of_a_mailbox_created_anew_has_no_place_in_the_old_list() =>
        Assert.Equal("", Show(uid: 5, uidValidity: 8).Find(".pos.wide").TextContent);

    [Theory]
    [InlineData(false, "flag", "false")]
    [InlineData(true, "unflag", "true")]
    public void The_flag_button_says_what_it_is_and_what_a_press_makes_of_it(bool flagged, string mark, string pressed)
    {
        var button = Marks(flagged, unread: false).Find("[aria-label=Flag]");

        Assert.Equal((mark, pressed), (button.GetAttribute("data-act"), button.GetAttribute("aria-pressed")));
    }

    [Theory]
    [InlineData(false, "unseen", "false")]
    [InlineData(true, "seen", "true")]
    public void The_unread_button_says_what_it_is_and_what_a_press_makes_of_it(bool unread, string mark, string pressed)
    {
        var button = Marks(flagged: false, unread).Find("[aria-label='Mark as unread']");

        Assert.Equal((mark, pressed), (button.GetAttribute("data-act"), button.GetAttribute("aria-pressed")));
    }

    [Fact]
    public void Until_the_message_is_there_it_can_be_put_away_but_has_no_addresses()
    {
        var toolbar = Render<MessageToolbar>(p => p.Add(c => c.Account, Account).Add(c => c.Message, View.KeyOf(new Uid(5))));

        Assert.False(toolbar.Find("[aria-label=Archive]").HasAttribute("disabled"));
        Assert.True(toolbar.Find("[aria-label=More]").HasAttribute("disabled"));
    }

    [Fact]
    public void Every_action_of_the_contract_has_its_button()
    {
        var names = Marks(flagged: false, unread: false).FindAll("[role=toolbar] > button").Select(static button => button.GetAttribute("aria-label"));

        Assert.Equal(["Reply", "Reply all", "Forward", "Archive", "Delete", "Report spam", "Mark as unread", "Flag", "Move to", "Label", "More"], names);
    }

    [Fact]
    public void In_the_spam_mailbox_a_message_can_be_said_to_be_none()
    {
        var toolbar = Render<MessageToolbar>(p => p
            .Add(c => c.Account, Account).Add(c => c.Message, View.KeyOf(new Uid(5))).Add(c => c.InJunk, true));

        Assert.Equal("notspam", toolbar.Find("[aria-label='Not spam']").GetAttribute("data-act"));
        Assert.Empty(toolbar.FindAll("[aria-label='Report spam']"));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(false, "Darken")]
    [InlineData(true, "Show as sent")]
    public void A_message_for_white_paper_can_be_recoloured(bool? darkened, string? words)
    {
        var pressed = 0;
        var toolbar = Render<MessageToolbar>(p => p
            .Add(c => c.Account, Account).Add(c => c.Message, View.KeyOf(new Uid(5))).Add(c => c.Darkened, darkened).Add(c => c.Recolour, () => pressed++));

        Assert.Equal(words is null ? [] : [words], toolbar.FindAll(".recolour").Select(static item => item.TextContent.Trim()));
        foreach (var item in toolbar.FindAll(".recolour"))
            item.Click();
        Assert.Equal(words is null ? 0 : 1, pressed);
    }

    private IRenderedComponent<MessageToolbar> Marks(bool flagged, bool unread) => Render<MessageToolbar>(p => p
        .Add(c => c.Account, Account).Add(c => c.Message, View.KeyOf(new Uid(5))).Add(c => c.Capability, "cap")
        .Add(c => c.Flagged, flagged).Add(c => c.Unread, unread));

    private IRenderedComponent<MessageToolbar> Show(uint uid, uint uidValidity = 7) => Render<MessageToolbar>(p => p
        .Add(c => c.Account, Account).Add(c => c.Message, new MessageKey(MailboxName.Inbox, uidValidity, new Uid(uid)))
        .Add(c => c.View, View).Add(c => c.Capability, "cap"));
}
