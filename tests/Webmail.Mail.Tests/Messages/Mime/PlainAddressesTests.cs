using System.Text;
using Webmail.Mail.Messages.Mime;
using Xunit;

namespace Webmail.Mail.Tests.Messages.Mime;

/// <summary>The fast way of reading addresses says the same as the full parser, or leaves the list to it.</summary>
public sealed class PlainAddressesTests
{
    private static bool IsPlain(string raw) => PlainAddresses.TryRead(Encoding.UTF8.GetBytes(raw), []);

    private static void AssertBothWaysAgree(string raw)
    {
        var bytes = Encoding.UTF8.GetBytes(raw);
        Assert.Equal(HeaderText.AnyAddresses(bytes, ""), HeaderText.Addresses(bytes, ""));
    }

    [Theory]
    [InlineData("ann@example.test")]
    [InlineData(" Ann Example <ann@example.test>")]
    [InlineData("Ann Example<ann@example.test>")]
    [InlineData("\"Ann Example\" <ann@example.test>")]
    [InlineData("\"Example, Ann (Kiln) [1] <x@y>\" <ann@example.test>")]
    [InlineData("\" 'Ann   Example' \" <ann@example.test>")]
    [InlineData("O'Neil-Smith <ann.o-neil+list=42@mail.example.test>")]
    [InlineData("'Ann' <ann@example.test>")]
    [InlineData("R&D <rd@localhost>")]
    [InlineData("\"ann@example.test\" <ann@example.test>")]
    [InlineData("a@example.test, B <b@example.test> ,\"C, D\" <c@example.test>")]
    [InlineData(" a@example.test,\r\n\tB <b@example.test>\r\n")]
    [InlineData("1 2 3 <123@456.test>")]
    [InlineData("_x <-y@1.2.test>")]
    public void Ordinary_lists_are_read_fast_and_alike(string raw)
    {
        Assert.True(IsPlain(raw));
        AssertBothWaysAgree(raw);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Ann")]
    [InlineData("\"Ann")]
    [InlineData("\"\" <a@example.test>")]
    [InlineData("\"A\\\"B\" <a@example.test>")]
    [InlineData("\"=?utf-8?B?5pel5pys?=\" <a@example.test>")]
    [InlineData("=?utf-8?B?5pel5pys?= <a@example.test>")]
    [InlineData("Grüße <a@example.test>")]
    [InlineData("Ann (Kiln) <a@example.test>")]
    [InlineData("a@example.test (Ann)")]
    [InlineData("A  B <a@example.test>")]
    [InlineData("A\r\n B <a@example.test>")]
    [InlineData("J. Doe <j@example.test>")]
    [InlineData("<a@example.test>")]
    [InlineData("Ann < a@example.test >")]
    [InlineData("Ann <a@example.test> Example")]
    [InlineData("a@example.test,")]
    [InlineData("a@example.test,,b@example.test")]
    [InlineData("a@example.test; b@example.test")]
    [InlineData("a@example.test b@example.test")]
    [InlineData("a..b@example.test")]
    [InlineData(".a@example.test")]
    [InlineData("a@example..test")]
    [InlineData("a@example.test.")]
    [InlineData("a@-example.test")]
    [InlineData("a@xn--bcher-kva.test")]
    [InlineData("a@[127.0.0.1]")]
    [InlineData("<@relay.test:a@example.test>")]
    [InlineData("Team: a@example.test;")]
    [InlineData("undisclosed-recipients:;")]
    [InlineData("a@b@c")]
    [InlineData("Ann <a@example.test>>")]
    [InlineData("Ann <>")]
    public void Anything_unusual_is_left_to_the_full_parser(string raw)
    {
        Assert.False(IsPlain(raw));
        AssertBothWaysAgree(raw);
    }

    [Fact]
    public void Whatever_pieces_a_list_is_made_of_both_ways_agree()
    {
        string[] pieces =
        [
            "a", "Ann", "b@c.test", "<b@c.test>", "<", ">", "@", ",", " ", "\"", "\"A, B\"", ".", "-", "'", "=", "+", "\r\n ", ";", "1", "=?", "c.test", "--", "&", "/", "!",
        ];
        var random = new Random(20);
        var plain = 0;
        for (var i = 0; i < 50_000; i++)
        {
            var raw = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => pieces[random.Next(pieces.Length)]));
            if (!IsPlain(raw))
                continue;
            plain++;
            AssertBothWaysAgree(raw);
        }

        Assert.True(plain > 500);
    }
}
