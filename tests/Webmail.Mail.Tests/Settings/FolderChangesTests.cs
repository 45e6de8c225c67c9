using Webmail.Mail.Settings;
using Xunit;

namespace Webmail.Mail.Tests.Settings;

public sealed class FolderChangesTests
{
    private static readonly MailboxName[] Siblings = [new("A"), new("B"), new("C"), new("D")];

    private static string Order(AccountSettings settings) => string.Join(' ', settings.Arrange(Siblings, static name => name));

    private static AccountSettings Place(AccountSettings settings, string mailbox, string beside, bool after) =>
        settings.Place([.. settings.Arrange(Siblings, static name => name)], new MailboxName(mailbox), new MailboxName(beside), after);

    private static MailboxSubtree Tree(string name) => new(new MailboxName(name), '/');

    [Fact]
    public void What_is_taken_back_leaves_nothing_behind()
    {
        var settings = AccountSettings.Default.Favour(new("A"), true).Paint(new("A"), 3);

        Assert.Equal((true, 3), (settings.Folder(new("A"))!.Favourite, settings.Folder(new("A"))!.Colour));
        Assert.Empty(settings.Favour(new("A"), false).Paint(new("A"), null).Folders);
        Assert.Throws<ArgumentOutOfRangeException>(() => settings.Paint(new("A"), 12));
    }

    [Fact]
    public void What_changes_nothing_returns_the_very_settings()
    {
        var settings = AccountSettings.Default.Favour(new("A"), true);

        Assert.Same(settings, settings.Favour(new("A"), true));
        Assert.Same(settings, settings.Paint(new("B"), null));
        Assert.Same(settings, settings.Move(Tree("B"), new("C")));
        Assert.Same(settings, settings.Forget(Tree("B")));
        Assert.Same(settings, Place(settings, "A", "A", after: true));
        Assert.Same(settings, Place(settings, "A", "gone", after: true));
    }

    [Theory]
    [InlineData("C", "A", false, "C A B D", 1)]
    [InlineData("A", "C", true, "B C A D", 3)]
    [InlineData("D", "B", true, "A B D C", 3)]
    public void A_mailbox_is_put_beside_another_and_those_behind_keep_the_usual_order(string mailbox, string beside, bool after, string expected, int placed)
    {
        var settings = Place(AccountSettings.Default, mailbox, beside, after);

        Assert.Equal(expected, Order(settings));
        Assert.Equal(placed, settings.Folders.Count(static folder => folder.Order is not null));
        Assert.Same(settings, Place(settings, mailbox, beside, after));
    }

    [Fact]
    public void Places_that_two_devices_choose_hold_beside_each_other()
    {
        var settings = Place(AccountSettings.Default, "D", "A", after: false);
        // The other one has not seen that yet.
        settings = settings.Place(Siblings, new("C"), new("B"), after: false);

        Assert.Equal("D A C B", Order(settings));
    }

    [Fact]
    public void Settings_follow_a_new_name_with_those_inside_and_the_place_stays()
    {
        var settings = Place(AccountSettings.Default, "B", "A", after: false).Paint(new("B/in"), 1).Favour(new("Bx"), true);

        settings = settings.Move(Tree("B"), new("Z"));

        Assert.Equal((0, 1), (settings.Folder(new("Z"))!.Order, settings.Folder(new("Z/in"))!.Colour));
        Assert.Null(settings.Folder(new("B")));
        Assert.True(settings.Folder(new("Bx"))!.Favourite);
    }

    [Fact]
    public void In_another_mailbox_it_has_no_place_yet_and_what_an_earlier_one_of_that_name_had_is_gone()
    {
        var settings = Place(AccountSettings.Default, "B", "A", after: false).Paint(new("B"), 1).Favour(new("C/B"), true).Favour(new("C/B/old"), true);

        settings = settings.Move(Tree("B"), new("C/B"));

        Assert.Equal(new FolderSettings { Mailbox = "C/B", Colour = 1 }, Assert.Single(settings.Folders));
    }

    [Fact]
    public void What_is_forgotten_can_be_brought_back()
    {
        var before = AccountSettings.Default.Paint(new("A"), 1).Favour(new("A/in"), true).Favour(new("B"), true);

        var after = before.Forget(Tree("A"));

        Assert.Equal("B", Assert.Single(after.Folders).Mailbox);
        Assert.Equal(3, after.Restore(before.FoldersIn(Tree("A"))).Folders.Length);
    }
}
