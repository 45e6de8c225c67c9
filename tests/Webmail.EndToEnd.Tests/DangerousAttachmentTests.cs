using Microsoft.Playwright;
using MimeKit;
using Webmail.EndToEnd.Tests.Harness;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>What strangers attach: warned of in words, and opened directly it runs nothing.</summary>
public sealed class DangerousAttachmentTests(Demo demo, Browser browser)
{
    private const string Run = "alert(document.domain);top.document.title='ran';fetch('https://tracker.example.test/ran')";

    private static readonly (string Name, string Type, string Content)[] Files =
    [
        ("page.html", "text/html", $"<!doctype html><title>ran</title><script>{Run}</script>"),
        ("drawing.svg", "image/svg+xml", $"<svg xmlns='http://www.w3.org/2000/svg' onload=\"{Run}\"><script>{Run}</script></svg>"),
        ("data.xml", "text/xml", $"<x xmlns:h='http://www.w3.org/1999/xhtml'><h:script>{Run}</h:script></x>"),
        ("letter.pdf", "application/pdf", "%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>"),
        ("photo.gif", "image/gif", $"GIF89a=1;/*<script>{Run}</script>*/{Run}"),
        ("invoice.pdf.exe", "application/x-msdownload", "MZ"),
        ("invoice\u202Efdp.scr", "application/octet-stream", "MZ"),
        ("plan.pdf", "application/pdf", "%PDF-1.7\n"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_are_warned_of_in_words_and_opened_directly_run_nothing()
    {
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letter(), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await mail.OpenAsync("Files of all kinds");
        await OpenListAsync(mail);
        await LookAsync(mail.Page, "attachments-desktop");

        await Assertions.Expect(Card(mail, "invoice.pdf.exe")).ToContainTextAsync("Can run a program on your device");
        await Assertions.Expect(Card(mail, "invoice.pdf.exe")).ToContainTextAsync("it ends in “.exe”");
        await Assertions.Expect(Card(mail, "invoicefdp.scr")).ToContainTextAsync("hidden characters");
        await Assertions.Expect(Card(mail, "drawing.svg")).ToContainTextAsync("Opens as a web page");
        await Assertions.Expect(Card(mail, "plan.pdf")).Not.ToContainTextAsync("open");
        await Assertions.Expect(mail.Attachments.GetByRole(AriaRole.Link, new() { Name = "Download invoice.pdf.exe" }).Last)
            .ToHaveAccessibleDescriptionAsync(new System.Text.RegularExpressions.Regex("Can run a program"));

        var happened = new List<string>();
        foreach (var (name, _, _) in Files.Take(5))
        {
            var address = await mail.Attachments.GetByRole(AriaRole.Link, new() { Name = $"Download {name}" }).Last.EvaluateAsync<string>("link => link.href");
            var tab = await context.NewPageAsync();
            tab.Dialog += (_, dialog) => happened.Add($"{name}: {dialog.Message}");
            tab.Request += (_, request) =>
            {
                if (request.Url.Contains("tracker", StringComparison.Ordinal))
                    happened.Add($"{name}: {request.Url}");
            };
            var saved = new TaskCompletionSource();
            tab.Download += (_, _) => saved.TrySetResult();
            try
            {
                await tab.GotoAsync($"{address}?inline");
                Assert.DoesNotContain("ran", await tab.TitleAsync(), StringComparison.Ordinal);
                Assert.Equal("null", await tab.EvaluateAsync<string>("() => self.origin"));
            }
            catch (PlaywrightException e) when (e.Message.Contains("Download is starting", StringComparison.Ordinal) || e.Message.Contains("ERR_ABORTED", StringComparison.Ordinal))
            {
                await saved.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
            }

            await tab.CloseAsync();
        }

        Assert.Empty(happened);
        await Assertions.Expect(mail.Page).Not.ToHaveTitleAsync("ran");
    }

    [Fact]
    public async Task The_files_in_a_winmail_dat_are_listed_when_it_is_opened_and_saved_one_by_one()
    {
        var user = demo.Mail.NewUser();
        var message = Letters.WithAttachment("From Outlook", "winmail.dat", WinmailDat(), "application/ms-tnef");
        ((Multipart)message.Body!).Add(File("broken.dat", "application/vnd.ms-tnef", "broken"));
        await demo.Mail.DeliverAsync(user, message, Token);
        await using var context = await browser.NewContextAsync(Device.Phone);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await mail.OpenAsync("From Outlook");
        await OpenListAsync(mail);

        await mail.Attachments.GetByRole(AriaRole.Button, new() { Name = "Open broken.dat" }).ClickAsync();
        await Assertions.Expect(Card(mail, "broken.dat").GetByRole(AriaRole.Status)).ToContainTextAsync("nothing to take out");
        await mail.Attachments.GetByRole(AriaRole.Button, new() { Name = "Open winmail.dat" }).ClickAsync();
        var file = mail.Attachments.GetByRole(AriaRole.Link, new() { Name = "Download notes.txt" });
        await file.First.WaitForAsync();
        await LookAsync(mail.Page, "winmail-phone");
        var download = await mail.Page.RunAndWaitForDownloadAsync(() => file.Last.ClickAsync());

        Assert.Equal("notes.txt", download.SuggestedFilename);
        Assert.Equal("hello"u8.ToArray(), await System.IO.File.ReadAllBytesAsync(await download.PathAsync(), Token));
    }

    private static ILocator Card(MailPage mail, string name) =>
        mail.Attachments.GetByRole(AriaRole.Listitem).Filter(new() { Has = mail.Page.Locator($"[title='{name}']") });

    private static async Task OpenListAsync(MailPage mail)
    {
        // Many attachments start closed.
        var list = mail.Message.Locator("details.attached");
        await list.WaitForAsync();
        if (await list.GetAttributeAsync("open") is null)
            await list.Locator("summary").ClickAsync();
        await mail.Attachments.WaitForAsync();
    }

    private static MimeMessage Letter()
    {
        var message = Letters.Plain("Files of all kinds");
        var body = new Multipart("mixed") { new TextPart("plain") { Text = "Attached." } };
        foreach (var (name, type, content) in Files)
            body.Add(File(name, type, content));
        message.Body = body;
        return message;
    }

    private static MimePart File(string name, string type, string content) => new(ContentType.Parse(type))
    {
        Content = new MimeContent(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content))),
        ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
        ContentTransferEncoding = ContentEncoding.Base64,
        FileName = name,
    };

    // One file, as [MS-OXTNEF] has it: signature, key, then attributes with level, name, length and checksum.
    private static byte[] WinmailDat()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(0x223E9F78u);
        writer.Write((ushort)1);
        foreach (var (name, value) in new[] { (0x00069002u, new byte[14]), (0x00018010u, "notes.txt\0"u8.ToArray()), (0x0006800Fu, "hello"u8.ToArray()) })
        {
            writer.Write((byte)2);
            writer.Write(name);
            writer.Write(value.Length);
            writer.Write(value);
            writer.Write((ushort)value.Sum(static b => b));
        }

        return bytes.ToArray();
    }

    private static async Task LookAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("WEBMAIL_PICTURES") is not { Length: > 0 } pictures)
            return;
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await page.ScreenshotAsync(new() { Path = Path.Combine(pictures, $"{name}-{scheme}.png".ToLowerInvariant()) });
        }
    }
}
