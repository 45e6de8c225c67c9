namespace Webmail.Html.Tests;

public sealed class TextTests
{
    [Theory]
    [InlineData("see https://a.example/x.", "https://a.example/x", "https://a.example/x")]
    [InlineData("(http://a.example/x_(y)) ok", "http://a.example/x_(y)", "http://a.example/x_(y)")]
    [InlineData("<https://a.example/a?b=1&c=2#d>", "https://a.example/a?b=1&amp;c=2#d", "https://a.example/a?b=1&amp;c=2#d")]
    [InlineData("\"www.a.example\", he said", "https://www.a.example", "www.a.example")]
    [InlineData("HTTPS://A.EXAMPLE/Path", "https://a.example/Path", "HTTPS://A.EXAMPLE/Path")]
    [InlineData("[1]: https://a.example/[x]", "https://a.example/[x]", "https://a.example/[x]")]
    [InlineData("**https://a.example**", "https://a.example", "https://a.example")]
    [InlineData("詳細はhttps://a.example/pathをご覧ください。", "https://a.example/path", "https://a.example/path")]
    [InlineData("「https://a.example/」、", "https://a.example/", "https://a.example/")]
    [InlineData("https://a.exampleです", "https://a.example", "https://a.example")]
    [InlineData("https://ja.example/wiki/日本。", "https://ja.example/wiki/日本", "https://ja.example/wiki/日本")]
    [InlineData("（https://a.example）", "https://a.example", "https://a.example")]
    [InlineData("mail me at bob.o'neil@b.example, please", "mailto:bob.o%27neil@b.example", "bob.o'neil@b.example")]
    [InlineData("<a+b@c.example>", "mailto:a%2Bb@c.example", "a+b@c.example")]
    [InlineData("連絡先はa@b.example。", "mailto:a@b.example", "a@b.example")]
    [InlineData("mailto:a@b.example.", "mailto:a@b.example", "mailto:a@b.example")]
    public void Addresses_become_links(string text, string href, string shown) =>
        Assert.Contains($"<a href=\"{href}\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">{shown}</a>", Rendering.Shown(Rendering.Text(text)), StringComparison.Ordinal);

    [Theory]
    [InlineData("javascript:alert(1) data:text/html,x file:///x")]
    [InlineData("http:// https:// www. @ a@ @b.example a@b a@b.c")]
    [InlineData("xhttp://a.example awww.b.example")]
    [InlineData("1.2.3 e.g. something.Else")]
    [InlineData("www.example http://%65vil.example")]
    public void Other_text_stays_text(string text) => Assert.DoesNotContain("<a ", Rendering.Shown(Rendering.Text(text)), StringComparison.Ordinal);

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("</div></body><img src=x onerror=alert(1)>")]
    [InlineData("https://a.example/\"onmouseover=\"alert(1)")]
    [InlineData("https://a.example/<script>alert(1)</script>")]
    [InlineData("a@b.example\"><svg onload=alert(1)>")]
    [InlineData("[https://a.example](javascript:alert(1)) [x]: javascript:alert(2)")]
    [InlineData("##str_replacement_0## {{0}} $1 \\1 %s https://a.example/##0##")]
    [InlineData("> <b onclick=alert(1)>\n>> </blockquote><script>x</script>")]
    [InlineData("-- \n</div><script>alert(1)</script>")]
    [InlineData("www.a.example/'onclick='alert(1) http://a.example/&quot;onclick=alert(1)")]
    [InlineData("http://a.example/http://b.example/\"<http://c.example>\"")]
    [InlineData("mailto:a@b.example?body=<script>")]
    [InlineData("&lt;script&gt; &amp; &#60;b&#62;")]
    [InlineData("https://user:pass@evil.example/ https://bank.example@evil.example")]
    public void Hostile_text_is_shown_as_it_is_written(string text)
    {
        var rendered = Rendering.Text(text);
        SafeDocument.Verify(rendered.Document);
        var parsed = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(rendered.Document);
        foreach (var mark in parsed.QuerySelectorAll(".wm-host").ToList())
            mark.Remove();
        Assert.Equal(
            text.Replace("> ", "", StringComparison.Ordinal).Replace(">> ", "", StringComparison.Ordinal).Replace("\n>", "\n", StringComparison.Ordinal),
            parsed.QuerySelector(".wm-text")!.TextContent.TrimEnd('\n').Replace("> ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void A_host_in_mixed_scripts_is_shown_in_ascii() =>
        Assert.Contains("<bdi class=\"wm-host\"> [xn--pypal-4ve.example]</bdi>", Rendering.Text("http://p\u0430ypal.example/").Document, StringComparison.Ordinal);

    [Fact]
    public void Direction_overrides_and_controls_are_removed() =>
        Assert.Contains(">abc\tde\n</div>", Rendering.Shown(Rendering.Text("a\u202Eb\u0000c\td\u0007e")), StringComparison.Ordinal);

    [Fact]
    public void Quotes_nest_by_their_marks() => Assert.Equal(
        "<body><div class=\"wm-text\"><blockquote>one\n<blockquote>two\n</blockquote>three\n</blockquote>four\n</div></body>",
        Rendering.Shown(Rendering.Text("> one\n> > two\n>three\nfour")));

    [Fact]
    public void A_long_quote_after_the_answer_is_folded()
    {
        var shown = Rendering.Shown(Rendering.Text("Yes.\n\nOn Monday A wrote:\n> 1\n> 2\n> 3\n> 4\n\nBye"));
        Assert.Equal(
            "<body><div class=\"wm-text\">Yes.\n\nOn Monday A wrote:\n<details class=\"wm-quote\"><summary aria-label=\"Show quoted text\" title=\"Show quoted text\"></summary>"
            + "<blockquote>1\n2\n3\n4\n</blockquote></details>\nBye\n</div></body>",
            shown);
    }

    [Theory]
    [InlineData("Yes.\n> 1\n> 2\n> 3", false)]
    [InlineData("Yes.\n> 1\n>> 2", true)]
    [InlineData("> 1\n> 2\n> 3\n> 4\nYes.", false)]
    [InlineData("On Monday A wrote:\n\n> 1\n> 2\n> 3\n> 4\nYes.", false)]
    public void Short_or_leading_quotes_stay_open(string text, bool folded) =>
        Assert.Equal(folded, Rendering.Shown(Rendering.Text(text)).Contains("<details", StringComparison.Ordinal));

    [Fact]
    public void A_signature_is_dimmed_to_the_end_of_its_level() => Assert.Equal(
        "<body><div class=\"wm-text\">Hi\n<div class=\"wm-signature\">-- \nBob\n</div><blockquote>q\n<div class=\"wm-signature\">-- \nA\n</div></blockquote>x\n</div></body>",
        Rendering.Shown(Rendering.Text("Hi\n-- \nBob\n> q\n> -- \n> A\nx")));

    [Theory]
    [InlineData("one \ntwo\nthree", false, "one two\nthree\n")]
    [InlineData("one \ntwo", true, "onetwo\n")]
    [InlineData("one  \ntwo", true, "one two\n")]
    [InlineData(" From here \n >not a quote", false, "From here &gt;not a quote\n")]
    [InlineData("text \n-- \nBob", false, "text \n<div class=\"wm-signature\">-- \nBob\n</div>")]
    [InlineData("> a \n> b\n> c", false, "<blockquote>a b\nc\n</blockquote>")]
    [InlineData("> a \n>> b\nc", false, "<blockquote>a \n<blockquote>b\n</blockquote></blockquote>c\n")]
    [InlineData("ends softly ", false, "ends softly \n")]
    [InlineData("\n \n  x", false, "\n\n x\n")]
    [InlineData("日本 \n語", true, "日本語\n")]
    public void Flowed_text_is_joined(string text, bool delSp, string body) =>
        Assert.Equal($"<body><div class=\"wm-text\">{body}</div></body>", Rendering.Shown(Rendering.Text(text.Replace("\n", "\r\n", StringComparison.Ordinal), true, delSp)));
}
