using Webmail.Mail;
using Webmail.Web.Shell;
using Xunit;

namespace Webmail.Web.Tests.Shell;

public sealed class MessageDeckTests
{
    private readonly MessageDeck _deck = new();

    [Fact]
    public void Messages_stay_where_they_were_put_so_that_their_frames_are_not_loaded_again()
    {
        Show(1, 2, 3);
        Show(1);

        Assert.Equal([1u, 2, 3], Uids);
    }

    [Fact]
    public void The_message_not_read_for_longest_makes_room()
    {
        Show([.. Enumerable.Range(1, MessageDeck.Limit)]);
        Show(1);
        Show(100);

        Assert.Equal(MessageDeck.Limit, _deck.Cards.Count);
        Assert.DoesNotContain(2u, Uids);
        Assert.Contains(1u, Uids);
    }

    [Fact]
    public void What_is_only_likely_never_takes_the_place_of_what_is_read()
    {
        Show(1);
        foreach (var uid in Enumerable.Range(2, 3 * MessageDeck.Limit))
            _deck.Prepare(Key(uid));

        Assert.Contains(1u, Uids);
        Assert.Equal(MessageDeck.Limit, _deck.Cards.Count);
    }

    [Fact]
    public void A_message_inside_a_message_is_another_one()
    {
        _deck.Show(Key(1), "");
        _deck.Show(Key(1), "2");

        Assert.Equal(2, _deck.Cards.Count);
    }

    private IEnumerable<uint> Uids => _deck.Cards.Select(static card => card.Message.Uid.Value);

    private void Show(params int[] uids)
    {
        foreach (var uid in uids)
            _deck.Show(Key(uid), "");
    }

    private static MessageKey Key(int uid) => new(MailboxName.Inbox, 7, new Uid((uint)uid));
}
