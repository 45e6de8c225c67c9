using Webmail.Mail.Messages;
using Webmail.Mail.People;
using Webmail.Mail.Trust;
using Xunit;

namespace Webmail.Mail.Tests.People;

public sealed class SenderDoubtsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);
    private static readonly Acquaintance Known = new(new Person("Ann", "ann@shop.example", 2, 3, Now, false), null, true);

    [Fact]
    public void An_ordinary_message_raises_none() => Assert.Empty(SenderDoubts.Of(Letter("Ann", "ann@shop.example"), Known));

    [Fact]
    public void A_message_that_its_domain_disowns_comes_first()
    {
        var letter = Letter("boss@company.example", "eve@evil.example") with { Sender = new SenderTrust(SenderVerdict.Failed, "evil.example") };

        Assert.Equal([SenderDoubtKind.Disowned, SenderDoubtKind.NameIsAddress], Kinds(letter, Known));
    }

    [Theory]
    [InlineData("boss@company.example")]
    [InlineData("Boss <boss@company.example>")]
    [InlineData("Boss (boss@company.example) via Portal")]
    [InlineData("\"boss@company.example\"")]
    [InlineData("Boss ｂｏｓｓ＠ｃｏｍｐａｎｙ．ｅｘａｍｐｌｅ")]
    [InlineData("社長「boss@company.example」")]
    [InlineData("boss@company.example.")]
    public void A_name_that_holds_another_address_is_told(string name)
    {
        var doubt = Assert.Single(SenderDoubts.Of(Letter(name, "eve@evil.example"), Known));

        Assert.Equal(new SenderDoubt(SenderDoubtKind.NameIsAddress, "boss@company.example", "eve@evil.example"), doubt);
    }

    [Theory]
    [InlineData("ann@shop.example")]
    [InlineData("Ann ANN@SHOP.example")]
    [InlineData("Ann @ Shop")]
    [InlineData("@ann")]
    public void A_name_with_the_true_address_or_none_is_not(string name) => Assert.Empty(SenderDoubts.Of(Letter(name, "ann@shop.example"), Known));

    [Fact]
    public void The_name_of_somebody_known_by_another_address_is_told()
    {
        var book = new PeopleBook();
        book.NoteWritten(new Address("Käthe Berg", "kaethe@berg.example"), Now);
        var namesake = book.Called("KATHE BERG", Now);

        Assert.Equal("kaethe@berg.example", namesake?.Email);
        var doubt = Assert.Single(SenderDoubts.Of(Letter("Käthe Berg", "eve@evil.example"), Known with { Namesake = namesake }));
        Assert.Equal(new SenderDoubt(SenderDoubtKind.NameOfContact, "kaethe@berg.example", "eve@evil.example"), doubt);
    }

    [Fact]
    public void Only_people_who_were_written_to_have_a_name_to_steal()
    {
        var book = new PeopleBook();
        book.NoteReceived(new Address("Support", "support@shop.example"), Now, bulk: false);

        Assert.Null(book.Called("Support", Now));
        Assert.Null(book.Called("", Now));
    }

    [Fact]
    public void A_colleague_of_the_same_name_in_the_same_house_is_none_unless_the_house_disowns_it()
    {
        var known = Known with { Namesake = new Person("Ann", "ann.b@shop.example", 1, 0, Now, false) };
        var letter = Letter("Ann", "ann@mail.shop.example");

        Assert.Empty(SenderDoubts.Of(letter, known));
        Assert.Equal(
            [SenderDoubtKind.Disowned, SenderDoubtKind.NameOfContact],
            Kinds(letter with { Sender = new SenderTrust(SenderVerdict.Failed, "mail.shop.example") }, known));
    }

    [Theory]
    [InlineData("ann@mail.shop.example", false, false)]
    [InlineData("ann@evil.example", false, true)]
    [InlineData("dev@lists.example", true, false)]
    public void Answers_that_go_to_another_domain_are_told_unless_a_list_takes_them(string replyTo, bool bulk, bool told)
    {
        var letter = Letter("Ann", "ann@shop.example") with { IsBulk = bulk };
        letter = letter with { Envelope = letter.Envelope with { ReplyTo = [new Address("", replyTo)] } };

        Assert.Equal(told ? [SenderDoubtKind.ReplyElsewhere] : [], Kinds(letter, Known));
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(0, 1, true)]
    [InlineData(0, 2, false)]
    [InlineData(1, 1, false)]
    public void The_first_message_from_an_address_is_told(int written, int received, bool told)
    {
        var person = new Person("Ann", "ann@shop.example", written, received, Now, false);

        Assert.Equal(told ? [SenderDoubtKind.FirstContact] : [], Kinds(Letter("Ann", "ann@shop.example"), new Acquaintance(person, null, true)));
    }

    [Fact]
    public void Whether_it_is_the_first_is_said_only_when_that_is_known_and_never_of_lists()
    {
        var letter = Letter("Ann", "ann@shop.example");

        Assert.Equal([SenderDoubtKind.FirstContact], Kinds(letter, new Acquaintance(null, null, true)));
        Assert.Empty(Kinds(letter, new Acquaintance(null, null, false)));
        Assert.Empty(Kinds(letter, null));
        Assert.Empty(Kinds(letter with { IsBulk = true }, new Acquaintance(null, null, true)));
        Assert.Empty(Kinds(letter with { Key = new MessageKey(new MailboxName("Archive"), 1, new Uid(1)) }, new Acquaintance(null, null, true)));
    }

    private static IEnumerable<SenderDoubtKind> Kinds(Message message, Acquaintance? known) =>
        SenderDoubts.Of(message, known).Select(static doubt => doubt.Kind);

    private static Message Letter(string name, string email) => new()
    {
        Key = new MessageKey(MailboxName.Inbox, 1, new Uid(1)),
        Envelope = new Envelope { From = [new Address(name, email)] },
        InternalDate = Now,
    };
}
