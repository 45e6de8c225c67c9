using System.Text.Json;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.EndToEnd.Tests.Hostile;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>Every message of tests/corpus/hostile, opened in the product as its reader would.</summary>
public sealed class HostileMailTests(Demo demo, Browser browser)
{
    /// <summary>What stands over our page, or tries to: looked at in a dark page too.</summary>
    private static readonly string[] Overlays = ["h065", "h066", "h067", "h068", "h069", "h070", "h100", "c023", "c024", "c025", "c034", "c040"];

    // In our page: a row is clicked, and when its frames are loaded, they are in their places, nothing of the message became part of
    // our page, and no control is under a frame.
    private const string Open = """
        async uid => {
          const until = async (what, is) => {
            for (let is_, last = Date.now() + 45000; Date.now() < last; await new Promise(r => setTimeout(r, 10)))
              if (is_ = is()) return is_;
            throw new Error("not there after 45 s: " + what);
          };
          performance.setResourceTimingBufferSize(100000);
          const row = await until("its row", () => document.querySelector(`[role=row][data-uid='${uid}']`));
          row.scrollIntoView({ block: "nearest" });
          row.querySelector("a.subject").click();
          const section = await until("its pane", () => document.querySelector(`section.read:not([hidden]):not([aria-busy])[data-card*='/${uid}.']`));
          const places = [...section.querySelectorAll("[data-frame]")];
          const frames = await until("its frames", () => { const all = places.map(p => p.querySelector("iframe")); return all.every(f => f?.src) && all; });
          await until("what its frames load", () => frames.every(f => performance.getEntriesByName(f.src).length > 0));
          await new Promise(r => requestAnimationFrame(() => setTimeout(r)));
          const found = [];
          if (document.querySelector("[data-pwned]"))
            found.push("markup of a header became part of the page");
          if (!/^(\(\d+\) )?Inbox/.test(document.title))
            found.push("the title is " + document.title);
          const pane = section.getBoundingClientRect();
          for (const frame of frames) {
            const box = frame.getBoundingClientRect();
            if (box.left < pane.left - 1 || box.right > pane.right + 1)
              found.push("a frame is wider than its pane");
            if (frame.getAttribute("sandbox") !== "allow-popups allow-popups-to-escape-sandbox")
              found.push("the sandbox of a frame is " + frame.getAttribute("sandbox"));
          }
          for (let x = 4; x < innerWidth; x += 48)
            for (let y = 4; y < innerHeight; y += 48)
              if (document.elementFromPoint(x, y)?.tagName === "IFRAME" && (x < pane.left || x > pane.right || y < pane.top || y > pane.bottom))
                found.push(`a frame is at ${x},${y}`);
          for (const control of document.querySelectorAll("[role=toolbar] button, [role=searchbox], [role=treeitem], header button")) {
            const box = control.getBoundingClientRect();
            if (box.width > 0 && document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)?.tagName === "IFRAME")
              found.push("a frame covers " + (control.getAttribute("aria-label") ?? control.textContent));
          }
          return JSON.stringify({
            found, bodies: places.map(p => p.dataset.src), parts: [...section.querySelectorAll("a[href*='/part/'].save")].map(a => a.href),
          });
        }
        """;

