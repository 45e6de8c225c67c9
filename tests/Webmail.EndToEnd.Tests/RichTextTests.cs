using System.Text.Json;
using System.Text.RegularExpressions;
using MailKit;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>Rich text: what it looks like while it is written, and what others get.</summary>
public sealed class RichTextTests(PostfixServer post, Browser browser) : IClassFixture<PostfixServer>
{
    private const string ReadByPython = """
        import email, email.policy, json, sys
        message = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
        parts = [part for part in message.walk() if not part.is_multipart()]
        print(json.dumps({
            "subject": message["subject"], "structure": [part.get_content_type() for part in message.walk()],
            "charsets": [part.get_content_charset() for part in parts], "defects": [str(d) for part in message.walk() for d in part.defects],
            "plain": message.get_body(("plain",)).get_content(), "html": message.get_body(("html",)).get_content(),
        }))
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_formatted_while_it_is_typed_reaches_others_as_text_and_as_HTML()
    {
        var (user, other) = (await post.NewReaderAsync(Token), post.Mail.NewUser());
        await using var server = await post.StartWebmailAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        var text = await NewMessageAsync(mail, other, "窯開きのお知らせ");
        var keys = mail.Page.Keyboard;

        await text.ClickAsync();
        await keys.TypeAsync("# 予定\nこんにちは **木曜日** に `10:00` から。");
        await keys.PressAsync("Enter");
        await keys.TypeAsync("- clay\nglaze\n\n> as you said\n\n");
        await keys.PressAsync("Control+b");
        await Assertions.Expect(Button(mail, "Bold")).ToHaveAttributeAsync("aria-pressed", "true");
        await keys.TypeAsync("Soon");
        await keys.PressAsync("Enter");
        await Button(mail, "Table").ClickAsync();
        await keys.TypeAsync("Kiln");
        await keys.PressAsync("Tab");
        await keys.TypeAsync("Day");
        await Assertions.Expect(text.Locator("li")).ToHaveTextAsync(["clay", "glaze"]);
        await Assertions.Expect(text.Locator("blockquote")).ToHaveTextAsync("as you said");
        await mail.Page.ScreenshotAsync(new() { Path = Screenshot("written") });
        await keys.PressAsync("Control+Enter");

        var read = await post.ReadByPythonAsync(other, "窯開きのお知らせ", ReadByPython, Token);
        Assert.Equal("窯開きのお知らせ", read.GetProperty("subject").GetString());
        Assert.Equal(["multipart/alternative", "text/plain", "text/html"], Texts(read, "structure"));
        Assert.Equal(["utf-8", "utf-8"], Texts(read, "charsets"));
        Assert.Empty(Texts(read, "defects"));
        Assert.StartsWith("予定\nこんにちは 木曜日 に 10:00 から。\n- clay\n- glaze\n> as you said\nSoon\n\nKiln | Day", read.GetProperty("plain").GetString(), StringComparison.Ordinal);
        var html = read.GetProperty("html").GetString()!;
        Assert.Contains("<html lang=\"ja\">", html, StringComparison.Ordinal);
        Assert.Contains("<strong>木曜日</strong> に <code style=\"font-family:monospace\">10:00</code>", html, StringComparison.Ordinal);
        Assert.Matches(new Regex("<table style=\"[^\"]*border-collapse:collapse"), html);
        Assert.DoesNotMatch(new Regex("class=|<script|position:|<style"), html);
    }

    [Fact]
    public async Task What_is_formatted_is_the_same_after_a_reload_and_plain_text_is_asked_about_first()
    {
        var user = await post.NewReaderAsync(Token);
        await using var server = await post.StartWebmailAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Phone);
        var mail = await MailPage.SignInAsync(context, server, user);
        var text = await NewMessageAsync(mail, user, "Kept");
        await text.ClickAsync();
        await mail.Page.Keyboard.TypeAsync("One  **two**   three");
        await SavedAsync(mail);
        var before = await WrittenAsync(text);

        await mail.Page.ReloadAsync();
        await Assertions.Expect(text.Locator("strong")).ToHaveTextAsync("two");
        Assert.Equal(before, await WrittenAsync(text));

        await Button(mail, "More formatting").ClickAsync();
        await mail.Page.ScreenshotAsync(new() { Path = Screenshot("phone") });
        await Button(mail, "Plain text").ClickAsync();
        await Button(mail, "Keep").ClickAsync();
        await Assertions.Expect(text.Locator("strong")).ToHaveTextAsync("two");
        await Button(mail, "More formatting").ClickAsync();
        await Button(mail, "Plain text").ClickAsync();
        await Button(mail, "Remove formatting").ClickAsync();
        await Assertions.Expect(text).ToHaveValueAsync("One  two   three");
    }

    [Fact]
    public async Task Hostile_HTML_that_is_pasted_runs_nothing_and_asks_for_nothing()
    {
        var user = await post.NewReaderAsync(Token);
        await using var server = await post.StartWebmailAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        var text = await NewMessageAsync(mail, user, "Pasted");
        await text.ClickAsync();
        var asked = new List<string>();
        context.Request += (_, request) => asked.Add(request.Url);

        await PasteAsync(text, """
            <img src="https://evil.test/a.png" srcset="https://evil.test/b.png 2x" onerror="window.hacked = 1" alt="Plan"><script>window.hacked = 2</script>
            <iframe src="https://evil.test/f" srcdoc="<script>parent.hacked = 3</script>"></iframe><svg onload="window.hacked = 4"><image href="https://evil.test/s"/></svg>
            <a href="javascript:window.hacked = 5">link</a><p style="background: url(https://evil.test/bg)" onclick="window.hacked = 6">Text <b>kept</b></p>
            <form action="https://evil.test"><input autofocus onfocus="window.hacked = 7"></form><style>@import "https://evil.test/c";</style>
            <video poster="https://evil.test/v" src="https://evil.test/m"></video><link rel="stylesheet" href="https://evil.test/l"><meta http-equiv="refresh" content="0;url=https://evil.test">
            <math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.hacked=8&gt;">
            """, "");

        await Assertions.Expect(text.Locator("strong")).ToHaveTextAsync("kept");
        await Assertions.Expect(text).ToContainTextAsync("[Plan]");
        await SavedAsync(mail);
        Assert.Equal(0, await text.EvaluateAsync<int>("field => field.querySelectorAll('script, iframe, svg, math, style, link, meta, form, input, video, img[src]:not([src=\"\"]), [href^=javascript], [onclick], [onerror]').length"));
        Assert.True(await mail.Page.EvaluateAsync<bool>("() => window.hacked === undefined"));
        Assert.NotEmpty(asked);
        Assert.DoesNotContain(asked, static url => url.Contains("evil", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Five_megabytes_that_are_pasted_are_kept_to_the_last_letter_and_typing_goes_on()
    {
        var user = await post.NewReaderAsync(Token);
        await using var server = await post.StartWebmailAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        var text = await NewMessageAsync(mail, user, "Long");
        await text.PressSequentiallyAsync("Before. ");
        var pasted = string.Join('\n', Enumerable.Range(0, 60_000).Select(static i => $"Line {i} {new string('x', 75)}"));

        await PasteAsync(text, $"<p>{pasted.Replace("\n", "</p><p>", StringComparison.Ordinal)}</p>", pasted);
        await mail.Page.Keyboard.TypeAsync(" After.");

        Assert.Equal($"Before. {pasted} After.", await text.InputValueAsync());
        await Assertions.Expect(mail.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("the message is plain text now");
        await SavedAsync(mail);
        using var client = await post.Mail.ConnectAsync(user, Token);
        var drafts = await client.GetFolderAsync("Drafts", Token);
        await drafts.OpenAsync(FolderAccess.ReadOnly, Token);
        using var draft = await drafts.GetMessageAsync(drafts.Count - 1, Token);
        Assert.Equal($"Before. {pasted} After.", draft.TextBody!.ReplaceLineEndings("\n").TrimEnd('\n'));
    }

    [Fact]
    public async Task What_is_typed_shows_though_nothing_comes_through_the_network()
    {
        var user = await post.NewReaderAsync(Token);
        await using var server = await post.StartWebmailAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        var text = await NewMessageAsync(mail, user, "Away");
        await context.SetOfflineAsync(true);

        await text.ClickAsync();
        await mail.Page.Keyboard.TypeAsync("- 窯 **open**\nnext");

        await Assertions.Expect(text.Locator("li")).ToHaveTextAsync(["窯 open", "next"]);
        await Assertions.Expect(text.Locator("strong")).ToHaveTextAsync("open");
        await context.SetOfflineAsync(false);
        await SavedAsync(mail);
    }

    [Fact]
    public async Task HTML_mail_is_answered_with_its_looks_and_without_what_it_would_fetch()
    {
        var (user, other) = (post.Mail.NewUser(), post.Mail.NewUser());
        var letter = Letters.Plain("Plans", from: $"Haruka Ito <{other.Address}>");
        letter.Body = new MimeKit.TextPart("html")
        {
            Text = "<p>East <b>side</b></p><table border=1><tr><th>Kiln</th><th>Day</th></tr><tr><td>North</td><td>木</td></tr></table>"
                + "<img src=\"https://evil.test/open.gif\" width=1 height=1 alt=beacon><img src=\"https://evil.test/plan.png\" alt=\"Floor plan\"><script>hacked()</script>",
        };
        await post.Mail.DeliverAsync(user, letter, Token);
        await using var server = await post.StartWebmailAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.OpenAsync("Plans");

        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "Reply", Exact = true }).First.ClickAsync();
        var text = mail.Page.Locator(".ProseMirror");
        await Assertions.Expect(text.Locator("blockquote strong")).ToHaveTextAsync("side");
        await Assertions.Expect(text).ToContainTextAsync("Haruka Ito wrote:");
        await Assertions.Expect(text).ToContainTextAsync("[Floor plan]");
        await Assertions.Expect(text).ToBeFocusedAsync();
        await mail.Page.Keyboard.TypeAsync("Yes, **please**. ");
        await mail.Page.ScreenshotAsync(new() { Path = Screenshot("reply") });
        await mail.Page.Keyboard.PressAsync("Control+Enter");

        var read = await post.ReadByPythonAsync(other, "Re: Plans", ReadByPython, Token);
        Assert.StartsWith("Yes, please.\n", read.GetProperty("plain").GetString(), StringComparison.Ordinal);
        Assert.Contains("> East side\n", read.GetProperty("plain").GetString(), StringComparison.Ordinal);
        Assert.Contains("> North | 木", read.GetProperty("plain").GetString(), StringComparison.Ordinal);
        var html = read.GetProperty("html").GetString()!;
        Assert.Matches(new Regex("<blockquote type=\"cite\"[^>]*>.*<strong>side</strong>"), html);
        Assert.DoesNotMatch(new Regex("evil|beacon|hacked|<img"), html);
    }

    /// <summary>As another program would put it into the clipboard.</summary>
    private static async Task PasteAsync(ILocator text, string html, string plain) => await text.EvaluateAsync("""
        (field, [html, plain]) => {
          const data = new DataTransfer();
          data.setData('text/html', html);
          data.setData('text/plain', plain);
          field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }
        """, new[] { html, plain });

    // A space that counts may be one that does not break.
    private static async Task<string> WrittenAsync(ILocator text) => (await text.InnerHTMLAsync()).Replace("&nbsp;", " ", StringComparison.Ordinal);

    private static Task SavedAsync(MailPage mail) => Assertions.Expect(mail.Page.Locator("[data-status]")).ToContainTextAsync("Draft saved", new() { Timeout = 60_000 });

    private static string Screenshot(string name) => Path.Combine(Repository.Root, "artifacts", "screenshots", $"rich-{name}.png");

    private static ILocator Button(MailPage mail, string name) =>
        mail.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>A window with a rich text to write.</summary>
    private static async Task<ILocator> NewMessageAsync(MailPage mail, TestUser to, string subject)
    {
        await mail.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^(New message|Compose)$") }).First.ClickAsync();
        await mail.Page.GetByRole(AriaRole.Textbox, new() { Name = "To", Exact = true }).FillAsync(to.Address + ",");
        await mail.Page.GetByLabel("Subject").FillAsync(subject);
        await mail.Page.Locator(".ProseMirror").WaitForAsync();
        return mail.Page.GetByRole(AriaRole.Textbox, new() { Name = "Message text" });
    }

    private static List<string?> Texts(JsonElement read, string name) => [.. read.GetProperty(name).EnumerateArray().Select(static one => one.GetString())];
}
