using System.Globalization;
using MailKit;
using MailKit.Search;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>Writing and sending, through a real Postfix, looked at with a second client.</summary>
public sealed class ComposeTests(PostfixServer post, Browser browser) : IClassFixture<PostfixServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.Phone)]
    public async Task What_is_written_is_a_draft_everywhere_and_leaves_once_though_the_browser_is_closed(Device device)
    {
        var (user, other) = (await NewUserAsync(), post.Mail.NewUser());
        await using var server = await StartAsync(hold: 2);
        await using var context = await browser.NewContextAsync(device);
        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.Page.GetByRole(AriaRole.Button, new() { Name = device == Device.Phone ? "Compose" : "New message" }).First.ClickAsync();
        var composer = mail.Page.GetByRole(AriaRole.Dialog, new() { Name = "New message" });

        await composer.GetByRole(AriaRole.Textbox, new() { Name = "To", Exact = true }).FillAsync($"Haruka Ito <{other.Address}>,");
        await composer.GetByLabel("Subject").FillAsync("窯開き");
        var window = mail.Page.GetByRole(AriaRole.Dialog, new() { Name = "窯開き" });
        await window.GetByRole(AriaRole.Textbox, new() { Name = "Message text" }).PressSequentiallyAsync("The kiln opens on Friday.");
        await Assertions.Expect(window.GetByRole(AriaRole.Status)).ToContainTextAsync("Draft saved");
        Assert.Equal(1, await CountAsync(user, "Drafts", SearchQuery.SubjectContains("窯開き")));

        await window.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Assertions.Expect(window).ToBeHiddenAsync();
        await context.CloseAsync();

        await UntilAsync(other, "INBOX", SearchQuery.SubjectContains("窯開き"), 1);
        await UntilAsync(user, "Sent", SearchQuery.SubjectContains("窯開き"), 1);
        await UntilAsync(user, "Drafts", SearchQuery.All, 0);
    }

    [Fact]
    public async Task What_is_taken_back_is_written_on_and_never_leaves()
    {
        var (user, other) = (await NewUserAsync(), post.Mail.NewUser());
        await using var server = await StartAsync(hold: 60);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.Page.Keyboard.PressAsync("c");
        await mail.Page.GetByRole(AriaRole.Textbox, new() { Name = "To", Exact = true }).FillAsync(other.Address);
        await mail.Page.GetByLabel("Subject").FillAsync("Too early");
        var text = mail.Page.GetByRole(AriaRole.Textbox, new() { Name = "Message text" });
        await text.FillAsync("Every character of it");
        await mail.Page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(text).ToBeHiddenAsync();

        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await Assertions.Expect(text).ToHaveValueAsync("Every character of it");
        await Assertions.Expect(mail.Page.Locator("[data-row=to] .rc")).ToHaveTextAsync([new System.Text.RegularExpressions.Regex(System.Text.RegularExpressions.Regex.Escape(other.Address))]);
        await text.PressSequentiallyAsync(" and more");
        await Assertions.Expect(mail.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Status)).ToContainTextAsync("Draft saved");
        Assert.Equal(1, await CountAsync(user, "Drafts", SearchQuery.BodyContains("and more")));
        Assert.Equal(0, await CountAsync(user, "Sent", SearchQuery.All));
        Assert.Equal(0, await CountAsync(other, "INBOX", SearchQuery.All));
    }

    [Fact]
    public async Task Whoever_writes_while_the_server_is_killed_loses_nothing()
    {
        var user = await NewUserAsync();
        await using var server = await StartAsync(hold: 10);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.Page.Keyboard.PressAsync("c");
        await mail.Page.GetByLabel("Subject").FillAsync("Kept");
        var text = mail.Page.GetByRole(AriaRole.Textbox, new() { Name = "Message text" });
        await text.PressSequentiallyAsync("Before the crash. ");
        await server.KillAsync();
        await text.PressSequentiallyAsync("While it was away. ");
        await Assertions.Expect(mail.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Status)).ToContainTextAsync("Not saved");

        await server.StartAsync(Token);
        await Assertions.Expect(mail.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Status)).ToContainTextAsync("Draft saved", new() { Timeout = 60_000 });

        await Assertions.Expect(text).ToHaveValueAsync("Before the crash. While it was away. ");
        await mail.Page.ReloadAsync();
        await Assertions.Expect(text).ToHaveValueAsync("Before the crash. While it was away. ");
        Assert.Equal(1, await CountAsync(user, "Drafts", SearchQuery.SubjectContains("Kept")));
    }

    [Fact]
    public async Task A_reply_quotes_goes_to_the_writer_and_marks_what_it_answers()
    {
        var (user, other) = (post.Mail.NewUser(), post.Mail.NewUser());
        await post.Mail.DeliverAsync(user, Letters.Plain("Floor plan", from: $"Haruka Ito <{other.Address}>"), Token);
        await using var server = await StartAsync(hold: 0);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.OpenAsync("Floor plan");

        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "Reply", Exact = true }).First.ClickAsync();
        var window = mail.Page.GetByRole(AriaRole.Dialog, new() { Name = "Re: Floor plan" });
        var text = window.GetByRole(AriaRole.Textbox, new() { Name = "Message text" });
        await Assertions.Expect(text).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("Haruka Ito wrote:\n> "));
        await text.PressSequentiallyAsync("East side, yes.");
        await window.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        await UntilAsync(other, "INBOX", SearchQuery.SubjectContains("Re: Floor plan"), 1);
        await UntilAsync(user, "INBOX", SearchQuery.Answered, 1);
    }

    /// <summary>Somebody with a message to look at.</summary>
    private async Task<TestUser> NewUserAsync()
    {
        var user = post.Mail.NewUser();
        await post.Mail.DeliverAsync(user, Letters.Plain("Welcome"), Token);
        return user;
    }

    private async Task<WebmailServer> StartAsync(int hold)
    {
        var settings = new Dictionary<string, string>
        {
            ["Webmail__Smtp__Host"] = "127.0.0.1",
            ["Webmail__Smtp__Port"] = post.Port.ToString(CultureInfo.InvariantCulture),
            ["Webmail__Smtp__Security"] = "None",
            ["Webmail__Sending__HoldSeconds"] = hold.ToString(CultureInfo.InvariantCulture),
        };
        return await new WebmailServer(post.Mail, settings).StartAsync(Token);
    }

    private async Task<int> CountAsync(TestUser user, string mailbox, SearchQuery query)
    {
        using var client = await post.Mail.ConnectAsync(user, Token);
        var folder = mailbox == "INBOX" ? client.Inbox! : await client.GetFolderAsync(mailbox, Token);
        await folder.OpenAsync(FolderAccess.ReadOnly, Token);
        return (await folder.SearchAsync(query.And(SearchQuery.NotDeleted), Token)).Count;
    }

    private async Task UntilAsync(TestUser user, string mailbox, SearchQuery query, int count)
    {
        using var client = await post.Mail.ConnectAsync(user, Token);
        var folder = mailbox == "INBOX" ? client.Inbox! : await client.GetFolderAsync(mailbox, Token);
        await folder.OpenAsync(FolderAccess.ReadOnly, Token);
        while ((await folder.SearchAsync(query.And(SearchQuery.NotDeleted), Token)).Count != count)
        {
            using var news = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await client.IdleAsync(news.Token, Token);
        }
    }
}
