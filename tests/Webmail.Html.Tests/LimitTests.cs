using System.Text;

namespace Webmail.Html.Tests;

/// <summary>Small mails that would cost much: each is refused before a tree is built, and its text is shown.</summary>
public sealed class LimitTests
{
    public static TheoryData<string, string> Bombs() => new()
    {
        { "over 2 MB", "<p>" + new string('x', 2 * 1024 * 1024) },
        { "nested div 1,000", Repeat("<div>", 1_000) + "text" },
        { "nested div 50,000", Repeat("<div>", 50_000) + "text" },
        { "nested tables", Repeat("<table><tr><td>", 300) + "text" },
        { "nested list", Repeat("<ul><li>", 300) + "text" },
        { "nested unknown", Repeat("<x-y>", 300) + "text" },
        { "paragraph and font 1,000", Numbered("<p><font color={0}>text", 1_000) },
        { "paragraph and font 10,000", Numbered("<p><font color={0}>text", 10_000) },
        { "font behind cell boundaries", Numbered("<p><font color={0}><table><td></font></table>", 1_000) },
        { "bold italic underlined 5,000", Repeat("<b><i><u>", 5_000) + "text" },
        { "formatting reopened by the parser", Numbered("<p><b id={0}>", 60) + Repeat("<p>text", 20_000) },
        { "50,001 elements", Repeat("<br>", 50_001) + "text" },
        { "10,001 links", Repeat("<a href=x>text</a>", 10_001) },
        { "200,000 cells", "<table><tr>" + Repeat("<td>a", 200_000) },
        { "129 attributes", "<p " + Numbered("a{0}=1 ", 129) + ">text" },
        { "60,000 attributes", "<p " + Numbered("a{0}=1 ", 60_000) + ">text" },
        { "style sheet of 128 KB", "<style>" + Repeat("p{color:red}", 11_000) + "</style>text" },
        { "style sheets together", Repeat("<style>" + Repeat("p{color:red}", 1_000) + "</style>", 11) + "text" },
        { "50,000 media rules", "<style>" + Repeat("@media print{p{color:red}}", 50_000) + "</style>text" },
        { "style attribute of 4 KB", "<p style='" + Repeat("color:red;", 500) + "'>text" },
        { "nested calc", "<p style='width:" + Repeat("calc(", 20_000) + "'>text" },
        { "elements hidden in foreign style", "<svg><style>" + Repeat("<b>", 300) + "text" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_bomb_is_refused_and_its_text_shown(string name, string html)
    {
        var rendered = Rendering.Html(html);
        Assert.True(rendered.TooComplex, name);
        SafeDocument.Verify(rendered.Document);
        Assert.Contains(Rendering.Options.Words.TooComplex, rendered.Document, StringComparison.Ordinal);
        Assert.InRange(rendered.Document.Length, 0, MarkupLimits.Output(html.Length) + BodyStyles.Css.Length + 4_096);
    }

    [Theory]
    [InlineData("<link rel=import href='http://a*/b'>")]
    [InlineData("<link rel=stylesheet href='http://[/b'>")]
    [InlineData("<link rel='alternate import' href='//a b:c/d'>")]
    public void An_address_that_is_none_is_no_obstacle(string link) =>
        Assert.Contains("The end of the letter.", Rendering.Html($"{link}<p>The end of the letter.</p>").Document, StringComparison.Ordinal);

    [Fact]
    public void A_newsletter_of_5_MB_is_text_until_its_reader_asks_for_it()
    {
        var newsletter = Newsletter.Of(5 * 1024 * 1024);
        var text = Rendering.Html(newsletter);
        Assert.True(text.TooComplex);
        Assert.Contains("A glaze of ash", text.Document, StringComparison.Ordinal);
        var asked = MessageHtml.Render(newsletter, false, Rendering.Options with { Asked = true });
        Assert.False(asked.TooComplex);
        SafeDocument.Verify(asked.Document);
    }

    [Theory]
    [InlineData("<div>", 50_000)]
    [InlineData("<p><font color=red>", 10_000)]
    [InlineData("<b><i><u>", 20_000)]
    [InlineData("<br>", 200_001)]
    public void Asking_does_not_make_a_bomb_a_letter(string piece, int count) =>
        Assert.True(MessageHtml.Render(Repeat(piece, count), false, Rendering.Options with { Asked = true }).TooComplex);

    [Theory]
    [InlineData("<b>one</b><p>two<br>three</p><script>alert(1)</script><td>four</td><td>five", "one\ntwo\nthree\nfour five")]
    [InlineData("a &lt;b&gt; &amp; c<!-- hidden --><style>p{}</style>", "a <b> & c")]
    [InlineData("<title>no</title>  spaced \n out ", "spaced out")]
    public void The_text_of_a_refused_mail_is_readable(string html, string text) => Assert.Equal(text, MarkupText.Extract(html));

    [Theory]
    [InlineData("<div>", "</div>", 200)]
    [InlineData("<b>", "</b>", 60)]
    [InlineData("<table><tr><td>", "</td></tr></table>", 60)]
    [InlineData("<blockquote type=cite>", "</blockquote>", 100)]
    public void Depth_that_mail_programs_reach_is_shown(string open, string close, int depth)
    {
        var rendered = Rendering.Html(Repeat(open, depth) + "text" + Repeat(close, depth));
        Assert.False(rendered.TooComplex);
        Assert.Contains("text", rendered.Document, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<p>text", 5_000)]
    [InlineData("<li>text", 5_000)]
    [InlineData("<b>text</b><br>", 5_000)]
    [InlineData("<a href='https://a.example/?q=12345678901234567890'>text</a> ", 2_000)]
    [InlineData("<!-- comment --><![if !mso]>", 60_000)]
    [InlineData("<dl><dt>text<dd>text</dl>", 10_000)]
    public void Long_mail_with_tags_left_open_is_shown(string piece, int count) => Assert.False(Rendering.Html(Repeat(piece, count)).TooComplex);

    [Fact]
    public void A_long_table_is_shown()
    {
        var rendered = Rendering.Html("<table>" + Repeat("<tr><td>one<td><b>two</b><td>three", 9_000) + "</table>");
        Assert.False(rendered.TooComplex);
        SafeDocument.Verify(rendered.Document);
    }

    [Theory]
    [InlineData("&")]
    [InlineData("a@b.cc ")]
    [InlineData("> a\n")]
    [InlineData(">>>>>>>>>>>>>>>>a\nb\n")]
    [InlineData("http://a.cc/ ")]
    [InlineData("www.a.b@@@@")]
    [InlineData("mailto:")]
    [InlineData("http://%")]
    [InlineData("http://a.cc/x")]
    [InlineData("www.xn--a.b/")]
    [InlineData("-- \n")]
    public void Plain_text_stays_bounded(string piece)
    {
        var text = Repeat(piece, 2 * 1024 * 1024 / piece.Length);
        var rendered = Rendering.Text(text);
        Assert.InRange(rendered.Document.Length, 0, MarkupLimits.Output(text.Length) + BodyStyles.Css.Length + 4_096);
    }

    private static string Repeat(string piece, int count) => new StringBuilder(piece.Length * count).Insert(0, piece, count).ToString();

    private static string Numbered(string format, int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
            text.Append(format.Replace("{0}", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        return text.ToString();
    }
}
