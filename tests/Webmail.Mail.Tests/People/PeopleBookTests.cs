using System.Diagnostics;
using System.Globalization;
using CsCheck;
using Webmail.Mail.People;
using Xunit;

namespace Webmail.Mail.Tests.People;

public sealed class PeopleBookTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Whoever_was_written_to_comes_before_whoever_wrote_and_machines_come_last()
    {
        var book = new PeopleBook();
        for (var i = 0; i < 50; i++)
            book.NoteReceived(new Address("News", "news@shop.example"), Now, bulk: true);
        book.NoteReceived(new Address("Nora", "nora@ito.example"), Now, bulk: false);
        book.NoteWritten(new Address("Nils", "nils@ito.example"), Now.AddDays(-300));

        Assert.Equal(["nils@ito.example", "nora@ito.example", "news@shop.example"], Emails(book, ""));
        Assert.True(book.Find("news", 5, static _ => false, Now).Single().IsMachine);
    }

    [Fact]
    public void Who_was_written_to_is_known_and_who_only_wrote_is_not_one_of_them()
    {
        var book = new PeopleBook();
        book.NoteReceived(new Address("Nora", "nora@ito.example"), Now, bulk: false);
        book.NoteWritten(new Address("Nils", "nils@ito.example"), Now);

        Assert.True(book.WasWrittenTo("Nils@ITO.example"));
        Assert.False(book.WasWrittenTo("nora@ito.example"));
        Assert.False(book.WasWrittenTo("nobody@ito.example"));
    }

    [Fact]
    public void The_recent_come_before_the_old_and_the_frequent_before_the_rare()
    {
        var book = new PeopleBook();
        book.NoteWritten(new Address("", "old@a.example"), Now.AddDays(-400));
        book.NoteWritten(new Address("", "new@a.example"), Now.AddDays(-1));
        for (var i = 0; i < 200; i++)
            book.NoteWritten(new Address("", "often@a.example"), Now.AddDays(-400 + i));
        book.NoteWritten(new Address("", "rare@a.example"), Now.AddDays(-200));

        Assert.Equal(["often@a.example", "new@a.example", "rare@a.example", "old@a.example"], Emails(book, ""));
    }

    [Theory]
    [InlineData("har", true)]
    [InlineData("ITO", true)]
    [InlineData("ito har", true)]
    [InlineData("haruka@l", true)]
    [InlineData("lumen", true)]
    [InlineData("aruka", false)]
    [InlineData("har zzz", false)]
    public void A_prefix_of_any_word_of_the_name_or_address_finds(string query, bool found) =>
        Assert.Equal(found, IsFound("Haruka Ito", "haruka@lumen.example", query));

    [Theory]
    [InlineData("Amélie Müller", "am", true)]
    [InlineData("Amélie Müller", "amelie mull", true)]
    [InlineData("Amelie Muller", "amé", true)]
    [InlineData("ｽｽﾞｷ太郎", "スズ", true)]
    [InlineData("すずき", "スズ", true)]
    [InlineData("スズキ", "ｽｽﾞ", true)]
    [InlineData("佐藤健一", "健一", true)]
    [InlineData("佐藤　健一", "健", true)]
    [InlineData("がく", "か", false)]
    [InlineData("ＴＡＲＯ", "taro", true)]
    public void Accents_case_width_and_kana_do_not_count(string name, string query, bool found) =>
        Assert.Equal(found, IsFound(name, "x@y.example", query));

    [Theory]
    [InlineData("ceo@bank.example")]
    [InlineData("Haruka <haruka@ito.example>")]
    [InlineData("haruka＠ito.example")]
    public void A_name_that_holds_an_address_is_no_name(string name)
    {
        var book = new PeopleBook();
        book.NoteReceived(new Address(name, "evil@x.example"), Now, bulk: false);

        Assert.Equal("", Assert.Single(book.All(Now)).Name);
        Assert.Empty(Emails(book, "haruka"));
        Assert.Empty(Emails(book, "ceo"));
    }

    [Fact]
    public void What_no_mail_can_be_sent_to_is_nobody()
    {
        var book = new PeopleBook();
        foreach (var email in new[] { "", "undisclosed", "a@b..c", "a b@c.example", "a@b\r\nBcc: c@d.example" })
            book.NoteReceived(new Address("x", email), Now, bulk: false);

        Assert.Equal(0, book.Count);
    }

    [Fact]
    public void Twenty_thousand_people_answer_far_within_a_tenth_of_a_second_and_a_book_does_not_grow_for_ever()
    {
        var book = new PeopleBook();
        for (var i = 0; i < 20_000; i++)
            book.NoteReceived(Someone(i), Now.AddMinutes(-i), bulk: false);
        Emails(book, "warm");

        var clock = Stopwatch.StartNew();
        var found = Emails(book, "person 1999");
        var time = clock.Elapsed;

        Assert.Equal(11, found.Count);
        Assert.InRange(time.TotalMilliseconds, 0, 100);
        for (var i = 20_000; i < 60_000; i++)
            book.NoteReceived(Someone(i), Now.AddMinutes(-i), bulk: false);
        Assert.InRange(book.Count, 20_000, PeopleBook.Most);
        Assert.NotEmpty(Emails(book, "p0@"));
    }

    [Fact]
    public void What_is_kept_comes_back_in_the_same_order() => Gen.Select(Gen.String, Gen.Int[0, 40], Gen.Int[0, 3]).List[0, 40].Sample(people =>
    {
        var known = new KnownPeople();
        foreach (var (name, who, how) in people)
        {
            var address = new Address(name, Someone(who).Email);
            if (how == 0)
                known.Book.NoteWritten(address, Now.AddDays(-who));
            else
                known.Book.NoteReceived(address, Now.AddDays(-who), bulk: how == 1);
        }

        known.Read["INBOX"] = new PeopleMark(7, 42);
        var again = KnownPeople.Of(known.Write(Now));

        Assert.Equal(known.Book.All(Now).Select(static one => one.Email), again.Book.All(Now).Select(static one => one.Email));
        Assert.Equal(new PeopleMark(7, 42), again.Read["INBOX"]);
    }, iter: 300);

    [Fact]
    public void Damage_is_nobody() => Assert.Equal(0, KnownPeople.Of("{\"people\":[{"u8.ToArray()).Book.Count);

    private static Address Someone(int i) => new(
        string.Create(CultureInfo.InvariantCulture, $"Person {i}"), string.Create(CultureInfo.InvariantCulture, $"p{i}@ito.example"));

    private static List<string> Emails(PeopleBook book, string query) => [.. book.Find(query, 100, static _ => false, Now).Select(static one => one.Email)];

    private static bool IsFound(string name, string email, string query)
    {
        var book = new PeopleBook();
        book.NoteWritten(new Address(name, email), Now);
        return Emails(book, query).Count == 1;
    }
}
