using System.Globalization;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.EndToEnd.Tests.Hostile;
using Webmail.Html;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>
/// The two walls round a message, each alone: what the cleaner leaves, in a page that allows everything; and raw attacks under the
/// headers and the sandbox that the product serves. Over the corpus, generated attacks, and lists that others published.
/// </summary>
public sealed class WallTests(Demo demo, Browser browser)
{
    private const int FramesAtOnce = 50;

    // Whatever can be made to happen without following a link.
    private const string Provoke = """
        () => {
          const found = [];
          addEventListener("click", event => event.target.closest("a") && event.preventDefault(), { capture: true });
          for (const e of document.body.querySelectorAll("*")) {
            for (const a of e.attributes)
              if (a.name.startsWith("on"))
                found.push(`${a.name} on ${e.outerHTML}`);
            if (e.localName === "a" && e.hasAttribute("href") && !/^(https?|mailto|tel):/.test(e.getAttribute("href")))
              found.push(`a link ${e.outerHTML}`);
            e.focus?.();
            e.dispatchEvent(new Event("error"));
            e.dispatchEvent(new Event("load"));
            e.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
            e.click?.();
          }
          if (document.title !== "clean" || document.body.lastElementChild.id !== "end")
            found.push("the page is not as it was");
          return found;
        }
        """;

    // The browser asks for it by itself, whatever a page says.
    private const string FavoriteIcon = "/favicon.ico";

    private static readonly Dictionary<string, string> NoHeaders = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_either_wall_the_attacks_run_and_fetch()
    {
        using var stranger = new Stranger();
        var vectors = GeneratedVectors.Running().Where(static (_, i) => i % 6 == 0).Concat(GeneratedVectors.Fetching(stranger.Host).Take(40)).ToList();
        using var server = Serving(vectors, NoHeaders);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var witness = await Witness.OfAsync(context, server.Url);

        await VisitAsync(context, server, vectors.Count);

        // Else the tests below would see nothing because there is nothing to see.
        var ran = witness.TakeRan();
        Assert.True(ran.Count > 15, $"{ran.Count} ran of {vectors.Count}");
        Assert.True(stranger.Connections > 10, $"{stranger.Connections} connections");
        Assert.True(witness.TakeOthers().Count > 10);
    }

