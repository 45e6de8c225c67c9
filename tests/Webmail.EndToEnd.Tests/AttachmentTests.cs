using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using MailKit;
using MailKit.Search;
using Microsoft.Playwright;
using MimeKit;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>Files on their way from a browser into a message, over whatever happens meanwhile.</summary>
public sealed class AttachmentTests(PostfixServer post, Browser browser) : IClassFixture<PostfixServer>, IDisposable
{
    private const string Japanese = "見積書_改訂版.xlsx";

    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(60);

    // So that an upload lasts, however quick the machine and however slow the one who looks at it.
    private static readonly TimeSpan LongEnough = TimeSpan.FromMilliseconds(300);

    private readonly string _files = Directory.CreateTempSubdirectory("wm-files-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.Phone)]
    public async Task Files_are_in_the_draft_that_other_programs_see_and_arrive_with_the_message(Device device)
    {
        var (user, other) = (await post.NewReaderAsync(Token), post.Mail.NewUser());
        await using var server = await post.StartWebmailAsync(Token);
        await using var context = await browser.NewContextAsync(device);
        var (mail, window) = await ComposeAsync(context, server.Url, user, device);
        await window.GetByRole(AriaRole.Textbox, new() { Name = "To", Exact = true }).FillAsync($"{other.Address},");
        await window.GetByLabel("Subject").FillAsync("Offer");
        window = mail.Page.GetByRole(AriaRole.Dialog, new() { Name = "Offer" });

        await window.Locator("[data-files]").SetInputFilesAsync([FileOf(Japanese, "窯"u8.ToArray()), FileOf("plan.txt", "attached"u8.ToArray())]);
        var list = window.GetByRole(AriaRole.List, new() { Name = "Attachments" });
        await Assertions.Expect(list.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await Assertions.Expect(list.Locator("[data-state=done]")).ToHaveCountAsync(2);

        // A second program sees everything, once; how long that takes is told, not judged: the machine may be busy.
        var began = TimeProvider.System.GetTimestamp();
        var draft = await DraftAsync(user, message => message.Attachments.Count() == 2, TimeSpan.FromMinutes(1));
        TestContext.Current.TestOutputHelper?.WriteLine($"in Drafts {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s after the last change");
        Assert.Equal([Japanese, "plan.txt"], draft.Attachments.Select(static part => part.ContentDisposition?.FileName));
        Assert.Empty(await Axe.SeriousFindingsAsync(mail.Page));
        await LookAsync(mail.Page, $"attached-{device}");

        await window.GetByRole(AriaRole.Button, new() { Name = "Remove plan.txt" }).ClickAsync();
        await window.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Assertions.Expect(window).ToBeHiddenAsync();
        var received = await UntilAsync(other, "INBOX");
        var part = Assert.IsType<MimePart>(Assert.Single(received.Attachments));
        Assert.Equal((Japanese, "窯"), (part.FileName, await TextOfAsync(part)));
        var filed = await UntilAsync(user, "Sent");
        Assert.Equal([Japanese], filed.Attachments.Select(static one => one.ContentDisposition?.FileName));
        var spool = Path.Combine(server.DataDirectory, "spool");
        for (var attempts = 0; attempts < 600 && Directory.EnumerateFiles(spool, "*", SearchOption.AllDirectories).Any(); attempts++)
            await Task.Delay(100, Token);
        Assert.Empty(Directory.EnumerateFiles(spool, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Twenty_five_megabytes_cut_at_sixty_per_cent_go_on_and_need_no_memory()
    {
        const long Most = 10_000_000;
        // What else happens in a process just started may cost memory too, a file that is held in memory always does.
        var growth = await UploadCutAsync();
        for (var again = 0; growth >= Most && again < 2; again++)
            growth = Math.Min(growth, await UploadCutAsync());

        Assert.True(growth < Most, $"the server grew by {growth} bytes");
    }

    [Fact]
    public async Task A_server_that_is_killed_meanwhile_gets_the_rest_and_Send_waits_for_it()
    {
        var (user, other) = (await post.NewReaderAsync(Token), post.Mail.NewUser());
        await using var server = await post.StartWebmailAsync(Token);
        await using var relay = new Relay(server.Port) { Delay = Usual };
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var (mail, window) = await ComposeAsync(context, relay.Url, user);
        await window.GetByRole(AriaRole.Textbox, new() { Name = "To", Exact = true }).FillAsync($"{other.Address},");
        await window.GetByLabel("Subject").FillAsync("Kiln");
        window = mail.Page.GetByRole(AriaRole.Dialog, new() { Name = "Kiln" });
        var bytes = RandomNumberGenerator.GetBytes(8_000_000);
        relay.Delay = LongEnough;
        await window.Locator("[data-files]").SetInputFilesAsync(FileOf("kiln.bin", bytes));
        await Assertions.Expect(window.GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("aria-valuenow", new Regex("^[2-8][0-9]$"), new() { Timeout = 30_000 });

        await window.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await server.KillAsync();
        relay.Delay = Usual;
        await Assertions.Expect(window.GetByRole(AriaRole.Status)).ToContainTextAsync("Sending when 1 upload is done");
        await server.StartAsync(Token);

        await Assertions.Expect(window).ToBeHiddenAsync(new() { Timeout = 60_000 });
        var received = await UntilAsync(other, "INBOX");
        using var read = new MemoryStream();
        await ((MimePart)Assert.Single(received.Attachments)).Content!.DecodeToAsync(read, Token);
        Assert.Equal(bytes, read.ToArray());
    }

    [Fact]
    public async Task After_a_reload_what_was_finished_is_there_and_what_was_not_is_chosen_again()
    {
        var user = await post.NewReaderAsync(Token);
        await using var server = await post.StartWebmailAsync(Token);
        await using var relay = new Relay(server.Port) { Delay = Usual };
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var (mail, window) = await ComposeAsync(context, relay.Url, user);
        await window.GetByLabel("Subject").FillAsync("Kiln");
        window = mail.Page.GetByRole(AriaRole.Dialog, new() { Name = "Kiln" });
        await window.Locator("[data-files]").SetInputFilesAsync(FileOf("plan.txt", "attached"u8.ToArray()));
        await Assertions.Expect(window.Locator("[data-state=done]")).ToHaveCountAsync(1);
        var file = FileOf("kiln.bin", RandomNumberGenerator.GetBytes(8_000_000));
        relay.Delay = LongEnough;
        await window.Locator("[data-files]").SetInputFilesAsync(file);
        await Assertions.Expect(window.GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("aria-valuenow", new Regex("^[2-8][0-9]$"), new() { Timeout = 30_000 });

        await mail.Page.ReloadAsync();
        relay.Delay = Usual;
        await Assertions.Expect(window.Locator("[data-state=done]")).ToHaveCountAsync(1, new() { Timeout = 30_000 });
        await Assertions.Expect(window.Locator("[data-state=lost]")).ToContainTextAsync("Not uploaded");
        await LookAsync(mail.Page, "chosen-again");
        var chooser = await mail.Page.RunAndWaitForFileChooserAsync(() => window.GetByRole(AriaRole.Button, new() { Name = "Choose file" }).ClickAsync());
        await chooser.SetFilesAsync(file);

        await Assertions.Expect(window.Locator("[data-state=done]")).ToHaveCountAsync(2, new() { Timeout = 60_000 });
        await DraftAsync(user, static message => message.Attachments.Count() == 2, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task More_than_the_server_takes_is_said_before_anything_is_sent()
    {
        var user = await post.NewReaderAsync(Token);
        await using var server = await post.StartWebmailAsync(Token, ("Webmail__Attachments__MaxMessageBytes", "2000000"));
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var (_, window) = await ComposeAsync(context, server.Url, user);

        await window.Locator("[data-files]").SetInputFilesAsync(FileOf("kiln.bin", RandomNumberGenerator.GetBytes(1_500_000)));

        await Assertions.Expect(window.GetByRole(AriaRole.Alert).Filter(new() { HasText = "too large" }))
            .ToHaveTextAsync("“kiln.bin” is too large: 1.3 MB of attachments fit into a message.");
        await Assertions.Expect(window.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(0);
    }

    public void Dispose() => Directory.Delete(_files, recursive: true);

    private static long MemoryOf(int process)
    {
        // What is its own: pages of files that the kernel keeps for it are not.
        var line = File.ReadLines($"/proc/{process}/status").First(static one => one.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
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

    private static async Task<string> TextOfAsync(MimePart part)
    {
        using var bytes = new MemoryStream();
        await part.Content!.DecodeToAsync(bytes, Token);
        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static async Task<(MailPage Mail, ILocator Window)> ComposeAsync(IBrowserContext context, string url, TestUser user, Device device = Device.Desktop)
    {
        var mail = await MailPage.SignInAsync(context, url, user);
        await mail.Page.GetByRole(AriaRole.Button, new() { Name = device == Device.Phone ? "Compose" : "New message" }).First.ClickAsync();
        return (mail, mail.Page.GetByRole(AriaRole.Dialog, new() { Name = "New message" }));
    }

    private string FileOf(string name, byte[] bytes)
    {
        var path = Path.Combine(_files, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>By how many bytes a server grew while it was given 25 MB over a connection that was cut on the way.</summary>
    private async Task<long> UploadCutAsync()
    {
        var user = await post.NewReaderAsync(Token);
        await using var server = await post.StartWebmailAsync(Token);
        await using var relay = new Relay(server.Port) { Delay = Usual };
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var (mail, window) = await ComposeAsync(context, relay.Url, user);
        await window.GetByLabel("Subject").FillAsync("Kiln");
        window = mail.Page.GetByRole(AriaRole.Dialog, new() { Name = "Kiln" });
        // What the first upload and the first save load, compile and keep for the next ones is not what a large file costs.
        await window.Locator("[data-files]").SetInputFilesAsync(FileOf("first.bin", RandomNumberGenerator.GetBytes(8_000_000)));
        await Assertions.Expect(window.GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("aria-valuenow", new Regex("^[2-8][0-9]$"), new() { Timeout = 60_000 });
        relay.GoAway();
        relay.ComeBack();
        await Assertions.Expect(window.Locator("[data-state=done]")).ToHaveCountAsync(1, new() { Timeout = 60_000 });
        var before = MemoryOf(server.ProcessId);
        await DraftAsync(user, static message => message.Attachments.Count() == 1, TimeSpan.FromSeconds(60));
        (before, var most) = (Math.Max(before, MemoryOf(server.ProcessId)), 0L);

        var bytes = RandomNumberGenerator.GetBytes(25_000_000);
        await window.Locator("[data-files]").SetInputFilesAsync(FileOf("kiln.bin", bytes));
        var bar = window.GetByRole(AriaRole.Progressbar, new() { Name = "Uploading kiln.bin" });
        await Assertions.Expect(bar).ToHaveAttributeAsync("aria-valuenow", new Regex("^(6[0-9]|7[0-9])$"), new() { Timeout = 60_000 });
        most = Math.Max(most, MemoryOf(server.ProcessId));
        await LookAsync(mail.Page, "uploading");
        relay.GoAway();
        relay.ComeBack();

        await Assertions.Expect(window.Locator("[data-state=done]")).ToHaveCountAsync(2, new() { Timeout = 60_000 });
        most = Math.Max(most, MemoryOf(server.ProcessId));
        var draft = await DraftAsync(user, static message => message.Attachments.Count() == 2, TimeSpan.FromSeconds(60));
        most = Math.Max(most, MemoryOf(server.ProcessId));
        using var read = new MemoryStream();
        await ((MimePart)draft.Attachments.Last()).Content!.DecodeToAsync(read, Token);
        Assert.Equal(bytes, read.ToArray());
        TestContext.Current.TestOutputHelper?.WriteLine($"memory of the server: {before / 1_000_000.0:F1} MB before, {most / 1_000_000.0:F1} MB at most");
        return most - before;
    }

    /// <summary>The only draft, as soon as it is as wanted.</summary>
    private async Task<MimeMessage> DraftAsync(TestUser user, Func<MimeMessage, bool> isSo, TimeSpan limit)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(limit);
        using var client = await post.Mail.ConnectAsync(user, patience.Token);
        var drafts = await client.GetFolderAsync("Drafts", patience.Token);
        await drafts.OpenAsync(FolderAccess.ReadOnly, patience.Token);
        CancellationTokenSource? listening = null;
        drafts.CountChanged += (_, _) => listening?.CancelAfter(TimeSpan.Zero);
        while (true)
        {
            try
            {
                if (await drafts.SearchAsync(SearchQuery.NotDeleted, patience.Token) is [var only]
                    && await drafts.GetMessageAsync(only, patience.Token) is var message && isSo(message))
                {
                    return message;
                }
            }
            catch (Exception e) when (e is MessageNotFoundException or FormatException)
            {
                // A newer one took its place meanwhile: the server says nothing of it, or that it is empty.
            }

            using var news = listening = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await client.IdleAsync(news.Token, patience.Token);
            listening = null;
        }
    }

    /// <summary>The newest message in a mailbox with a subject of these tests, as soon as it is there.</summary>
    private async Task<MimeMessage> UntilAsync(TestUser user, string mailbox)
    {
        using var client = await post.Mail.ConnectAsync(user, Token);
        var folder = mailbox == "INBOX" ? client.Inbox! : await client.GetFolderAsync(mailbox, Token);
        await folder.OpenAsync(FolderAccess.ReadOnly, Token);
        var query = SearchQuery.Or(SearchQuery.SubjectContains("Offer"), SearchQuery.SubjectContains("Kiln"));
        while (true)
        {
            if (await folder.SearchAsync(query, Token) is [var only])
                return await folder.GetMessageAsync(only, Token);
            using var news = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await client.IdleAsync(news.Token, Token);
        }
    }
}
