using System.Globalization;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail;
using Webmail.Mail.Snapshots;
using Webmail.Web.Features.Snapshots;
using Xunit;

namespace Webmail.Web.Tests.Features.Snapshots;

public sealed class SnapshotCardTests : BunitContext
{
    private static readonly SnapshotProgress Half = new()
    {
        Request = new SnapshotRequest(null, true, new MailServer("imap.example.net", 993, ConnectionSecurity.Tls), "hana", "Copied mail"),
        Phase = SnapshotPhase.Copying,
        Mailbox = new MailboxName("Projects/2025"),
        Messages = 1000,
        MessagesDone = 412,
        Bytes = 95 * 1024 * 1024,
        BytesDone = 38 * 1024 * 1024,
        BytesPerSecond = 512 * 1024,
        Left = TimeSpan.FromSeconds(100),
    };

    public SnapshotCardTests()
    {
        Services.AddLocalization();
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-GB");
    }

    [Fact]
    public void A_running_copy_tells_how_much_is_done_and_how_long_it_takes()
    {
        var bar = Show(Half).Find("[role=progressbar]");

        Assert.Equal("Copied 412 of 1,000 messages, 38 MB of 95 MB, about 2 min left", bar.GetAttribute("aria-valuetext"));
        Assert.Equal("40", bar.GetAttribute("aria-valuenow"));
    }

    [Fact]
    public void In_Japanese_it_says_the_same()
    {
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("ja-JP");

        Assert.Equal("1,000通中412通をコピー（95 MB中38 MB）、残り約2分", Show(Half).Find(".sum").TextContent);
    }

    [Fact]
    public void It_can_be_cancelled_and_says_why_it_waits()
    {
        var cancelled = false;
        var card = Render<SnapshotCard>(parameters => parameters
            .Add(static c => c.Progress, Half with { Waiting = MailFailure.ConnectionLost, Left = null })
            .Add(static c => c.Cancel, () => cancelled = true));

        Assert.Contains("tried again by itself", card.Find("[role=status]").TextContent, StringComparison.Ordinal);
        card.Find("button.out").Click();
        Assert.True(cancelled);
    }

    [Fact]
    public void A_result_lists_what_was_not_copied_and_why()
    {
        var card = Show(Half with
        {
            Phase = SnapshotPhase.Failed,
            Failure = MailFailure.QuotaExceeded,
            Failures =
            [
                new SnapshotFailure(MailboxName.Inbox, MailFailure.TooLarge, "", 1, ["Holiday pictures"]),
                new SnapshotFailure(new MailboxName("Projects"), MailFailure.QuotaExceeded, "Over quota", 587, []),
            ],
            Notices = [new SnapshotNotice(SnapshotNoticeKind.Renamed, new MailboxName("v1.2"), "Copied mail.v1_2", 0)],
        });

        Assert.Equal("The copy could not go on. 412 of 1,000 messages were copied.", card.Find("[role=status] span").TextContent);
        Assert.Contains("The storage at the other server is full.", card.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        var items = card.FindAll("ul[aria-labelledby=not-copied] li").Select(static item => item.TextContent).ToList();
        Assert.Equal(2, items.Count);
        Assert.Contains("1 message", items[0], StringComparison.Ordinal);
        Assert.Contains("Holiday pictures", items[0], StringComparison.Ordinal);
        Assert.Contains("587 messages", items[1], StringComparison.Ordinal);
        Assert.Contains("(Over quota)", items[1], StringComparison.Ordinal);
        Assert.Contains("“Copied mail.v1_2”", card.Find("ul[aria-labelledby=otherwise]").TextContent, StringComparison.Ordinal);
        Assert.Contains("nothing is copied twice", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_without_faults_says_so()
    {
        var done = Half with { Phase = SnapshotPhase.Finished, MessagesDone = 1000, AlreadyThere = 588 };

        Assert.Equal("Done: 1,000 messages were copied.", Show(done).Find("[role=status] span").TextContent);
        Assert.Contains("588 messages were there already.", Show(done).Markup, StringComparison.Ordinal);
        Assert.Contains("nothing had to be copied", Show(done with { Messages = 0, MessagesDone = 0 }).Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<SnapshotCard> Show(SnapshotProgress progress) =>
        Render<SnapshotCard>(parameters => parameters.Add(static c => c.Progress, progress));
}
