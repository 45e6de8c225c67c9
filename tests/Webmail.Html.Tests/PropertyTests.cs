using CsCheck;

namespace Webmail.Html.Tests;

/// <summary>What holds for any input: made of the pieces that attacks are made of, in any order.</summary>
public sealed class PropertyTests
{
    private const int Iterations = 1_000;

    private static readonly string[] Pieces =
    [
        "<", ">", "</", "/>", "<!--", "-->", "--!>", "<![CDATA[", "]]>", "<?x", "\"", "'", "`", "=", " ", "\n", "\t", "\0", "&", ";", "\\", "/*", "*/",
        "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<i>", "</i>", "<font color=red>", "</font>", "<a href=https://a.example/>", "</a>",
        "<a href=\"javascript:alert(1)\">", "<a href='https://x@b.example/\"'>", "<a href=", "javascript:", "https://c.example", "mailto:a@b.example",
        "<table>", "</table>", "<tr>", "<td>", "</td>", "<tbody>", "<caption>", "<colgroup>", "<col>", "<svg>", "</svg>", "<math>", "</math>", "<mtext>", "<mglyph>",
        "<annotation-xml encoding=text/html>", "<foreignObject>", "<desc>", "<title>", "</title>", "<style>", "</style>", "<script>", "</script>",
        "<textarea>", "</textarea>", "<select>", "<option>", "</select>", "<form>", "</form>", "<button>", "</button>", "<input type=image src=https://e.example/>",
        "<template>", "</template>", "<noscript>", "</noscript>", "<xmp>", "</xmp>", "<iframe src=x>", "</iframe>", "<frameset>", "<body bgcolor=red onload=x>", "<html lang=x>", "<head>",
        "<img src=cid:a>", "<img src=https://d.example/x.gif onerror=alert(1)>", "<img src=data:image/gif;base64,R0lGODlh>", "<img srcset='//d.example/x 2x'>",
        " style=\"", " style='color:red'", " onerror=alert(1)", " id=a", " class=\"a b\"", " title=\"<img src=x onerror=y>\"", " background=//e.example/",
        "color:red", "background:url(https://f.example/)", "background:image-set('https://f.example' 1x)", "position:fixed", "font-family:'", "width:calc(1px + 2px)", "--x:1", "var(--x)",
        "@import", "@media screen{", "{", "}", "(", ")", "p", ".a", "#a", "body", ",", ":", "!important", "url(", "expression(", "\\75rl(",
        "<blockquote type=cite>", "</blockquote>", "<div class=gmail_quote>", "<div id=divRplyFwdMsg>", "<div data-wm-quote=x>", "<pre>", "\n\n", "</pre>", "<ul>", "<li>", "<dd>", "<h1>", "<br>", "<hr>",
        "<nobr>", "<ruby>", "<rt>", "<marquee>", "<object>", "</object>", "<details>", "<summary>", "<plaintext>", "<o:p>", "text", "\u202E", "\u200B", "日本語", "&lt;", "&#60;script&gt;", "&colon;", "www.bank.example",
    ];

    internal static readonly Gen<string> Markup = Gen.Int[0, Pieces.Length - 1].Select(static i => Pieces[i]).Array[0, 60].Select(string.Concat);

    [Fact]
    public void A_document_holds_nothing_but_what_is_allowed() =>
        Markup.Sample(static html => SafeDocument.Verify(Rendering.Html(html).Document), iter: Iterations);

    [Fact]
    public void A_document_with_images_of_other_hosts_holds_nothing_else_either() =>
        Markup.Sample(static html => SafeDocument.Verify(Rendering.Shown(html).Document), iter: Iterations);

    [Fact]
    public void Cleaning_what_was_cleaned_changes_nothing() => Markup.Sample(
        static html =>
        {
            if (MessageHtml.Clean(html) is not { } mail)
                return;
            var again = MessageHtml.Clean($"<!doctype html><style>{mail.Names.Css}</style><body>{mail.Body}");
            Assert.Equal(mail.Body, again?.Body);
        },
        iter: Iterations);

    [Fact]
    public void A_filtered_style_sheet_passes_the_filter_unchanged() => Markup.Sample(
        static css =>
        {
            var once = new StyleSheetFilter();
            once.Add(css);
            var twice = new StyleSheetFilter();
            twice.Add(once.Css);
            Assert.Equal(once.Css, twice.Css);
        },
        iter: Iterations);

    [Fact]
    public void Filtered_declarations_pass_the_filter_unchanged() => Markup.Sample(
        static css =>
        {
            var once = StyleFilter.Declarations(css).Css;
            Assert.Equal(once, StyleFilter.Declarations(once).Css);
        },
        iter: Iterations);

    [Fact]
    public void Any_characters_give_a_safe_document_of_bounded_size() => Gen.String.Sample(
        static text =>
        {
            foreach (var rendered in new[] { Rendering.Html(text), Rendering.Text(text), Rendering.Text(text, true, true) })
            {
                SafeDocument.Verify(rendered.Document);
                Assert.InRange(rendered.Document.Length, 0, MarkupLimits.Output(text.Length) + BodyStyles.Css.Length + 4_096);
            }
        },
        iter: Iterations);

    [Fact]
    public void Plain_text_shows_every_character_it_is_made_of() => Markup.Sample(
        static text =>
        {
            var document = Rendering.Text(text.Replace(">", "", StringComparison.Ordinal).Replace('\r', ' ')).Document;
            SafeDocument.Verify(document);
            var shown = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(document);
            foreach (var mark in shown.QuerySelectorAll(".wm-host").ToList())
                mark.Remove();
            Assert.Equal(
                InvisibleCharacters.WithoutMisleading(text.Replace(">", "", StringComparison.Ordinal)).TrimEnd('\n'),
                shown.QuerySelector(".wm-text")!.TextContent.TrimEnd('\n'));
        },
        iter: Iterations);
}
