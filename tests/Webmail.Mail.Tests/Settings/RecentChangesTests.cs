using Webmail.Mail.Settings;
using Xunit;

namespace Webmail.Mail.Tests.Settings;

public sealed class RecentChangesTests
{
    private static readonly MailboxName Clients = new("Clients");

    [Fact]
    public void A_change_that_was_overwritten_is_made_again_before_those_that_came_after_it()
    {
        var recent = new RecentChanges(TimeProvider.System);
        recent.Add("first", static settings => settings.Favour(Clients, true));
        recent.Add("second", static settings => settings.Favour(Clients, false));
        // Another device wrote what it had read before the first; the second was made after that.
        var now = AccountSettings.Default with { Changes = ["second"] };

        var again = recent.Overwritten(now);

        Assert.Equal(["first", "second"], again!.Value.Marks);
        Assert.Null(again.Value.Make(now).Folder(Clients));
    }

    [Fact]
    public void What_the_server_has_is_not_made_again()
    {
        var recent = new RecentChanges(TimeProvider.System);
        recent.Add("first", static settings => settings.Favour(Clients, true));
        recent.Add("second", static settings => settings.Paint(Clients, 3));

        Assert.Null(recent.Overwritten(AccountSettings.Default with { Changes = ["first", "second"] }));
        Assert.Equal(["second"], recent.Overwritten(AccountSettings.Default with { Changes = ["first"] })!.Value.Marks);
    }
}
