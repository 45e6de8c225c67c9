using System.Globalization;
using Webmail.Mail;
using Webmail.Web.Shared;
using Xunit;

namespace Webmail.Web.Tests.Shared;

public sealed class SharedPiecesTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1,023 B")]
    [InlineData(48 * 1024, "48 KB")]
    [InlineData(1024 * 1024 - 1, "1 MB")]
    [InlineData(1_258_291, "1.2 MB")]
    [InlineData(6_657_199_309, "6.2 GB")]
    [InlineData(150L * 1024 * 1024, "150 MB")]
    public void A_size_has_the_unit_people_would_use(long bytes, string expected)
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en");
        try
        {
            Assert.Equal(expected, ByteSize.Text(bytes));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Theory]
    [InlineData("Haruka Ito", "HI")]
    [InlineData("Amélie", "A")]
    [InlineData("佐藤 健一", "佐")]
    [InlineData("株式会社はなうめ 経理部", "は")]
    [InlineData("김민준", "김")]
    [InlineData("\"Nils\" van der Andersen", "NA")]
    [InlineData("mika@lumen.example", "M")]
    [InlineData("???", "")]
    [InlineData("", "")]
    public void Initials_are_those_a_person_would_write(string name, string expected) =>
        Assert.Equal(expected, AvatarStyle.Initials(name));

    [Theory]
    [InlineData("haruka@ito-architects.example", 4)]
    [InlineData("Haruka@Ito-Architects.Example ", 4)]
    [InlineData("mika@lumen.example", 6)]
    public void The_colour_of_an_address_is_the_same_on_every_device(string address, int expected) =>
        Assert.Equal(expected, AvatarStyle.Colour(address));

    [Theory]
    [InlineData("INBOX", null, null, "")]
    [InlineData("Projects/Kyoto workshop", "glaze 釉薬 & co", 7u, "1.2")]
    [InlineData("..", null, 7u, "")]
    [InlineData("a~b\\c?d#e%41", "q=1&part=2", null, "")]
    public void An_address_leads_back_to_what_it_was_made_from(string mailbox, string? query, uint? uid, string section)
    {
        var account = AccountId.Of("imap.example", 993, "mika");
        var name = new MailboxName(mailbox);
        MessageKey? key = uid is { } value ? new MessageKey(name, 42, new Uid(value)) : null;
        var url = key is { } message ? MailUrls.Message(account, message, query, section) : MailUrls.Mailbox(account, name, query);

        var at = MailLocation.Parse(url);

        Assert.Equal(new MailLocation(account, name, key, query, section), at);
    }

    [Theory]
    [InlineData("")]
    [InlineData("settings")]
    [InlineData("mail/abc/INBOX")]
    [InlineData("mail/aaaaaaaaaa/")]
    [InlineData("mail/aaaaaaaaaa/INBOX/x")]
    [InlineData("mail/aaaaaaaaaa/INBOX/0.1")]
    [InlineData("mail/aaaaaaaaaa/INBOX/1.1/more")]
    public void Any_other_address_is_none_of_mail(string relative) => Assert.Null(MailLocation.Parse(relative));
}
