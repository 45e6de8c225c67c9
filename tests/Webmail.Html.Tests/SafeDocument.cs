using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Webmail.Html.Tests;

/// <summary>What must hold for every document, whatever went in. Written independently of the cleaner's own lists.</summary>
internal static partial class SafeDocument
{
    private static readonly HashSet<string> Attributes =
    [
        "class", "id", "style", "href", "target", "rel", "src", "alt", "title", "lang", "dir", "align", "valign", "width", "height",
        "bgcolor", "color", "border", "bordercolor", "cellpadding", "cellspacing", "colspan", "rowspan", "nowrap", "size", "face",
        "start", "type", "value", "reversed", "hspace", "vspace", "clear", "noshade", "rules", "frame", "scope", "span", "abbr",
        "background", "summary", "role", "aria-label", "aria-hidden", "datetime", "cols",
    ];

    private static readonly HashSet<string> Forbidden =
    [
        "script", "svg", "math", "iframe", "frame", "frameset", "object", "embed", "applet", "base", "link", "form", "input",
        "button", "select", "textarea", "option", "noscript", "noembed", "noframes", "template", "title", "xmp", "plaintext",
        "audio", "video", "source", "track", "portal", "dialog", "area", "map", "canvas", "marquee", "slot", "picture",
    ];

    public static void Verify(string document)
    {
        var parsed = new HtmlParser(new HtmlParserOptions { IsScripting = true }).ParseDocument(document);
        Assert.StartsWith("<!doctype html><html", document, StringComparison.Ordinal);
        Assert.Equal("Content-Security-Policy", parsed.Head!.FirstElementChild!.GetAttribute("http-equiv"));
        Assert.Equal(4, parsed.QuerySelectorAll("meta").Length);
        Assert.Empty(parsed.Body!.QuerySelectorAll("style"));
        Assert.DoesNotContain(parsed.All, static e => e.NamespaceUri != NamespaceNames.HtmlUri || Forbidden.Contains(e.LocalName));
        foreach (var element in parsed.Body.QuerySelectorAll("*"))
            VerifyElement(element);
        foreach (var sheet in parsed.QuerySelectorAll("style").Skip(1))
            VerifyCss(sheet.TextContent);
    }

    private static void VerifyElement(IElement element)
    {
        foreach (var attribute in element.Attributes)
        {
            Assert.Contains(attribute.Name, Attributes);
            if (attribute.Name == "style")
                VerifyCss(attribute.Value);
        }
        if (element.GetAttribute("href") is { } href)
        {
            Assert.Matches(AllowedLink(), href);
            Assert.Equal("_blank", element.GetAttribute("target"));
            Assert.Equal("noopener noreferrer nofollow", element.GetAttribute("rel"));
        }
        if ((element.GetAttribute("src") ?? element.GetAttribute("background")) is { } source)
            Assert.Matches(AllowedImage(), source);
        Assert.True(element.GetAttribute("type") is null || element.LocalName is "ol" or "ul" or "li" or "blockquote");
    }

    private static void VerifyCss(string css)
    {
        css = AllowedCssImage().Replace(css, "none");
        Assert.DoesNotMatch(ForbiddenCss(), css);
        Assert.DoesNotContain('\\', css);
        Assert.DoesNotContain('<', css);
    }

    [GeneratedRegex(@"\A(https?://[a-z0-9\[][^\s""<>\\@]*?[^\s""<>\\]*|mailto:[^\s""<>]*|tel:[^\s""<>]*)\z")]
    private static partial Regex AllowedLink();

    [GeneratedRegex(@"\A(https://mail\.example/m/cap/img/[^\s""<>]+|data:image/(png|jpeg|jpg|gif|webp);base64,[A-Za-z0-9+/=]+)\z")]
    private static partial Regex AllowedImage();

    [GeneratedRegex(@"url\('https://mail\.example/m/cap/img/remote/[A-Za-z0-9%._~-]+'\)")]
    private static partial Regex AllowedCssImage();

    [GeneratedRegex(@"(?i)(url|image-set|src|image|cross-fade|element|paint|attr|var|env|expression)\s*\(|@(?!media)|//|javascript|behavior|-moz-binding|position\s*:\s*(fixed|absolute|sticky)")]
    private static partial Regex ForbiddenCss();
}