    // Frames like the pane's, for bodies on dark paper; loaded when all of them are.
    private const string Dark = """
        bodies => Promise.all(bodies.map(body => new Promise(loaded => {
          const frame = document.createElement("iframe");
          frame.setAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox");
          frame.onload = () => { frame.remove(); loaded(); };
          frame.src = body.replace(/theme=\w+/, "theme=dark");
          document.body.append(frame);
        })))
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_message_of_the_corpus_names_its_class()
    {
        var listed = File.ReadAllText(Path.Combine(HostileMail.Folder, "README.md"));
        Assert.True(HostileMail.All.Count >= 100);
        Assert.All(HostileMail.All, mail =>
        {
            var (id, name) = (mail.Name[..4], mail.Name[5..]);
            Assert.Equal(name, mail.Class);
            Assert.Contains($"| {id} | {name} |", listed, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task No_message_of_the_corpus_runs_fetches_moves_or_covers_anything()
    {
        using var stranger = new Stranger();
        var (user, mails) = await DeliveredAsync(HostileMail.All, stranger);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var witness = await Witness.OfAsync(context, demo.Webmail.Url);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        var found = new List<string>();
        var bodies = new List<string>();
        var paper = new List<string>();
        var parts = new List<string>();

        for (var i = mails.Count - 1; i >= 0; i--)
        {
            var seen = await OpenAsync(mail, i + 1);
            found.AddRange(seen.Found.Concat(witness.TakeRan()).Concat(witness.TakeOthers()).Select(what => $"{mails[i].Name}: {what}"));
            bodies.AddRange(seen.Bodies);
            parts.AddRange(seen.Parts);
            if (seen.Bodies.Length > 0 && i % 8 == 0)
                paper.Add($"{demo.Webmail.Url}/{seen.Bodies[0][..seen.Bodies[0].IndexOf("/body/", StringComparison.Ordinal)]}/print");
        }

        // In a page of ours that shows nothing else: all of them again, on dark paper.
        foreach (var some in bodies.Chunk(40))
            await mail.Page.EvaluateAsync(Dark, some);
        found.AddRange(witness.TakeRan().Concat(witness.TakeOthers()).Select(static what => $"dark: {what}"));
        Assert.True(parts.Count > 30 && paper.Count > 20, $"{parts.Count} attachments, {paper.Count} on paper");
        var aside = await context.NewPageAsync();
        foreach (var address in paper.Concat(parts).Concat(parts.Select(static part => part + "?inline")))
            found.AddRange(await OpenDirectlyAsync(aside, witness, address));

        Assert.True(found.Count == 0, string.Join('\n', found));
        Assert.Equal(0, stranger.Connections);
    }

    [Fact]
    public async Task In_a_dark_page_too_nothing_stands_over_our_page()
    {
        using var stranger = new Stranger();
        var (user, mails) = await DeliveredAsync(HostileMail.All.Where(static mail => Overlays.Contains(mail.Name[..4])), stranger);
        Assert.Equal(Overlays.Length, mails.Count);
        await using var context = await browser.NewContextAsync(Device.Desktop, Theme.Dark);
        var witness = await Witness.OfAsync(context, demo.Webmail.Url);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        var found = new List<string>();

        for (var i = mails.Count - 1; i >= 0; i--)
        {
            var seen = await OpenAsync(mail, i + 1);
            found.AddRange(seen.Found.Concat(witness.TakeRan()).Concat(witness.TakeOthers()).Select(what => $"{mails[i].Name}: {what}"));
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
        Assert.Equal(0, stranger.Connections);
    }

    private async Task<(TestUser User, IReadOnlyList<HostileMail> Mails)> DeliveredAsync(IEnumerable<HostileMail> mails, Stranger stranger)
    {
        var user = demo.Mail.NewUser();
        var all = mails.ToList();
        foreach (var mail in all)
            await demo.Mail.DeliverAsync(user, mail.Directed(stranger.Host), Token);
        return (user, all);
    }

    /// <summary>Opens a message by its UID, waits until its frames are loaded, and looks at our page around them.</summary>
    private static async Task<Seen> OpenAsync(MailPage mail, int uid)
    {
        try
        {
            return JsonSerializer.Deserialize<Seen>(await mail.Page.EvaluateAsync<string>(Open, uid), JsonSerializerOptions.Web)!;
        }
        catch (PlaywrightException e) when (e.Message.Contains("not there after", StringComparison.Ordinal))
        {
            return new Seen([e.Message], [], []);
        }
    }

    private static async Task<IEnumerable<string>> OpenDirectlyAsync(IPage aside, Witness witness, string address)
    {
        try
        {
            await aside.GotoAsync(address);
        }
        catch (PlaywrightException download) when (download.Message.Contains("Download is starting", StringComparison.Ordinal)
            || download.Message.Contains("ERR_ABORTED", StringComparison.Ordinal))
        {
            // It is a file to save.
        }

        // The page for paper has one script of ours, which asks for the printer.
        return [.. witness.TakeRan().Where(static what => !what.StartsWith("print()", StringComparison.Ordinal))
            .Concat(witness.TakeOthers()).Select(what => $"{address}: {what}")];
    }

    /// <summary>What a look at the page gave.</summary>
    private sealed record Seen(string[] Found, string[] Bodies, string[] Parts);
}
