using Webmail.Mail;
using Webmail.Web.Features.Listing;
using Xunit;

namespace Webmail.Web.Tests.Features.Listing;

public sealed class RowLabelsTests
{
    [Theory]
    [InlineData("Re: Dinner", "Dinner")]
    [InlineData("RE: Re: re[2]: Dinner", "Dinner")]
    [InlineData("Re：会議", "会議")]
    [InlineData("AW: Abendessen", "Abendessen")]
    [InlineData("Fwd: Dinner", "Fwd: Dinner")]
    [InlineData("[list] Re: Dinner", "[list] Re: Dinner")]
    [InlineData("Reminder: Dinner", "Reminder: Dinner")]
    [InlineData("Re:", "Re:")]
    public void A_row_leaves_out_that_it_is_a_reply(string subject, string shown) => Assert.Equal(shown, RowLabels.Subject(subject));

    [Fact]
    public void Keywords_of_programs_are_no_labels() =>
        Assert.Equal(["Kyoto"], RowLabels.Of(new MessageFlags(SystemFlags.None, ["$Forwarded", "$MDNSent", "Kyoto", "NonJunk"])));

    [Theory]
    [InlineData("Kyoto", "Kyoto")]
    [InlineData("&W7Zlzw-", "家族")]
    [InlineData("R&-D", "R&D")]
    [InlineData("A&B", "A&B")]
    [InlineData("&*-", "&*-")]
    public void Letters_outside_ASCII_are_read_as_mail_programs_write_them(string keyword, string name) =>
        Assert.Equal(name, LabelName.Of(keyword));
}
