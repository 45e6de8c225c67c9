using CsCheck;

namespace Webmail.Html.Tests;

/// <summary>What is written: clean when it is sent, and readable without HTML.</summary>
public sealed class WrittenTests
{
    [Theory]
    [InlineData("<p style=\"margin:0\">a <strong>b</strong></p>", "<p style=\"margin:0\">a <strong>b</strong></p>")]
    [InlineData("<script>alert(1)</script><p onclick=x class=\"y\" id=z style=\"position:fixed;margin:0;background:url(//e)\">a</p>", "<p style=\"margin:0\">a</p>")]
    [InlineData("<style>p{color:red}</style><iframe src=//e></iframe><svg onload=x></svg>a<form><input value=b></form>", "a")]
    [InlineData("<a href=\"javascript:alert(1)\">a</a> <a href=\"https://ito.example/\" target=_blank>b</a>", "a <a href=\"https://ito.example/\">b</a>")]
    [InlineData("<img src=\"https://e.example/x.png\" alt=\"Plan\"><img src=\"https://e.example/o.gif\" width=1 height=1 alt=track>", "[Plan]")]
    [InlineData("<img src=\"cid:known\" alt=\"Plan\"><img src=\"cid:other\">", "<img src=\"cid:known\" alt=\"Plan\" style=\"max-width:100%\">")]
    [InlineData("<div style=\"display:none\">preheader</div>a", "a")]
    [InlineData("<ul><li>a</li></ul>", "<ul style=\"margin:0;padding-left:24px\"><li>a</li></ul>")]
    [InlineData("<pre>\n\na  b</pre>", "<pre style=\"margin:4px 0;padding:8px 12px;background-color:#f2f4f5;color:#1c2326;font-family:monospace;white-space:pre-wrap\">\n\na  b</pre>")]
    [InlineData("<table><tbody><tr><th>a</th><th>b</th></tr></tbody></table>",
        "<table style=\"border-collapse:collapse\"><tbody><tr><th style=\"border:1px solid #b9c2c8;padding:4px 8px;vertical-align:top\">a</th>"
        + "<th style=\"border:1px solid #b9c2c8;padding:4px 8px;vertical-align:top\">b</th></tr></tbody></table>")]
    public void What_is_sent_needs_no_style_sheet_and_fetches_nothing(string written, string sent)
    {
        Assert.Equal(sent, WrittenHtml.Clean(written, new HashSet<string> { "known" }));
        Assert.Equal(sent, WrittenHtml.Clean(sent, new HashSet<string> { "known" }));
    }

    [Theory]
    [InlineData("<table width=600><tr><td><table role=presentation><tr><td><p>a</p></td></tr></table></td><td>b</td></tr></table>", "<div><div><p>a</p></div></div><div>b</div>")]
    [InlineData("<table border=1><tr><th>a</th><th>b</th></tr></table>", "<table border=\"1\"><tbody><tr><th>a</th><th>b</th></tr></tbody></table>")]
    public void Quoted_tables_that_only_place_things_become_what_is_in_them(string mail, string quoted) => Assert.Equal(quoted, WrittenHtml.Quote(mail));

    [Fact]
    public void What_no_mail_program_could_show_is_refused() => Assert.Null(WrittenHtml.Clean(new string('x', WrittenHtml.Most + 1)));

    [Theory]
    [InlineData("<p style=\"margin:0\">a</p><p style=\"margin:0\"></p><p style=\"margin:0\">b</p>", "a\n\nb")]
    [InlineData("<p>a</p><p>b<br>c</p><div>d</div><div>e</div>", "a\n\nb\nc\n\nd\ne")]
    [InlineData("<ul style=\"margin:0\"><li><p style=\"margin:0\">a</p><ol style=\"margin:0\" start=3><li>b</li><li>c<br>d</li></ol></li></ul>e", "- a\n  3. b\n  4. c\n     d\ne")]
    [InlineData("<blockquote><p style=\"margin:0\">a</p><p style=\"margin:0\"><br></p><blockquote>b</blockquote></blockquote>c", "> a\n>\n>> b\nc")]
    [InlineData("<a href=\"https://ito.example/plan\">the plan</a>, <a href=\"https://ito.example/\">ito.example</a>, <a href=\"mailto:h@ito.example\">h@ito.example</a>",
        "the plan <https://ito.example/plan>, ito.example, h@ito.example")]
    [InlineData("<table><tr><th>Kiln</th><th>窯の日</th></tr><tr><td>North one</td><td>木</td></tr></table>", "Kiln      | 窯の日\nNorth one | 木")]
    [InlineData("<table role=presentation><tr><td><p style=\"margin:0\">a</p></td><td>b</td></tr></table>c", "a\nb\nc")]
    [InlineData("<pre>a  b\n c</pre>d<hr>e", "a  b\n c\nd\n--------------------------------\ne")]
    [InlineData("<div style=\"display:none\">preheader</div><img alt=\"Plan\"> a&nbsp;&nbsp;b\n  c", "[Plan] a  b c")]
    [InlineData("", "")]
    public void Text_made_of_HTML_reads_well(string html, string text) => Assert.Equal(text, PlainText.Of(html));

    [Fact]
    public void Whatever_is_written_is_the_same_when_it_is_cleaned_again()
    {
        string[] pieces =
        [
            "<p style=\"margin:0\">", "</p>", "<p>", "<ul>", "<li>", "</ul>", "<ol start=2>", "<blockquote type=cite>", "</blockquote>", "<table>", "<tr>", "<td colspan=2>", "<th>",
            "</table>", "<strong>", "</strong>", "<a href=\"https://a.example/?a=b&c\">", "</a>", "<span style=\"color:#f00;position:absolute\">", "</span>", "<pre>", "</pre>", "<code>",
            "<br>", "<hr>", "a", " ", "\n", "&lt;", "&amp;amp;", "&nbsp;", "窯", "<img src=\"cid:known\">", "<img src=x onerror=y alt=z>", "<script>", "<style>", "<svg>", "<math>", "<!--", "-->",
        ];
        var images = new HashSet<string> { "known" };
        Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]).Array[0, 40].Select(string.Concat).Sample(
            html =>
            {
                if (WrittenHtml.Clean(html, images) is not { } once)
                    return;
                Assert.Equal(once, WrittenHtml.Clean(once, images));
                Assert.DoesNotContain("position:", once, StringComparison.Ordinal);
                Assert.DoesNotContain("<script", once, StringComparison.Ordinal);
                Assert.DoesNotContain("onerror", once, StringComparison.Ordinal);
            },
            iter: 2_000);
    }
}
