using Webmail.Mail;
using Webmail.Mail.Watching;
using Webmail.Web.Session;
using Xunit;

namespace Webmail.Web.Tests.Session;

public sealed class PendingChangesTests
{
    private static readonly MailboxName Inbox = MailboxName.Inbox;

    [Fact]
    public void Many_changes_of_messages_become_one_that_says_the_same()
    {
        var pending = new PendingChanges();
        pending.Add(Changed(UidSet.OfRange(1, 4), arrived: UidSet.OfRange(4, 4), flags: (2, SystemFlags.Seen)));
        pending.Add(Changed(UidSet.OfRange(1, 5), arrived: UidSet.OfRange(5, 5), flags: (2, SystemFlags.Flagged)));
        pending.Add(Changed(UidSet.OfRanges([(1, 1), (3, 3), (5, 5)]), vanished: UidSet.OfRanges([(2, 2), (4, 4)])));

        var change = Assert.IsType<MessagesChanged>(Assert.Single(pending.TakeAll()));

        Assert.Equal("1,3,5", change.Uids.ToString());
        Assert.Equal("5", change.Arrived.ToString());
        Assert.Equal("2,4", change.Vanished.ToString());
        Assert.Empty(change.Flags);
        Assert.True(pending.IsEmpty);
    }

    [Fact]
    public void Of_counts_only_the_latest_is_told()
    {
        var pending = new PendingChanges();
        for (var unseen = 0; unseen < 1000; unseen++)
            pending.Add(new StatusChanged(Inbox, new MailboxStatus(1000, unseen, 1001, 1, 0)));

        var change = Assert.IsType<StatusChanged>(Assert.Single(pending.TakeAll()));

        Assert.Equal(999, change.Status.Unseen);
    }

    [Fact]
    public void A_recreated_mailbox_makes_what_waited_about_its_messages_void()
    {
        var pending = new PendingChanges();
        pending.Add(Changed(UidSet.OfRange(1, 4), arrived: UidSet.OfRange(4, 4)));
        pending.Add(new MailboxReset(Inbox, Gone: false));

        Assert.IsType<MailboxReset>(Assert.Single(pending.TakeAll()));
    }

    [Fact]
    public void Messages_of_another_uid_validity_are_never_mixed()
    {
        var pending = new PendingChanges();
        pending.Add(Changed(UidSet.OfRange(1, 4), arrived: UidSet.OfRange(4, 4)));
        pending.Add(Changed(UidSet.OfRange(1, 1), arrived: UidSet.OfRange(1, 1)) with { UidValidity = 2 });

        Assert.Equal(2, pending.TakeAll().Count);
    }

    private static MessagesChanged Changed(UidSet uids, UidSet? arrived = null, UidSet? vanished = null, params (uint Uid, SystemFlags Flags)[] flags) =>
        new(Inbox, 1, uids, arrived ?? UidSet.Empty, vanished ?? UidSet.Empty,
            flags.ToDictionary(static f => new Uid(f.Uid), static f => new MessageFlags(f.Flags, [])));
}
