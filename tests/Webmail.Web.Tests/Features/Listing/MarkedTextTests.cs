using Webmail.Web.Features.Listing;
using Xunit;

namespace Webmail.Web.Tests.Features.Listing;

public sealed class MarkedTextTests
{
    [Theory]
    [InlineData("Glaze tests came out of the kiln", "kiln", "Glaze tests came out of the [kiln]")]
    [InlineData("Kiln and KILN", "kiln", "[Kiln] and [KILN]")]
    [InlineData("Kyoto workshop", "shop kyo", "[Kyo]to work[shop]")]
    [InlineData("請求書の件", "請求書", "[請求書]の件")]
    [InlineData("ﾃｽﾄ送信", "テスト", "[ﾃｽﾄ]送信")]
    [InlineData("nothing here", "kiln", "nothing here")]
    [InlineData("aaaa", "aa a", "[aa][aa]")]
    [InlineData("<b>kiln</b>", "b", "<[b]>kiln</[b]>")]
    [InlineData("", "kiln", "")]
    public void Every_place_where_a_word_occurs_is_found(string text, string query, string expected) =>
        Assert.Equal(expected, string.Concat(
            MarkedText.Split(text, MarkedText.Words(query)).Select(static run => run.Found ? $"[{run.Text}]" : run.Text)));

    [Fact]
    public void A_query_is_cut_at_white_space_of_any_script() =>
        Assert.Equal(["kiln", "京都", "x"], MarkedText.Words(" kiln　京都 \t x label:Work "));

    [Fact]
    public void Without_a_query_there_is_nothing_to_mark() => Assert.Empty(MarkedText.Words(null));
}
