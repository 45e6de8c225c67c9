using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using CsCheck;

namespace Webmail.Html.Tests;

/// <summary>Mail that was made for white paper, on dark paper.</summary>
public sealed partial class DarkeningTests
{
    private static readonly RenderOptions Dark = Rendering.Options with { Theme = BodyTheme.Dark, Darken = true };

    private static readonly Gen<string> Colour = Gen.Select(Gen.Byte, Gen.Byte, Gen.Byte, static (r, g, b) => $"#{r:x2}{g:x2}{b:x2}");

    [Theory]
    [InlineData("#000000", "#ffffff")]
    [InlineData("#ffffff", "#000000")]
    [InlineData("#333333", "#f4f4f4")]
    [InlineData("#767676", "#ffffff")]
    [InlineData("#ffffff", "#16618a")]
    [InlineData("#000000", "#ffcc00")]
    [InlineData("#0000ee", "#ffffff")]
    [InlineData("#ffffff", "#d32f2f")]
    [InlineData("#ff0000", "#00ff00")]
    [InlineData("#808080", "#808080")]
    public void Text_is_readable_on_its_background(string text, string background) => Assert.InRange(Contrast(text, background), 4.5, 21);

    [Fact]
    public void Any_text_is_readable_on_any_background() =>
        Gen.Select(Colour, Colour).Sample(static (text, background) => Contrast(text, background) >= 4.5, iter: 20_000);

    [Fact]
    public void The_hue_stays() => Colour.Sample(
        static colour =>
        {
            var (before, after) = (Oklch.Of(Read(colour)), Oklch.Of(Read(Declared($"<p style='color:{colour}'>a", "color"))));
            // Of pale colours eight bits per part do not tell the hue.
            return before.Chroma < 0.03 || after.Chroma < 0.03 || Math.Abs(Math.IEEERemainder(before.Hue - after.Hue, 2 * Math.PI)) < 0.2;
        },
        iter: 5_000);

    [Fact]
    public void White_paper_becomes_the_paper_of_the_pane() =>
        Assert.Equal("#192025", Declared("<p style='background-color:#fff'>a", "background-color"));

    [Fact]
    public void What_is_dark_below_text_or_light_above_it_stays_so()
    {
        Assert.InRange(Oklch.Of(Read(Declared("<p style='background-color:#101418'>a", "background-color"))).Lightness, 0.1, 0.3);
        Assert.InRange(Oklch.Of(Read(Declared("<p style='color:#eee'>a", "color"))).Lightness, 0.9, 1);
    }

    [Theory]
    [InlineData("<p style='background-color:white'>a")]
    [InlineData("<p style='background:#FFF'>a")]
    [InlineData("<p style='background:#ffff'>a")]
    [InlineData("<p style='BACKGROUND: rgb(255, 255, 255) none'>a")]
    [InlineData("<p style='background-color:rgb(100% 100% 100% / 1) !important'>a")]
    [InlineData("<p style='background-color:hsl(120deg, 50%, 100%)'>a")]
    [InlineData("<p style='background-color:rgba(255,255,255,.5)'>a")]
    [InlineData("<table bgcolor=white><tr><td>a")]
    [InlineData("<table bgcolor=ffffff><tr><td>a")]
    [InlineData("<body bgcolor='#fff'>a")]
    [InlineData("<style>p{background-color:#fff}</style><p>a")]
    [InlineData("<style>@media screen{p{background:snow linear-gradient(#fff,white)}}</style><p>a")]
    public void A_background_is_found_wherever_it_is_written(string html)
    {
        var rendered = MessageHtml.Render(html, false, Dark);
        var mail = Rendering.Shown(rendered);

        SafeDocument.Verify(rendered.Document);
        Assert.Contains("background", mail, StringComparison.Ordinal);
        Assert.DoesNotMatch(LightColour(), mail);
        Assert.False(rendered.HasOwnColours);
        Assert.True(rendered.CanDarken);
    }

