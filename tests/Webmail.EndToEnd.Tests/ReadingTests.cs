using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Xunit;

namespace Webmail.EndToEnd.Tests;

public sealed class ReadingTests(Demo demo, Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Device.Desktop, Theme.Light)]
    [InlineData(Device.Desktop, Theme.Dark)]
    [InlineData(Device.Phone, Theme.Light)]
    [InlineData(Device.Phone, Theme.Dark)]
    public async Task Text_html_and_japanese_are_read(Device device, Theme theme)
    {
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("A plain letter", "See https://example.test/page for more."), Token);
        await demo.Mail.DeliverAsync(user, Letters.Raw("text/html; charset=utf-8", "An HTML letter", "<p>Dear <b>reader</b>,</p><p>the plan is set.</p>"u8.ToArray()), Token);
        await demo.Mail.DeliverAsync(user, Letters.Raw(
            "text/plain; charset=iso-2022-jp", "=?iso-2022-jp?B?GyRCTWg9NSROQkckQTlnJG8kOxsoQg==?=",
            System.Text.CodePagesEncodingProvider.Instance.GetEncoding("iso-2022-jp")!.GetBytes("お世話になっております。")), Token);
        await using var context = await browser.NewContextAsync(device, theme);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);

        await mail.OpenAsync("A plain letter");
        await Assertions.Expect(mail.Body.GetByRole(AriaRole.Link, new() { Name = "https://example.test/page" })).ToBeVisibleAsync();
        await BackAsync(mail, device);
        await mail.OpenAsync("An HTML letter");
        await Assertions.Expect(mail.Body.GetByText("the plan is set.")).ToBeVisibleAsync();
        await BackAsync(mail, device);
        await mail.OpenAsync("来週の打ち合わせ");
        await Assertions.Expect(mail.Body.GetByText("お世話になっております。")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_attachment_is_saved_under_its_name_byte_for_byte()
    {
        var content = new byte[300_000];
        new Random(5).NextBytes(content);
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.WithAttachment("The estimate", "見積書_改訂版.xlsx", content), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await mail.OpenAsync("The estimate");

        var download = await mail.Page.RunAndWaitForDownloadAsync(() =>
            mail.Attachments.GetByRole(AriaRole.Link, new() { Name = "Download 見積書_改訂版.xlsx" }).First.ClickAsync());

        Assert.Equal("見積書_改訂版.xlsx", download.SuggestedFilename);
        Assert.Equal(content, await File.ReadAllBytesAsync(await download.PathAsync(), Token));
    }

    [Fact]
    public async Task The_saved_message_is_what_the_server_has_byte_for_byte()
    {
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("To be saved"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await mail.OpenAsync("To be saved");

        await mail.Message.GetByRole(AriaRole.Toolbar).GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        var download = await mail.Page.RunAndWaitForDownloadAsync(() => mail.Page.GetByText("Save as .eml").ClickAsync());

        using var client = await demo.Mail.ConnectAsync(user, Token);
        await client.Inbox!.OpenAsync(MailKit.FolderAccess.ReadOnly, Token);
        using var source = await client.Inbox.GetStreamAsync(0, "", Token);
        using var expected = new MemoryStream();
        await source.CopyToAsync(expected, Token);
        Assert.Equal(expected.ToArray(), await File.ReadAllBytesAsync(await download.PathAsync(), Token));
    }

    [Fact]
    public async Task Opening_marks_as_read_on_the_server_and_the_button_takes_it_back()
    {
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("Unread so far"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await Assertions.Expect(mail.Folder("Inbox, 1 unread").Or(mail.Folder("Inbox"))).ToBeVisibleAsync();

        await mail.OpenAsync("Unread so far");
        await Assertions.Expect(mail.Row("Unread so far")).Not.ToHaveAccessibleNameAsync(new System.Text.RegularExpressions.Regex("^unread"));
        await Assertions.Expect(mail.Page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("^Inbox"));
        await mail.Message.GetByRole(AriaRole.Button, new() { Name = "Mark as unread" }).ClickAsync();

        await Assertions.Expect(mail.Row("Unread so far")).ToHaveAccessibleNameAsync(new System.Text.RegularExpressions.Regex("^unread"));
        await Assertions.Expect(mail.Page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex(@"^\(1\)"));
    }

    [Fact]
    public async Task A_body_reaches_nobody_and_runs_nothing()
    {
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Raw("text/html; charset=utf-8", "Hostile", """
            <script>document.title='script ran'</script><img src=x onerror="top.document.title='handler ran'">
            <img src="https://tracker.example.test/pixel.gif"><style>@import url(https://tracker.example.test/c.css);
            body{background:image-set("https://tracker.example.test/i.png" 1x)}</style><iframe src="https://tracker.example.test/f"></iframe>
            <meta http-equiv=refresh content="0;url=https://tracker.example.test/r"><p>Dear customer</p>
            """u8.ToArray()), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        var foreign = new List<string>();
        mail.Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(demo.Webmail.Url, StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                foreign.Add(request.Url);
        };

        await mail.OpenAsync("Hostile");
        await Assertions.Expect(mail.Body.GetByText("Dear customer")).ToBeVisibleAsync();
        // By its load event a document has asked for everything it wants.
        await Task.WhenAll(mail.Page.Frames.Select(static frame => frame.WaitForLoadStateAsync(LoadState.Load)));

        Assert.Empty(foreign);
        Assert.DoesNotContain("ran", await mail.Page.TitleAsync(), StringComparison.Ordinal);
        var sandbox = await mail.Message.Locator("iframe").First.GetAttributeAsync("sandbox");
        Assert.DoesNotContain("allow-scripts", sandbox, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-same-origin", sandbox, StringComparison.Ordinal);
        await Assertions.Expect(mail.Message.GetByText("remote image")).ToBeVisibleAsync();
    }

    private static async Task BackAsync(MailPage mail, Device device)
    {
        if (device == Device.Phone)
        {
            await mail.Page.GoBackAsync();
            await mail.List.WaitForAsync();
        }
    }
}
