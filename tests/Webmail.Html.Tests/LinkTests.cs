using AngleSharp.Html.Parser;

namespace Webmail.Html.Tests;

/// <summary>What a reader learns about where a link leads, and what links may do.</summary>
public sealed class LinkTests
{
    [Theory]
    // The text names another host.
    [InlineData("<a href=https://evil.example/>https://bank.example/login</a>", "evil.example")]
    [InlineData("<a href=https://evil.example/>www.bank.example</a>", "evil.example")]
    [InlineData("<a href=https://evil.example/>bank.example</a>", "evil.example")]
    [InlineData("<a href=https://evil.example/>Go to bank.example now</a>", "evil.example")]
    [InlineData("<a href=https://evil.example/>Go to (bank.com).</a>", "evil.example")]
    [InlineData("<a href=https://evil.example/>ｂａｎｋ．ｅｘａｍｐｌｅ</a>", "evil.example")]
    [InlineData("<a href=https://evil.example/>bank<wbr>.exa&shy;mple</a>", "evil.example")]
    [InlineData("<a href=https://evil.example/><b>bank</b>.<i>example</i></a>", "evil.example")]
    [InlineData("<a href=https://evil.example/>https://evil.example https://bank.example</a>", "evil.example")]
    [InlineData("<a href=https://bank.example.evil.example/>https://bank.example</a>", "bank.example.evil.example")]
    [InlineData("<a href=https://bank.example@evil.example/>https://bank.example</a>", "evil.example")]
    [InlineData("<a href=https:/\\evil.example/>https://bank.example</a>", null)]
    // So does what is shown or read out in the place of text.
    [InlineData("<a href=https://evil.example/ title=https://bank.example/>Log in</a>", "evil.example")]
    [InlineData("<a href=https://evil.example/ aria-label=bank.example>Log in</a>", "evil.example")]
    [InlineData("<a href=https://evil.example/><img src=cid:a alt=www.bank.example></a>", "evil.example")]
    [InlineData("<a href=https://evil.example/><span title=bank.example>Log in</span></a>", "evil.example")]
    // The host could be taken for another.
    [InlineData("<a href=https://p\u0430ypal.example/>Log in</a>", "xn--pypal-4ve.example")]
    [InlineData("<a href=https://xn--pypal-4ve.example/>Log in</a>", "xn--pypal-4ve.example")]
    [InlineData("<a href=https://\u0440\u0430\u0443\u0440\u0430\u04CF.example/>Log in</a>", "xn--80aa0cbo65f.example")]
    [InlineData("<a href=https://\u03BF\u03C1\u03B5\u03BD.example/>Log in</a>", "xn--qxaqei.example")]
    [InlineData("<a href=https://xn--a.example/>Log in</a>", "xn--a.example")]
    // Nothing misleads.
    [InlineData("<a href=https://bank.example/login>Log in</a>", null)]
    [InlineData("<a href=https://www.bank.example/>bank.example</a>", null)]
    [InlineData("<a href=https://login.bank.example/>bank.example</a>", null)]
    [InlineData("<a href=https://BANK.example./>bank.example</a>", null)]
    [InlineData("<a href=https://日本語.example/>日本語.example</a>", null)]
    [InlineData("<a href=https://bücher.example/>bücher.example</a>", null)]
    [InlineData("<a href=https://docs.example/>Read about ASP.NET and Node.js</a>", null)]
    [InlineData("<a href=https://docs.example/>First point.Second point</a>", null)]
    [InlineData("<a href=https://docs.example/>see report.pdf</a>", null)]
    [InlineData("<a href=https://docs.example/>ann@home.example</a>", "docs.example")]
    public void The_true_host_is_shown_where_something_misleads(string html, string? host)
    {
        var rendered = Rendering.Html(html);
        var shown = new HtmlParser().ParseDocument(rendered.Document).QuerySelectorAll(".wm-host").Select(static mark => mark.TextContent.Trim(' ', '[', ']'));

        SafeDocument.Verify(rendered.Document);
        Assert.Equal(host is null ? [] : [host], shown);
    }

    [Theory]
    [InlineData("<form action=https://evil.example/><input name=password><button formaction=https://evil.example/>Go</button><select><option>a</select><textarea>b</textarea></form>")]
    [InlineData("<table><form action=https://evil.example/><tr><td><input type=submit form=f></form></table>")]
    [InlineData("<isindex action=https://evil.example/ prompt=x>")]
    public void Forms_are_gone_and_their_targets_with_them(string html)
    {
        var document = Rendering.Html(html).Document;

        SafeDocument.Verify(document);
        Assert.DoesNotContain("evil.example", document, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<a href='mailto:ann@home.example?subject=Hi%20there'>Write</a>", "../../../#mailto:ann@home.example?subject=Hi%20there")]
    [InlineData("<a href='MAILTO:a&quot;><script>@home.example'>Write</a>", "../../../#mailto:a%22%3E%3Cscript%3E@home.example")]
    [InlineData("<a href='tel:+81312345678'>Call</a>", "tel:+81312345678")]
    [InlineData("<a href='https://home.example/'>See</a>", "https://home.example/")]
    public void Addresses_lead_to_where_we_write(string html, string href)
    {
        var options = Rendering.Options with { ComposeUrl = static url => "../../../#" + url };
        var link = new HtmlParser().ParseDocument(MessageHtml.Render(html, false, options).Document).QuerySelector("a")!;

        Assert.Equal(href, link.GetAttribute("href"));
        Assert.Equal(("_blank", "noopener noreferrer nofollow"), (link.GetAttribute("target"), link.GetAttribute("rel")));
    }

    [Fact]
    public void So_do_those_in_plain_text()
    {
        var options = Rendering.Options with { ComposeUrl = static url => "../../../#" + url };

        Assert.Contains("<a href=\"../../../#mailto:ann@home.example\"", MessageText.Render("Write to ann@home.example.", false, false, false, options).Document, StringComparison.Ordinal);
        Assert.Contains("<a href=\"mailto:ann@home.example\"", Rendering.Text("Write to ann@home.example.").Document, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p\u0430ypal.example", "xn--pypal-4ve.example")]
    [InlineData("paypal.example", null)]
    [InlineData("日本語.example", null)]
    [InlineData("no domain", null)]
    public void A_domain_that_could_be_taken_for_another_is_unmasked(string domain, string? ascii) => Assert.Equal(ascii, DomainLook.Unmasked(domain));
}