    [Fact]
    public async Task What_is_cleaned_runs_and_fetches_nothing_in_a_page_that_allows_everything()
    {
        using var stranger = new Stranger();
        var pages = Cleaned(await AllAsync(stranger.Host));
        using var server = Serving(pages, NoHeaders);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var witness = await Witness.OfAsync(context, server.Url);
        var page = await context.NewPageAsync();
        var found = new List<string>();

        for (var i = 0; i < pages.Count; i++)
        {
            await page.GotoAsync($"{server.Url}/{i}");
            found.AddRange(await page.EvaluateAsync<string[]>(Provoke));
            found.AddRange(witness.TakeRan().Concat(witness.TakeOthers()));
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
        Assert.DoesNotContain(server.NotFound, static path => path != FavoriteIcon);
        Assert.Equal(0, stranger.Connections);
    }

    [Fact]
    public async Task What_is_not_cleaned_runs_nothing_under_the_headers_and_in_the_sandbox_of_the_product()
    {
        using var stranger = new Stranger();
        var (headers, sandbox) = await WallAsync();
        var vectors = HostileMail.All.SelectMany(static mail => mail.Markup()).Select(text => HostileMail.Directed(text, stranger.Host))
            .Concat(GeneratedVectors.Running()).Concat(await PublicVectors.AllAsync(stranger.Host)).Distinct().ToList();
        vectors = [.. Some(vectors)];
        Assert.True(vectors.Count > 500, $"{vectors.Count} vectors");
        using var server = Serving(vectors, headers, sandbox);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var witness = await Witness.OfAsync(context, server.Url);

        await VisitAsync(context, server, vectors.Count);

        var ran = witness.TakeRan();
        Assert.True(ran.Count == 0, string.Join('\n', ran));
    }

    [Fact]
    public async Task Behind_both_walls_no_connection_is_opened()
    {
        using var stranger = new Stranger();
        var (headers, sandbox) = await WallAsync();
        var pages = Cleaned(await AllAsync(stranger.Host));
        using var server = Serving(pages, headers, sandbox);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var witness = await Witness.OfAsync(context, server.Url);

        await VisitAsync(context, server, pages.Count);

        var found = witness.TakeRan().Concat(witness.TakeOthers()).ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
        Assert.DoesNotContain(server.NotFound, static path => path != FavoriteIcon);
        Assert.Equal(0, stranger.Connections);
    }

    /// <summary>Each has a frame and a request of its own, which takes minutes: one of three, unless WEBMAIL_EVERY_VECTOR=1 asks for all.</summary>
    private static IEnumerable<string> Some(IEnumerable<string> vectors) =>
        Environment.GetEnvironmentVariable("WEBMAIL_EVERY_VECTOR") == "1" ? vectors : vectors.Where(static (_, i) => i % 3 == 0);

    /// <summary>The headers of a body as the product sends them, and the sandbox of its frame.</summary>
    private async Task<(IReadOnlyDictionary<string, string> Headers, string Sandbox)> WallAsync()
    {
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("Harmless"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        var response = await mail.Page.RunAndWaitForResponseAsync(() => mail.OpenAsync("Harmless"), static one => one.Url.Contains("/body/", StringComparison.Ordinal));
        var sandbox = await mail.Message.Locator("iframe").First.GetAttributeAsync("sandbox");
        var headers = await response.AllHeadersAsync();
        Assert.StartsWith("sandbox ", headers["content-security-policy"], StringComparison.Ordinal);
        string[] walls = ["content-security-policy", "x-content-type-options", "referrer-policy", "cross-origin-resource-policy", "permissions-policy"];
        return (walls.ToDictionary(static name => name, name => headers[name]), sandbox!);
    }

    private static async Task<IReadOnlyList<string>> AllAsync(string host)
    {
        var all = HostileMail.All.SelectMany(static mail => mail.Markup()).Select(text => HostileMail.Directed(text, host))
            .Concat(GeneratedVectors.Running()).Concat(GeneratedVectors.Fetching(host)).Concat(await PublicVectors.AllAsync(host)).Distinct().ToList();
        Assert.True(all.Count > 1_000, $"{all.Count} vectors");
        TestContext.Current.TestOutputHelper?.WriteLine($"{all.Count} vectors");
        return all;
    }

    /// <summary>Pages of many vectors, each cleaned by itself and without our policy: what stays whole needs no page of its own.</summary>
    private static List<string> Cleaned(IEnumerable<string> vectors) =>
    [
        .. vectors.Select(static vector => MessageHtml.Render(vector, false, new RenderOptions { AsFragment = true }).Document).Chunk(FramesAtOnce)
            .Select(static some => $"<!doctype html><html><head><title>clean</title></head><body>{string.Concat(some)}<p id=\"end\">end</p></body></html>"),
    ];

    /// <summary>"/3" is the third document, "/frames/100" a page with frames of a hundred and the next ones.</summary>
    private static VectorServer Serving(List<string> documents, IReadOnlyDictionary<string, string> headers, string? sandbox = null) => new(path =>
    {
        if (int.TryParse(path[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < documents.Count)
            return (documents[number], headers);
        if (!path.StartsWith("/frames/", StringComparison.Ordinal))
            return null;
        var from = int.Parse(path["/frames/".Length..], CultureInfo.InvariantCulture);
        var attribute = sandbox is null ? "" : $" sandbox=\"{sandbox}\"";
        var frames = Enumerable.Range(from, Math.Min(FramesAtOnce, documents.Count - from)).Select(i => $"<iframe{attribute} src=\"/{i}\"></iframe>");
        return ($"<!doctype html><title>frames</title><body>{string.Concat(frames)}", NoHeaders);
    });

    private static async Task VisitAsync(IBrowserContext context, VectorServer server, int count)
    {
        for (var from = 0; from < count; from += FramesAtOnce)
        {
            var page = await context.NewPageAsync();
            await page.GotoAsync($"{server.Url}/frames/{from}");
            Assert.Equal("frames", await page.TitleAsync());
            await page.CloseAsync();
        }
    }
}