    [Theory]
    [InlineData("<p style='color:lab(20% 10 10)'>a")]
    [InlineData("<p style='color:color(display-p3 0 0 0)'>a")]
    [InlineData("<p style='background-color:rgb(calc(1 + 2), 2, 3)'>a")]
    [InlineData("<p style='color-scheme:light'>a")]
    [InlineData("<p style='text-shadow:0 1px #fff'>a")]
    [InlineData("<font color=chucknorris>a</font>")]
    public void A_colour_nobody_reads_is_left_out(string html)
    {
        var mail = Rendering.Shown(MessageHtml.Render(html, false, Dark));

        Assert.DoesNotContain("style=", mail, StringComparison.Ordinal);
        Assert.DoesNotContain(" color=", mail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("transparent")]
    [InlineData("inherit")]
    [InlineData("currentcolor")]
    [InlineData("#0000")]
    public void What_is_no_colour_of_its_own_stays(string value) =>
        Assert.Equal(value, Declared($"<p style='background-color:{value}'>a", "background-color"));

    [Fact]
    public void Sizes_fonts_and_images_stay_as_they_are()
    {
        const string Html = "<p style='font:16px Arial;border:1px solid #ccc;width:50%'><img src='cid:photo' width='300' alt='Photo'>";
        var document = new HtmlParser().ParseDocument(MessageHtml.Render(Html, false, Dark).Document);
        var asSent = new HtmlParser().ParseDocument(Rendering.Html(Html).Document);

        Assert.Equal(asSent.QuerySelector("img")!.OuterHtml, document.QuerySelector("img")!.OuterHtml);
        Assert.Matches("^font:16px Arial;border:1px solid #[0-9a-f]{6};width:50%$", document.QuerySelector("p")!.GetAttribute("style"));
        Assert.DoesNotContain("filter:", document.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public void The_style_attribute_wins_over_attributes_as_before()
    {
        var style = new HtmlParser().ParseDocument(MessageHtml.Render("<td><table style='background-color:black' bgcolor=white>a", false, Dark).Document)
            .QuerySelector("table")!.GetAttribute("style")!;

        Assert.Matches("^background-color:#192025;background-color:#0[0-9a-f]{5}$", style);
    }

    [Fact]
    public void Where_the_system_chooses_the_paper_the_browser_gets_both_colours()
    {
        var rendered = MessageHtml.Render("<style>p{color:#333}</style><p>a<td><table bgcolor=white>b", false, Dark with { Theme = BodyTheme.System });

        Assert.Matches(@"color:light-dark\(#333333,#[c-f]", rendered.Document);
        Assert.Contains("background-color:light-dark(#ffffff,#192025)", rendered.Document, StringComparison.Ordinal);
        Assert.False(rendered.HasOwnColours);
    }

    [Theory]
    [InlineData(BodyTheme.Light, true, false)]
    [InlineData(BodyTheme.Dark, false, false)]
    [InlineData(BodyTheme.Dark, true, true)]
    public void On_white_paper_as_sent_unless_dark_paper_and_darkening_were_chosen(BodyTheme theme, bool darken, bool darkened)
    {
        var rendered = MessageHtml.Render("<p style='color:#333'>a", false, Rendering.Options with { Theme = theme, Darken = darken });

        Assert.Equal(!darkened, rendered.HasOwnColours);
        Assert.Equal(!darkened, rendered.Document.Contains("color:#333", StringComparison.Ordinal));
        Assert.Equal(!darkened, rendered.Document.Contains("<div class=\"wm-sheet\">", StringComparison.Ordinal));
        Assert.True(rendered.CanDarken);
    }

    [Fact]
    public void Mail_without_colours_needs_nothing() => Assert.False(MessageHtml.Render("<p><b>a</b>", false, Dark).CanDarken);

    [Theory]
    [InlineData("<style>p{color:#333}@media (prefers-color-scheme: dark){p{color:#eee!important}}</style><p>a")]
    [InlineData("<style>p{color:#333}@media screen and (PREFERS-COLOR-SCHEME:dark){p{background:#000}}</style><p>a")]
    [InlineData("<meta name='color-scheme' content='dark'><p style='color:#eee'>a")]
    public void Mail_with_colours_for_dark_paper_keeps_them(string html)
    {
        var rendered = MessageHtml.Render(html, false, Dark);

        Assert.False(rendered.HasOwnColours);
        Assert.False(rendered.CanDarken);
        Assert.Equal(MessageHtml.Render(html, false, Dark with { Darken = false }).Document, rendered.Document);
        SafeDocument.Verify(rendered.Document);
    }

    [Theory]
    [InlineData("<meta name='color-scheme' content='light dark'><p style='color:#333'>a")]
    [InlineData("<meta name='color-scheme' content='light only'><p style='color:#333'>a")]
    [InlineData("<style>p{color:#333}@media (prefers-color-scheme: dark){p{width:50%}}</style><p>a")]
    [InlineData("<style>p{color:#333}@media (prefers-color-scheme: light){p{color:#444}}</style><p>a")]
    public void Mail_that_only_says_so_is_as_any_other(string html) => Assert.True(MessageHtml.Render(html, false, Dark).CanDarken);

    [Theory]
    [InlineData(BodyTheme.Dark, "(min-width:0)", "(max-width:0)")]
    [InlineData(BodyTheme.Light, "(max-width:0)", "(min-width:0)")]
    [InlineData(BodyTheme.System, "(prefers-color-scheme: dark)", "(prefers-color-scheme:light)")]
    public void The_rules_for_the_paper_the_reader_chose_are_in_force(BodyTheme theme, string dark, string light)
    {
        const string Html = "<style>@media screen and (prefers-color-scheme: dark){p{color:#eee}}@media (prefers-color-scheme:light){p{color:#222}}</style><p>a";
        var document = MessageHtml.Render(Html, false, Rendering.Options with { Theme = theme }).Document;

        Assert.Contains($"@media screen and {dark}{{.wm-mail p{{color:#eee}}", document, StringComparison.Ordinal);
        Assert.Contains($"@media {light}{{.wm-mail p{{color:#222}}", document, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_harmless_stays_so_when_it_is_darkened() => PropertyTests.Markup.Sample(
        static html =>
        {
            foreach (var theme in new[] { BodyTheme.Dark, BodyTheme.System })
                SafeDocument.Verify(MessageHtml.Render(html, false, Dark with { Theme = theme }).Document);
        },
        iter: 500);

    private static double Contrast(string text, string background)
    {
        var html = $"<p style='color:{text};background-color:{background}'>a";
        var (one, other) = (Luminance(Read(Declared(html, "color"))), Luminance(Read(Declared(html, "background-color"))));
        return (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);
    }

    // WCAG 2.2, relative luminance.
    private static double Luminance(Rgb colour)
    {
        return (0.2126 * Part(colour.Red)) + (0.7152 * Part(colour.Green)) + (0.0722 * Part(colour.Blue));

        static double Part(double part) => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
    }

    private static string Declared(string html, string property)
    {
        var style = html[(html.IndexOf('\'', StringComparison.Ordinal) + 1)..html.LastIndexOf('\'')];
        var css = StyleFilter.Declarations(style, darkening: Darkening.For(Dark)).Css;
        return css.Split(';').Single(one => one.StartsWith(property + ":", StringComparison.Ordinal))[(property.Length + 1)..];
    }

    private static Rgb Read(string hex) => CssColour.OfAttribute(hex)!.Value;

    [GeneratedRegex("(?i)#[a-f][0-9a-f]{5}|#fff|white|snow|rgb|hsl")]
    private static partial Regex LightColour();
}
