using System.Text.Json;
using MailKit;
using MailKit.Search;
using Microsoft.Playwright;
using MimeKit;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>Messages with all that can be in them: pictures, tables, files, other messages, wishes and receipts, as every program reads them.</summary>
public sealed class WholeMessageTests(PostfixServer post, Browser browser) : IClassFixture<PostfixServer>
{
    private const string FileName = "見積書 第二版.txt";

    private const string ReadByPython = """
        import sys, json, email, email.policy
        message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
        parts = [part for part in message.walk() if not part.is_multipart()]
        print(json.dumps({
          'subject': message['subject'],
          'types': [part.get_content_type() for part in message.walk()],
          'plain': message.get_body(('plain',)).get_content(),
          'html': message.get_body(('html',)).get_content(),
          'files': [part.get_filename() for part in message.iter_attachments() if part.get_content_disposition() == 'attachment'],
          'cids': [part['content-id'] for part in parts if part['content-id']],
          'pictures': [len(part.get_content()) for part in parts if part.get_content_maintype() == 'image'],
          'defects': [str(defect) for part in message.walk() for defect in part.defects],
        }))
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_table_a_pasted_picture_a_Japanese_subject_and_file_arrive_whole_and_are_quoted_with_the_picture()
    {
        var (user, other) = (await post.NewReaderAsync(Token), await post.NewReaderAsync(Token));
        await using var server = await post.StartWebmailAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "New message" }).First.ClickAsync();
        await mail.Page.GetByRole(AriaRole.Textbox, new() { Name = "To", Exact = true }).FillAsync($"{other.Address},");
        await mail.Page.GetByLabel("Subject").FillAsync("窯の見積もり");
        var window = mail.Page.GetByRole(AriaRole.Dialog, new() { Name = "窯の見積もり" });
        await mail.Page.Locator(".ProseMirror").WaitForAsync();
        var text = window.GetByRole(AriaRole.Textbox, new() { Name = "Message text" });
        await text.ClickAsync();
        await mail.Page.Keyboard.TypeAsync("Before ");
        await PasteScreenshotAsync(text);
        var picture = text.GetByRole(AriaRole.Img, new() { Name = "shot" });
        await Assertions.Expect(picture).ToHaveJSPropertyAsync("naturalWidth", 120);
        await mail.Page.Keyboard.TypeAsync(" after");
        await mail.Page.Keyboard.PressAsync("Enter");
        await window.GetByRole(AriaRole.Button, new() { Name = "Table", Exact = true }).ClickAsync();
        await mail.Page.Keyboard.TypeAsync("釉薬");
        await window.Locator("[data-files]").SetInputFilesAsync(new FilePayload { Name = FileName, MimeType = "text/plain", Buffer = "窯"u8.ToArray() });
        await Assertions.Expect(window.Locator("[data-state=done]")).ToHaveCountAsync(1);
        await Assertions.Expect(window.Locator("[data-status]")).ToContainTextAsync("Draft saved");

        await mail.Page.ReloadAsync();
        await Assertions.Expect(picture).ToHaveJSPropertyAsync("naturalWidth", 120);
        Assert.Empty(await Axe.SeriousFindingsAsync(mail.Page));
        await window.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();

        var read = await post.ReadByPythonAsync(other, "窯の見積もり", ReadByPython, Token);
        Assert.Empty(read.GetProperty("defects").EnumerateArray());
        Assert.Equal("窯の見積もり", read.GetProperty("subject").GetString());
        Assert.Equal([FileName], Texts(read, "files"));
        Assert.Equal(
            ["multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png", "text/plain"], Texts(read, "types"));
        var cid = Assert.Single(Texts(read, "cids"))!.Trim('<', '>');
        Assert.Contains($"src=\"cid:{cid}\"", read.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.Contains("<table", read.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.Contains("Before [shot] after", read.GetProperty("plain").GetString(), StringComparison.Ordinal);
        Assert.True(Assert.Single(read.GetProperty("pictures").EnumerateArray()).GetInt32() > 50);

        await using var elsewhere = await browser.NewContextAsync(Device.Desktop);
        var theirs = await MailPage.SignInAsync(elsewhere, server, other);
        await theirs.OpenAsync("窯の見積もり");
        await Assertions.Expect(theirs.Body.GetByRole(AriaRole.Img, new() { Name = "shot" })).ToHaveJSPropertyAsync("naturalWidth", 120);
        await theirs.Page.GetByRole(AriaRole.Button, new() { Name = "Reply", Exact = true }).First.ClickAsync();
        var answer = theirs.Page.GetByRole(AriaRole.Dialog, new() { Name = "Re: 窯の見積もり" });
        await Assertions.Expect(answer.Locator("blockquote").GetByRole(AriaRole.Img, new() { Name = "shot" })).ToHaveJSPropertyAsync("naturalWidth", 120);
        await Assertions.Expect(answer.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(0);
        await answer.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        var back = await post.ReadByPythonAsync(user, "Re: 窯の見積もり", ReadByPython, Token);
        Assert.Contains("multipart/related", Texts(back, "types"));
        Assert.Empty(Texts(back, "files"));
    }

    [Fact]
    public async Task A_picture_that_was_taken_out_of_the_text_does_not_leave()
    {
        var (user, other) = (await post.NewReaderAsync(Token), await post.NewReaderAsync(Token));
        await using var server = await post.StartWebmailAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "New message" }).First.ClickAsync();
        await mail.Page.GetByRole(AriaRole.Textbox, new() { Name = "To", Exact = true }).FillAsync($"{other.Address},");
        await mail.Page.GetByLabel("Subject").FillAsync("Second thoughts");
        await mail.Page.Locator(".ProseMirror").WaitForAsync();
        var text = mail.Page.GetByRole(AriaRole.Textbox, new() { Name = "Message text" });
        await text.ClickAsync();
        await mail.Page.Keyboard.TypeAsync("Words only");
        await PasteScreenshotAsync(text);
        await Assertions.Expect(text.GetByRole(AriaRole.Img)).ToHaveCountAsync(1);
        await mail.Page.Keyboard.PressAsync("Backspace");
        await Assertions.Expect(text.GetByRole(AriaRole.Img)).ToHaveCountAsync(0);
        var chooser = await mail.Page.RunAndWaitForFileChooserAsync(() => mail.Page.GetByRole(AriaRole.Button, new() { Name = "Insert picture" }).ClickAsync());
        await chooser.SetFilesAsync(new FilePayload { Name = "dot.gif", MimeType = "image/gif", Buffer = Convert.FromBase64String("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==") });
        await Assertions.Expect(text.GetByRole(AriaRole.Img, new() { Name = "dot" })).ToHaveCountAsync(1);
        await mail.Page.Keyboard.PressAsync("Backspace");
        await Assertions.Expect(text.GetByRole(AriaRole.Img)).ToHaveCountAsync(0);

        await mail.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();

        var read = await post.ReadByPythonAsync(other, "Second thoughts", ReadByPython, Token);
        Assert.Equal(["multipart/alternative", "text/plain", "text/html"], Texts(read, "types"));
    }

    [Theory]
    [InlineData(Device.Desktop, Theme.Light)]
    [InlineData(Device.Phone, Theme.Dark)]
    public async Task A_message_is_forwarded_whole_with_its_wishes_kept_over_a_reload(Device device, Theme theme)
    {
        var (user, other) = (post.Mail.NewUser(), await post.NewReaderAsync(Token));
        await post.Mail.DeliverAsync(user, "From: Haruka <haruka@ito.example>\nTo: mika@lumen.example\nSubject: =?utf-8?B?56qv?=\n\nAs it was.\n", Token);
        await using var server = await post.StartWebmailAsync(Token);
        await using var context = await browser.NewContextAsync(device, theme);
        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.OpenAsync("窯");
        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "More", Exact = true }).Last.ClickAsync();
        await mail.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Forward as attachment" }).ClickAsync();
        var window = mail.Page.GetByRole(AriaRole.Dialog, new() { Name = "Fwd: 窯" });
        await Assertions.Expect(window.GetByRole(AriaRole.Listitem)).ToContainTextAsync("窯.eml");
        await Assertions.Expect(window.GetByRole(AriaRole.Toolbar, new() { Name = "Formatting" })).ToBeVisibleAsync();
        await Assertions.Expect(window.GetByRole(AriaRole.Progressbar)).ToHaveCountAsync(0);
        await window.GetByRole(AriaRole.Textbox, new() { Name = "To", Exact = true }).FillAsync($"{other.Address},");
        await window.GetByRole(AriaRole.Button, new() { Name = "Priority and receipts" }).ClickAsync();
        await window.GetByRole(AriaRole.Combobox, new() { Name = "Priority" }).SelectOptionAsync("High priority");
        await window.GetByRole(AriaRole.Checkbox, new() { Name = "Ask for a read receipt" }).CheckAsync();
        Assert.Empty(await Axe.SeriousFindingsAsync(mail.Page));
        await mail.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(window.GetByRole(AriaRole.Button, new() { Name = "Priority and receipts" })).ToBeFocusedAsync();
        await Assertions.Expect(window.Locator("[data-status]")).ToContainTextAsync("Draft saved");

        await mail.Page.ReloadAsync();
        await window.GetByRole(AriaRole.Button, new() { Name = "Priority and receipts" }).ClickAsync();
        await Assertions.Expect(window.GetByRole(AriaRole.Combobox, new() { Name = "Priority" })).ToHaveValueAsync("high");
        await window.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();

        using var received = await post.ReceivedAsync(other, "窯", Token);
        Assert.Equal((XMessagePriority.Highest, true), (received.XPriority, received.Headers.Contains(HeaderId.DispositionNotificationTo)));
        var enclosed = Assert.IsType<MessagePart>(Assert.Single(received.Attachments)).Message!;
        Assert.Equal(("窯", "As it was."), (enclosed.Subject, enclosed.TextBody!.Trim()));
    }

    [Fact]
    public async Task A_message_goes_on_as_it_came_and_is_filed()
    {
        var (user, other) = (post.Mail.NewUser(), await post.NewReaderAsync(Token));
        var original = $"From: Haruka <haruka@ito.example>\nTo: {user.Address}\nSubject: Firing plan\nMessage-ID: <plan@ito.example>\n\nAs it was.\n";
        await post.Mail.DeliverAsync(user, original, Token);
        await using var server = await post.StartWebmailAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.OpenAsync("Firing plan");
        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "More", Exact = true }).Last.ClickAsync();
        await mail.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Redirect" }).ClickAsync();
        var window = mail.Page.GetByRole(AriaRole.Dialog, new() { Name = "Firing plan" });
        await Assertions.Expect(window.GetByText("It goes on as it is")).ToBeVisibleAsync();
        await Assertions.Expect(window.GetByRole(AriaRole.Textbox, new() { Name = "Message text" })).ToBeHiddenAsync();
        await Assertions.Expect(window.GetByRole(AriaRole.Textbox, new() { Name = "To", Exact = true })).ToBeFocusedAsync();
        await mail.Page.Keyboard.TypeAsync($"{other.Address},");
        Assert.Empty(await Axe.SeriousFindingsAsync(mail.Page));
        await window.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();

        using var received = await post.ReceivedAsync(other, "Firing plan", Token);
        Assert.Equal(("haruka@ito.example", user.Address, "plan@ito.example", "As it was."),
            (received.From.Mailboxes.Single().Address, received.ResentFrom.Mailboxes.Single().Address, received.MessageId, received.TextBody!.Trim()));
        using var filed = await post.ReceivedAsync(user, "Firing plan", Token, "Sent");
        Assert.Equal(received.ResentMessageId, filed.ResentMessageId);
    }

    [Fact]
    public async Task A_receipt_is_sent_once_and_only_when_its_reader_says_so()
    {
        var (user, other) = (post.Mail.NewUser(), await post.NewReaderAsync(Token));
        foreach (var subject in new[] { "Please confirm", "Rather not" })
        {
            await post.Mail.DeliverAsync(
                user, $"From: Haruka <{other.Address}>\nTo: {user.Address}\nSubject: {subject}\nMessage-ID: <r1@ito.example>\nDisposition-Notification-To: {other.Address}\n\nHello\n", Token);
        }

        await using var server = await post.StartWebmailAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.OpenAsync("Rather not");
        var asked = mail.Message.GetByText("asks to be told that you have read this");
        await Assertions.Expect(asked).ToBeVisibleAsync();
        Assert.Empty(await Axe.SeriousFindingsAsync(mail.Page));
        await mail.Message.GetByRole(AriaRole.Button, new() { Name = "Do not send" }).ClickAsync();
        await Assertions.Expect(asked).ToBeHiddenAsync();
        await mail.OpenAsync("Please confirm");
        await mail.Message.GetByRole(AriaRole.Button, new() { Name = "Send receipt" }).ClickAsync();
        await Assertions.Expect(asked).ToBeHiddenAsync();

        using var receipt = await post.ReceivedAsync(other, "Please confirm", Token);
        var report = Assert.IsType<MultipartReport>(receipt.Body);
        var fields = Assert.IsType<MessageDispositionNotification>(report[1]).Fields;
        Assert.Equal(($"rfc822;{user.Address}", "<r1@ito.example>"), (fields["Final-Recipient"], fields["Original-Message-ID"]));
        using var client = await post.Mail.ConnectAsync(user, Token);
        await client.Inbox!.OpenAsync(FolderAccess.ReadOnly, Token);
        while ((await client.Inbox.SearchAsync(SearchQuery.HasKeyword("$MDNSent"), Token)).Count < 2)
        {
            using var news = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await client.IdleAsync(news.Token, Token);
        }

        await mail.Page.ReloadAsync();
        await Assertions.Expect(mail.Body.GetByText("Hello")).ToBeVisibleAsync();
        await Assertions.Expect(asked).ToBeHiddenAsync();
        using var theirs = await post.Mail.ConnectAsync(other, Token);
        await theirs.Inbox!.OpenAsync(FolderAccess.ReadOnly, Token);
        Assert.Empty(await theirs.Inbox.SearchAsync(SearchQuery.SubjectContains("Rather not"), Token));
        Assert.Single(await theirs.Inbox.SearchAsync(SearchQuery.SubjectContains("Please confirm"), Token));
    }

    /// <summary>As a key for screenshots leaves one in the clipboard: a picture and nothing else.</summary>
    private static async Task PasteScreenshotAsync(ILocator text) => await text.EvaluateAsync("""
        async field => {
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [120, 60];
          canvas.getContext('2d').fillRect(10, 10, 50, 30);
          const blob = await new Promise(resolve => { canvas.toBlob(resolve, 'image/png'); });
          const data = new DataTransfer();
          data.items.add(new File([blob], 'shot.png', { type: 'image/png' }));
          field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }
        """);

    private static List<string?> Texts(JsonElement read, string name) => [.. read.GetProperty(name).EnumerateArray().Select(static one => one.GetString())];
}
