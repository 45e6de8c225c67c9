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
}
