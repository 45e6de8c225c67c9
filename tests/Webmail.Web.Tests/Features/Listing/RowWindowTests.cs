using Webmail.Mail;
using Webmail.Mail.Messages;
using Webmail.Web.Features.Listing;
using Xunit;

namespace Webmail.Web.Tests.Features.Listing;

public sealed class RowWindowTests
{
    [Fact]
    public void Mail_that_arrives_pushes_a_window_in_the_middle_down_by_as_many_rows()
    {
        var window = Window(1, 1000, first: 300, count: 50);

        Assert.Equal((303, 50), window.In(View(1, 1003)));
    }

    [Fact]
    public void A_window_at_the_top_takes_in_what_arrived_above_it()
    {
        var window = Window(1, 1000, first: 0, count: 50);

        Assert.Equal((0, 53), window.In(View(1, 1003)));
    }

    [Fact]
    public void Thousands_of_arrivals_do_not_make_the_window_huge()
    {
        var window = Window(1, 1000, first: 0, count: 50);

        Assert.Equal((5000, 50), window.In(View(1, 6000)));
    }

    [Fact]
    public void Messages_that_vanish_above_pull_the_window_up()
    {
        var window = Window(1, 1000, first: 300, count: 50);
        var next = View(1, 1000) with { Uids = UidSet.OfRange(1, 1000).Except(UidSet.OfRange(991, 1000)) };

        Assert.Equal((290, 50), window.In(next));
    }

    [Fact]
    public void When_its_first_message_vanishes_the_window_begins_where_that_was()
    {
        var window = Window(1, 1000, first: 300, count: 50);
        var next = View(1, 1000) with { Uids = UidSet.OfRange(1, 1000).Except(UidSet.OfRange(700, 700)) };

        Assert.Equal((299, 50), window.In(next));
    }

    [Fact]
    public void When_all_its_messages_vanish_the_window_stays_inside_the_view()
    {
        var window = Window(1, 1000, first: 950, count: 50);
        var next = View(1, 1000) with { Uids = UidSet.OfRange(51, 1000) };

        Assert.Equal((900, 50), window.In(next));
    }

    [Fact]
    public void An_emptied_mailbox_has_an_empty_window()
    {
        var window = Window(1, 10, first: 0, count: 10);

        Assert.Equal((0, 0), window.In(View(1, 10) with { Uids = UidSet.Empty }));
    }

    [Fact]
    public void New_flags_change_their_row_and_no_other()
    {
        var window = Window(1, 10, first: 0, count: 3);
        var seen = new MessageFlags(SystemFlags.Seen, []);

        var next = window.With(new Dictionary<Uid, MessageFlags> { [new Uid(9)] = seen, [new Uid(1)] = seen });

        Assert.Equal([false, true, false], next.Rows.Select(static r => r!.Flags.Seen));
        Assert.Same(window.Rows[0], next.Rows[0]);
    }

    [Fact]
    public void Flags_that_are_the_same_change_nothing()
    {
        var window = Window(1, 10, first: 0, count: 3);

        Assert.Same(window, window.With(new Dictionary<Uid, MessageFlags> { [new Uid(9)] = MessageFlags.None }));
    }

    private static RowWindow Window(uint from, uint to, int first, int count)
    {
        var view = View(from, to);
        return new RowWindow(view, first, [.. Enumerable.Range(first, count).Select(row => (MessageSummary?)Summary(view.UidAt(row)))]);
    }

    private static MailboxView View(uint from, uint to) => new(MailboxName.Inbox, 1, UidSet.OfRange(from, to));

    private static MessageSummary Summary(Uid uid) => new() { Uid = uid, Envelope = new Envelope() };
}
