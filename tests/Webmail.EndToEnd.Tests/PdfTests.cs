using Microsoft.Playwright;
using MimeKit;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.EndToEnd.Tests.Hostile;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>PDFs in the viewer of our own: drawn, read, searched; nothing in them runs.</summary>
public sealed class PdfTests(Demo demo, Browser browser)
{
    private const string Beyond = "https://tracker.example.test";

    // Which part of the pixels of a page is dark.
    private const string Dark = """
        page => {
          const canvas = page.querySelector("canvas");
          const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
          let dark = 0;
          for (let i = 0; i < data.length; i += 4)
            if (data[i] + data[i + 1] + data[i + 2] < 450) dark++;
          return dark / canvas.width / canvas.height;
        }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Device.Desktop, Theme.Light)]
    [InlineData(Device.Phone, Theme.Dark)]
    public async Task Pages_are_drawn_searched_and_made_larger_in_a_tab(Device device, Theme theme)
    {
        var user = await DeliverAsync(("plan.pdf", Pdfs.OfPages("Kiln plan", "Firing order")), ("letter.txt", "x"u8.ToArray()));
        await using var context = await browser.NewContextAsync(device, theme);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await mail.OpenAsync("Papers");
        await LookAsync(mail.Page, $"pdf-list-{device}");
        var tab = await context.RunAndWaitForPageAsync(() => mail.Attachments.GetByRole(AriaRole.Link, new() { Name = "Open plan.pdf" }).ClickAsync());
        Listen(tab);

        var first = tab.GetByRole(AriaRole.Region, new() { Name = "Page 1" });
        await Assertions.Expect(first.GetByText("Kiln plan")).ToBeAttachedAsync();
        await Assertions.Expect(tab).ToHaveTitleAsync("plan.pdf");
        await Assertions.Expect(tab.GetByRole(AriaRole.Group, new() { Name = "View" })).ToContainTextAsync("/ 2");
        await Assertions.Expect(tab.GetByLabel("Page number")).ToHaveValueAsync("1");
        Assert.InRange(await first.EvaluateAsync<double>(Dark), 0.02, 0.2);
        Assert.Empty(await Axe.SeriousFindingsAsync(tab));
        await LookAsync(tab, $"pdf-{device}");

        // Both pages have their places, whatever is drawn; the key works without a click.
        Assert.Equal(await HeightAsync(first), await HeightAsync(tab.GetByRole(AriaRole.Region, new() { Name = "Page 2" })));
        await tab.Keyboard.PressAsync("End");
        await Assertions.Expect(tab.GetByLabel("Page number")).ToHaveValueAsync("2");

        var before = await HeightAsync(first);
        await tab.GetByRole(AriaRole.Button, new() { Name = "Zoom in" }).ClickAsync();
        await tab.Keyboard.PressAsync("+");
        Assert.True(await HeightAsync(first) > before * 1.2);
        await Assertions.Expect(tab.GetByLabel("Page number")).ToHaveValueAsync("2");
        await tab.GetByRole(AriaRole.Button, new() { Name = "Fit width" }).ClickAsync();

        await tab.Keyboard.PressAsync("Control+f");
        await tab.GetByRole(AriaRole.Searchbox, new() { Name = "Find in the document" }).FillAsync("firing  ORDER");
        await Assertions.Expect(tab.GetByRole(AriaRole.Status).Filter(new() { HasText = "1 / 1" })).ToBeVisibleAsync();
        await LookAsync(tab, $"pdf-found-{device}");
        await tab.GetByRole(AriaRole.Searchbox, new() { Name = "Find in the document" }).FillAsync("nowhere");
        await Assertions.Expect(tab.GetByRole(AriaRole.Status).Filter(new() { HasText = "Not found" })).ToBeVisibleAsync();
        await tab.Keyboard.PressAsync("Escape");

        var download = await tab.RunAndWaitForDownloadAsync(() => tab.GetByRole(AriaRole.Link, new() { Name = "Download plan.pdf" }).ClickAsync());
        Assert.Equal("plan.pdf", download.SuggestedFilename);
    }

    [Fact]
    public async Task Scripts_and_addresses_in_it_do_nothing()
    {
        var user = await DeliverAsync(("letter.pdf", Pdfs.Hostile(Beyond)));
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var witness = await Witness.OfAsync(context, demo.Webmail.Url);
        var tab = await OpenAsync(context, user, "letter.pdf");
        var page = tab.GetByRole(AriaRole.Region, new() { Name = "Page 1" });
        await Assertions.Expect(page.GetByText("Hostile")).ToBeAttachedAsync();
        Assert.InRange(await page.EvaluateAsync<double>(Dark), 0.02, 0.2);

        // Where its scripts and its form are behind a link: 842 points are as high as the page.
        var height = await HeightAsync(page);
        for (var i = 0; i < 4; i++)
            await page.ClickAsync(new() { Position = new() { X = 500, Y = (float)(height * (782 - (i * 120)) / 842) }, Force = true });
        // What is left are links of the web, which open elsewhere, and say where they lead.
        var links = await page.GetByRole(AriaRole.Link).AllAsync();
        Assert.Equal(3, links.Count);
        foreach (var link in links)
        {
            var href = await link.GetAttributeAsync("href");
            Assert.StartsWith($"{Beyond}/", href, StringComparison.Ordinal);
            Assert.Equal((href, "_blank", "noopener noreferrer"),
                (await link.GetAttributeAsync("title"), await link.GetAttributeAsync("target"), await link.GetAttributeAsync("rel")));
        }

        Assert.Empty(await page.GetByRole(AriaRole.Button).AllAsync());

        Assert.Empty(witness.TakeRan());
        Assert.Empty(witness.TakeOthers());
        // And what could be led astray would get nowhere: of ours too it asks for nothing but the file.
        Assert.Equal("TypeError", await tab.EvaluateAsync<string>("() => fetch('/settings').then(() => 'reached', problem => problem.name)"));
    }

    [Theory]
    [InlineData("not-a.pdf", "<!doctype html><script>alert(1)</script>", "This is not a PDF")]
    [InlineData("damaged.pdf", "%PDF-1.7\n", "This file is damaged")]
    public async Task What_cannot_be_shown_says_why(string name, string content, string words)
    {
        var user = await DeliverAsync((name, System.Text.Encoding.UTF8.GetBytes(content)));
        await using var context = await browser.NewContextAsync(Device.Phone, Theme.Dark);
        var tab = await OpenAsync(context, user, name);

        await Assertions.Expect(tab.GetByRole(AriaRole.Alert)).ToContainTextAsync(words);
        Assert.Empty(await Axe.SeriousFindingsAsync(tab));
        await LookAsync(tab, name.Replace(".pdf", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_is_gone_meanwhile_and_a_server_that_is_away_are_said_in_words()
    {
        var user = await DeliverAsync(("plan.pdf", Pdfs.OfPages("Kiln plan")));
        await using var context = await browser.NewContextAsync(Device.Desktop);
        await context.RouteAsync("**/part/*", static route => route.FulfillAsync(new() { Status = 404 }));
        var tab = await OpenAsync(context, user, "plan.pdf");
        await Assertions.Expect(tab.GetByRole(AriaRole.Alert)).ToContainTextAsync("This link has expired");

        await context.UnrouteAllAsync();
        await context.RouteAsync("**/part/*", static route => route.AbortAsync());
        await tab.ReloadAsync();
        await Assertions.Expect(tab.GetByRole(AriaRole.Alert)).ToContainTextAsync("The file did not arrive");
    }

    [Fact]
    public async Task A_protected_one_asks_for_its_password()
    {
        var user = await DeliverAsync(("plan.pdf", Pdfs.Protected));
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var tab = await OpenAsync(context, user, "plan.pdf");

        await tab.GetByLabel("Password of the document").FillAsync("wrong");
        await tab.GetByRole(AriaRole.Button, new() { Name = "Open", Exact = true }).ClickAsync();
        await Assertions.Expect(tab.GetByRole(AriaRole.Alert)).ToContainTextAsync("That is not the password");
        Assert.Empty(await Axe.SeriousFindingsAsync(tab));
        await LookAsync(tab, "pdf-password");
        await tab.GetByLabel("Password of the document").FillAsync("kiln");
        await tab.Keyboard.PressAsync("Enter");

        await Assertions.Expect(tab.GetByText("Opened with a word")).ToBeAttachedAsync();
    }

    [Fact]
    public async Task Japanese_without_its_font_and_a_fax_are_drawn_and_the_words_are_the_readers()
    {
        var user = await DeliverAsync(("会場.pdf", Pdfs.JapaneseFax()));
        await using var context = await browser.NewContextAsync(Device.Desktop, locale: "ja-JP");
        var tab = await OpenAsync(context, user, "会場.pdf", "ja");

        var page = tab.GetByRole(AriaRole.Region, new() { Name = "1ページ" });
        await Assertions.Expect(page.GetByText("日本語")).ToBeAttachedAsync();
        // The square is 200 points of 595 by 842 wide.
        Assert.InRange(await page.EvaluateAsync<double>(Dark), 0.08, 0.12);
        await LookAsync(tab, "pdf-japanese");
    }

    private static async Task<double> HeightAsync(ILocator page) => (await page.BoundingBoxAsync())!.Height;

    private static void Listen(IPage page)
    {
        var output = TestContext.Current.TestOutputHelper;
        page.Console += (_, message) => output?.WriteLine($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => output?.WriteLine(error);
    }

    /// <summary>Signs in and opens the page of a file by its address, in a tab that is watched from the beginning.</summary>
    private async Task<IPage> OpenAsync(IBrowserContext context, TestUser user, string name, string language = "en")
    {
        await context.AddCookiesAsync([new() { Name = "lang", Value = "en", Url = demo.Webmail.Url }]);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await mail.OpenAsync("Papers");
        var address = await mail.Attachments.GetByRole(AriaRole.Link, new() { Name = $"Open {name}" }).EvaluateAsync<string>("link => link.href");
        await mail.Page.CloseAsync();
        await context.AddCookiesAsync([new() { Name = "lang", Value = language, Url = demo.Webmail.Url }]);
        var tab = await context.NewPageAsync();
        Listen(tab);
        await tab.GotoAsync(address);
        return tab;
    }

    private async Task<TestUser> DeliverAsync(params (string Name, byte[] Content)[] files)
    {
        var user = demo.Mail.NewUser();
        var message = Letters.Plain("Papers");
        var body = new Multipart("mixed") { new TextPart("plain") { Text = "Attached." } };
        foreach (var (name, content) in files)
        {
            body.Add(new MimePart(ContentType.Parse(name.EndsWith(".pdf", StringComparison.Ordinal) ? "application/pdf" : "text/plain"))
            {
                Content = new MimeContent(new MemoryStream(content)),
                ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
                ContentTransferEncoding = ContentEncoding.Base64,
                FileName = name,
            });
        }

        message.Body = body;
        await demo.Mail.DeliverAsync(user, message, Token);
        return user;
    }

    private static async Task LookAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("WEBMAIL_PICTURES") is { Length: > 0 } pictures)
            await page.ScreenshotAsync(new() { Path = Path.Combine(pictures, $"{name}.png".ToLowerInvariant()) });
    }
}
