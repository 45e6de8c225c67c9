namespace Webmail.Html.Tests;

/// <summary>Mail whose reader wants to see images of other hosts: Golden/Shown/NAME.html gives NAME.safe.html.</summary>
public sealed class ShownImagesTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "Shown");

    public static TheoryData<string> Names() =>
        [.. Directory.GetFiles(Folder, "*.safe.html").Select(static f => Path.GetFileName(f)[..^".safe.html".Length]).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Images_come_by_URLs_of_ours_and_nothing_else_does(string name)
    {
        var rendered = Rendering.Shown(File.ReadAllText(Path.Combine(Folder, name + ".html")));
        SafeDocument.Verify(rendered.Document);
        var golden = $"<!-- shown: {rendered.ShownRemoteImages}, blocked: {rendered.BlockedRemoteImages}, trackers: {rendered.Trackers} "
            + $"({string.Join(' ', rendered.TrackerHosts)}) -->\n{Rendering.Shown(rendered)}\n";
        Assert.Equal(File.ReadAllText(Path.Combine(Folder, name + ".safe.html")), golden, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Every_input_has_a_reviewed_document() =>
        Assert.Equal(Directory.GetFiles(Folder).Length, 2 * Names().Count);

    [Fact]
    public void Trackers_are_counted_and_named_while_everything_is_blocked_too()
    {
        var rendered = Rendering.Html(File.ReadAllText(Path.Combine(Folder, "trackers.html")));

        Assert.Equal((11, 0, 7), (rendered.BlockedRemoteImages, rendered.ShownRemoteImages, rendered.Trackers));
        Assert.Equal(["t1.example", "t2.example", "t3.example", "t4.example", "t5.example", "t6.example"], rendered.TrackerHosts);
    }

    [Fact]
    public void Asked_for_is_the_address_itself_without_what_could_mislead_CSS()
    {
        var asked = new List<string>();
        MessageHtml.Render(
            "<img src=\"https://shop.example/a'(b)*c d.png?e=%27#f\"><div style=\"background:url(http://shop.example:8080/x)\">y", false,
            new RenderOptions { RemoteImageUrl = url => { asked.Add(url); return "/img/1"; } });

        Assert.Equal(["https://shop.example/a%27%28b%29%2Ac%20d.png?e=%27", "http://shop.example:8080/x"], asked);
    }

    [Theory]
    [InlineData("/img/1')}*{position:fixed}")]
    [InlineData("/img/1\\")]
    [InlineData("/img/</style><script>")]
    [InlineData("/img/ü")]
    public void A_URL_that_could_end_what_it_stands_in_is_not_written(string mapped)
    {
        var rendered = MessageHtml.Render(
            "<body background=https://a.example/1><table background=https://a.example/2><td><p style='background:url(https://a.example/3)'><img src=https://a.example/4>x<style>p{background:url(https://a.example/5)}</style>",
            false, new RenderOptions { RemoteImageUrl = _ => mapped });

        Assert.DoesNotContain(mapped, System.Net.WebUtility.HtmlDecode(rendered.Document), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_very_many_images_the_first_are_shown()
    {
        var html = string.Concat(Enumerable.Range(0, 700).Select(static i => $"<img src=https://a.example/{i}.png>"));

        var rendered = Rendering.Shown(html);

        Assert.Equal((500, 200, false), (rendered.ShownRemoteImages, rendered.BlockedRemoteImages, rendered.TooComplex));
    }

    [Fact]
    public void An_address_that_is_too_long_to_be_asked_for_stays_blocked() =>
        Assert.Equal(1, Rendering.Shown($"<img src='https://a.example/{new string('a', 3_000)}'>").BlockedRemoteImages);

    [Theory]
    [InlineData("https://a.example/?utm_source=x", "https://a.example/")]
    [InlineData("https://a.example/?utm_source=x&id=7&UTM_Medium=y&fbclid=z#part?utm_id=1", "https://a.example/?id=7#part?utm_id=1")]
    [InlineData("https://a.example/?a=1&&gclid=2&b", "https://a.example/?a=1&&b")]
    [InlineData("https://a.example/?%75tm_source=x&mc_eid&q=a%20b", "https://a.example/?q=a%20b")]
    [InlineData("https://a.example/?redirect=utm_source=x", "https://a.example/?redirect=utm_source=x")]
    [InlineData("https://a.example/utm_source=x", "https://a.example/utm_source=x")]
    [InlineData("mailto:a@b.example?subject=x&utm_source=y", "mailto:a@b.example?subject=x&utm_source=y")]
    public void Links_lose_what_only_tells_where_somebody_came_from(string href, string shown)
    {
        var options = new RenderOptions { WithoutLinkTracking = true };
        var attribute = $"href=\"{shown.Replace("&", "&amp;", StringComparison.Ordinal)}\"";

        Assert.Contains(attribute, MessageHtml.Render($"<a href=\"{href}\">x</a>", false, options).Document, StringComparison.Ordinal);
        if (href.StartsWith("https:", StringComparison.Ordinal))
            Assert.Contains(attribute, MessageText.Render(href, false, false, false, options).Document, StringComparison.Ordinal);
        Assert.Contains($"href=\"{href.Replace("&", "&amp;", StringComparison.Ordinal)}\"",
            MessageHtml.Render($"<a href=\"{href}\">x</a>", false, new RenderOptions()).Document, StringComparison.Ordinal);
    }
}
