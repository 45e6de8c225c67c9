using Webmail.Mail;
using Webmail.Web.Features.Mailboxes;
using Xunit;

namespace Webmail.Web.Tests.Features.Mailboxes;

public sealed class MailboxActsTests
{
    [Fact]
    public void Everything_is_offered_for_an_own_folder()
    {
        Assert.Equal(
            "new rename move read unsubscribe delete insert",
            MailboxActs.Of(With("Clients", unseen: 2), needed: false, rights: null, known: true));
    }

    [Theory]
    [InlineData("INBOX", SpecialUse.Inbox, "new read insert")]
    [InlineData("Sent", SpecialUse.Sent, "new read unsubscribe insert")]
    [InlineData("Trash", SpecialUse.Trash, "new read empty unsubscribe insert")]
    [InlineData("Spam", SpecialUse.Junk, "new read empty unsubscribe insert")]
    [InlineData("Flagged", SpecialUse.Flagged, "read")]
    public void Special_folders_keep_their_names_and_only_two_can_be_emptied(string name, SpecialUse use, string expected)
    {
        Assert.Equal(expected, MailboxActs.Of(With(name, use, 1), needed: true, rights: null, known: true));
    }

    [Fact]
    public void What_the_rights_do_not_allow_is_not_offered()
    {
        var shared = With("shared/kenji/Glaze", unseen: 1) with { Namespace = MailboxNamespace.OtherUsers };

        Assert.Equal("unsubscribe", MailboxActs.Of(shared, needed: false, MailboxRights.Lookup | MailboxRights.Read, known: true));
        Assert.Equal(
            "read unsubscribe share",
            MailboxActs.Of(shared, needed: false, MailboxRights.Seen | MailboxRights.Administer, known: true));
    }

    [Fact]
    public void Until_the_rights_are_known_own_folders_are_trusted_and_those_of_others_are_not()
    {
        var own = With("Clients", unseen: 0);

        Assert.Contains("delete", MailboxActs.Of(own, needed: false, rights: null, known: false), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "delete",
            MailboxActs.Of(own with { Namespace = MailboxNamespace.Shared }, needed: false, rights: null, known: false), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_holds_a_special_one_is_needed_too()
    {
        var needed = MailboxActs.Needed(
        [
            With("Mail", unseen: 0), With("Mail/Sent", SpecialUse.Sent, 0) with { Parent = new MailboxName("Mail") }, With("Clients", unseen: 0),
        ]);

        Assert.Equal(["Mail", "Mail/Sent"], needed.Select(static name => name.FullName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Sets_of_rights_have_names()
    {
        Assert.Equal(MailboxAccessLevels.Read, MailboxAccessLevels.Of(MailboxRightsLetters.Parse("lrs")));
        Assert.Equal(MailboxAccessLevels.Full, MailboxAccessLevels.Of(MailboxRightsLetters.Parse("lrswipacd")));
        Assert.Equal(MailboxAccessLevels.Own, MailboxAccessLevels.Of(MailboxRightsLetters.Parse("l")));
        Assert.All(
            [MailboxAccessLevels.Read, MailboxAccessLevels.Write, MailboxAccessLevels.Full],
            static level => Assert.Equal(level, MailboxAccessLevels.Of(MailboxAccessLevels.RightsOf(level)!.Value)));
    }

    private static Mailbox With(string name, SpecialUse use = SpecialUse.None, int unseen = 0) => new()
    {
        Name = new MailboxName(name),
        DisplayName = name.Split('/')[^1],
        SpecialUse = use,
        Status = new MailboxStatus(5, unseen, 6, 1, 0),
    };
}
