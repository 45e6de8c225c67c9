using AngleSharp.Html.Parser;

namespace Webmail.Html.Tests;

public sealed class DocumentTests
{
    [Fact]
    public void The_first_thing_in_the_document_is_its_policy()
    {
        Assert.StartsWith(
            "<!doctype html><html class=\"wm-system\"><head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
            + "img-src https://mail.example/m/cap/img/ data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'\"><meta charset=\"utf-8\">",
            Rendering.Html("<p>Hello").Document,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_image_source_only_data_images_load() =>
        Assert.Contains("img-src data:;", MessageHtml.Render("<p>Hello", false, new RenderOptions()).Document, StringComparison.Ordinal);

    [Fact]
    public void An_image_source_cannot_add_a_directive() =>
        Assert.Throws<ArgumentException>(() => MessageHtml.Render("", false, new RenderOptions { ImageSource = "x; script-src *" }));

    [Theory]
    [InlineData(BodyTheme.Light, "wm-light")]
    [InlineData(BodyTheme.Dark, "wm-dark")]
    [InlineData(BodyTheme.System, "wm-system")]
    public void The_theme_paints_the_root(BodyTheme theme, string name) =>
        Assert.Contains($"<html class=\"{name}\">", MessageText.Render("x", false, false, false, new RenderOptions { Theme = theme }).Document, StringComparison.Ordinal);

    [Theory]
    [InlineData("ja", "<html lang=\"ja\"")]
    [InlineData("ja\" onload=\"x", "<html class")]
    public void The_language_is_taken_only_when_it_is_a_tag(string language, string start) =>
        Assert.Contains(start, MessageHtml.Render("x", false, new RenderOptions { Language = language }).Document, StringComparison.Ordinal);

    [Theory]
    [InlineData("<p>plain", false)]
    [InlineData("<p><b>bold</b> <a href=https://a.example>link</a>", false)]
    [InlineData("<p style='font-size:12px;border-color:#ccc'>x", false)]
    [InlineData("<p style='background:transparent;color:inherit'>x", false)]
    [InlineData("<body bgcolor=#eeeeee>x", true)]
    [InlineData("<body style='background:#fff'>x", true)]
    [InlineData("<table bgcolor=white><tr><td>x", true)]
    [InlineData("<div style='color:black'>x</div>", true)]
    [InlineData("<style>td{background-color:#fff}</style><table><tr><td>x", true)]
    [InlineData("<font color=red>x</font>", true)]
    public void A_mail_with_own_colours_is_shown_on_white(string html, bool own)
    {
        var rendered = Rendering.Html(html);
        Assert.Equal(own, rendered.HasOwnColours);
        Assert.Equal(own, rendered.Document.Contains("<div class=\"wm-sheet\">", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<p>x</template></div></body><style>p{color:red}</style>")]
    [InlineData("<style></template></style><template shadowrootmode=open></template><p>x")]
    public void A_fragment_cannot_leave_the_shadow_root_it_is_put_into(string html)
    {
        var fragment = MessageHtml.Render(html, false, Rendering.Options with { AsFragment = true }).Document;

        Assert.StartsWith("<style>@layer wm{", fragment, StringComparison.Ordinal);
        Assert.Contains("<p>x</p>", fragment, StringComparison.Ordinal);
        Assert.EndsWith("</div>\n", fragment, StringComparison.Ordinal);
        Assert.DoesNotContain("template", fragment, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<body", fragment, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<meta", fragment, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_truncated_body_says_so()
    {
        Assert.Contains("<p class=\"wm-note\">" + Rendering.Options.Words.Truncated, MessageHtml.Render("<p>x", true, Rendering.Options).Document, StringComparison.Ordinal);
        Assert.Contains("<p class=\"wm-note\">" + Rendering.Options.Words.Truncated, MessageText.Render("x", false, false, true, Rendering.Options).Document, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_are_encoded()
    {
        var options = new RenderOptions { Words = new BodyWords { ShowQuotedText = "\"><script>", Truncated = "<b>" } };
        var rendered = MessageHtml.Render("<p>x<blockquote type=cite>y</blockquote>", true, options);
        var parsed = new HtmlParser().ParseDocument(rendered.Document);
        Assert.Equal("\"><script>", parsed.QuerySelector("summary")!.GetAttribute("aria-label"));
        Assert.Equal("<b>", parsed.QuerySelector(".wm-note")!.TextContent);
    }

    [Theory]
    [InlineData("<img src=http://a.example/1.gif><img src=//a.example/2.gif><img srcset='https://a.example/3.gif 2x'>", 3)]
    [InlineData("<table background=https://a.example/1.gif><tr><td background='http://a.example/2.gif'>x", 2)]
    [InlineData("<body background=https://a.example/1.gif>", 1)]
    [InlineData("<div style=\"background:url(https://a.example/1.gif)\">x</div>", 1)]
    [InlineData("<div style=\"background-image:image-set('https://a.example/1.gif' 1x)\">x</div>", 1)]
    [InlineData("<style>p{background:url('//a.example/1.gif')}</style><p>x", 1)]
    [InlineData("<video poster=https://a.example/1.gif></video>", 1)]
    [InlineData("<img src=cid:a><img src=data:image/gif;base64,R0lGODlhAQABAAAAACw=><img src=/logout>", 0)]
    public void Remote_images_are_counted(string html, int count) => Assert.Equal(count, Rendering.Html(html).BlockedRemoteImages);
}
