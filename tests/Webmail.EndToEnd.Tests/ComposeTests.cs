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
        var (user, other) = (await post.NewReaderAsync(Token), post.Mail.NewUser());
        await using var server = await post.StartWebmailAsync(Token, ("Webmail__Sending__HoldSeconds", "2"));
        await using var context = await browser.NewContextAsync(device);
        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.Page.GetByRole(AriaRole.Button, new() { Name = device == Device.Phone ? "Compose" : "New message" }).First.ClickAsync();
        var composer = mail.Page.GetByRole(AriaRole.Dialog, new() { Name = "New message" });

        await composer.GetByRole(AriaRole.Textbox, new() { Name = "To", Exact = true }).FillAsync($"Haruka Ito <{other.Address}>,");
        await composer.GetByLabel("Subject").FillAsync("窯開き");
        var window = mail.Page.GetByRole(AriaRole.Dialog, new() { Name = "窯開き" });
        await mail.Page.Locator(".ProseMirror").WaitForAsync();
        await window.GetByRole(AriaRole.Textbox, new() { Name = "Message text" }).PressSequentiallyAsync("The kiln opens on Friday.");
        await SavedAsync(window);
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
        var (user, other) = (await post.NewReaderAsync(Token), post.Mail.NewUser());
        await using var server = await post.StartWebmailAsync(Token, ("Webmail__Sending__HoldSeconds", "60"));
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

        await Assertions.Expect(text).ToHaveTextAsync("Every character of it");
        await Assertions.Expect(mail.Page.Locator("[data-row=to] .rc")).ToHaveTextAsync([new System.Text.RegularExpressions.Regex(System.Text.RegularExpressions.Regex.Escape(other.Address))]);
        await text.PressSequentiallyAsync(" and more");
        await SavedAsync(mail.Page.GetByRole(AriaRole.Dialog));
        Assert.Equal(1, await CountAsync(user, "Drafts", SearchQuery.BodyContains("and more")));
        Assert.Equal(0, await CountAsync(user, "Sent", SearchQuery.All));
        Assert.Equal(0, await CountAsync(other, "INBOX", SearchQuery.All));
    }

    [Fact]
    public async Task Whoever_writes_while_the_server_is_killed_loses_nothing()
    {
        var user = await post.NewReaderAsync(Token);
        await using var server = await post.StartWebmailAsync(Token, ("Webmail__Sending__HoldSeconds", "10"));
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.Page.Keyboard.PressAsync("c");
        await mail.Page.GetByLabel("Subject").FillAsync("Kept");
        var text = mail.Page.GetByRole(AriaRole.Textbox, new() { Name = "Message text" });
        // What types here chooses its field first: one that is taken away before the first key leaves the keys to another field.
        await mail.Page.Locator(".ProseMirror").WaitForAsync();
        await text.PressSequentiallyAsync("Before the crash. ");
        await server.KillAsync();
        await text.PressSequentiallyAsync("While it was away. ");
        await Assertions.Expect(mail.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Status)).ToContainTextAsync("Not saved");

        await server.StartAsync(Token);
        await SavedAsync(mail.Page.GetByRole(AriaRole.Dialog));

        await Assertions.Expect(text).ToHaveTextAsync("Before the crash. While it was away. ");
        await mail.Page.ReloadAsync();
        await Assertions.Expect(text).ToHaveTextAsync("Before the crash. While it was away. ");
        await Assertions.Expect(mail.Page.GetByLabel("Subject")).ToHaveValueAsync("Kept");
        Assert.Equal(1, await CountAsync(user, "Drafts", SearchQuery.SubjectContains("Kept")));
    }

    [Fact]
    public async Task A_scheduled_mail_leaves_with_all_browsers_closed_and_after_a_restart()
    {
        var (user, other) = (await post.NewReaderAsync(Token), post.Mail.NewUser());
        await using var server = await post.StartWebmailAsync(Token, ("Webmail__Sending__HoldSeconds", "2"));
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.Page.Keyboard.PressAsync("c");
        await mail.Page.GetByRole(AriaRole.Textbox, new() { Name = "To", Exact = true }).FillAsync(other.Address);
        await mail.Page.GetByLabel("Subject").FillAsync("In a minute");
        var window = mail.Page.GetByRole(AriaRole.Dialog, new() { Name = "In a minute" });
        await window.GetByRole(AriaRole.Button, new() { Name = "Choose when it leaves" }).ClickAsync();
        await Assertions.Expect(window.GetByRole(AriaRole.Button, new() { Name = "Tomorrow morning" })).ToBeVisibleAsync();
        var time = await mail.Page.EvaluateAsync<string>(
            "() => { const t = new Date(Math.ceil((Date.now() + 20_000) / 60_000) * 60_000); return new Date(t.getTime() - t.getTimezoneOffset() * 60_000).toISOString().slice(0, 16); }");
        await window.GetByLabel("Pick date and time").FillAsync(time);
        await window.GetByRole(AriaRole.Button, new() { Name = "Schedule" }).ClickAsync();
        await Assertions.Expect(window).ToBeHiddenAsync();

        await mail.Page.GetByRole(AriaRole.Link, new() { Name = "Scheduled" }).ClickAsync();
        await Assertions.Expect(mail.Page.GetByRole(AriaRole.Region, new() { Name = "In a minute" })).ToContainTextAsync(other.Address);
        await context.CloseAsync();
        await server.KillAsync();
        Assert.Equal(0, await CountAsync(other, "INBOX", SearchQuery.All));
        await server.StartAsync(Token);

        await UntilAsync(other, "INBOX", SearchQuery.SubjectContains("In a minute"), 1);
        await UntilAsync(user, "Sent", SearchQuery.SubjectContains("In a minute"), 1);
        await UntilAsync(user, "Drafts", SearchQuery.All, 0);
    }

    [Fact]
    public async Task A_reply_quotes_goes_to_the_writer_and_marks_what_it_answers()
    {
        var (user, other) = (post.Mail.NewUser(), post.Mail.NewUser());
        await post.Mail.DeliverAsync(user, Letters.Plain("Floor plan", from: $"Haruka Ito <{other.Address}>"), Token);
        await using var server = await post.StartWebmailAsync(Token, ("Webmail__Sending__HoldSeconds", "0"));
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

    [Fact]
    public async Task What_was_discarded_and_taken_back_is_a_draft_again()
    {
        var user = await post.NewReaderAsync(Token);
        await using var server = await post.StartWebmailAsync(Token, ("Webmail__Sending__HoldSeconds", "10"));
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.Page.Keyboard.PressAsync("c");
        await mail.Page.GetByLabel("Subject").FillAsync("Second thoughts");
        var text = mail.Page.GetByRole(AriaRole.Textbox, new() { Name = "Message text" });
        await text.FillAsync("All of it");
        await SavedAsync(mail.Page.GetByRole(AriaRole.Dialog));

        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "Discard draft" }).ClickAsync();
        await UntilAsync(user, "Drafts", SearchQuery.All, 0);
        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await Assertions.Expect(text).ToContainTextAsync("All of it");
        await UntilAsync(user, "Drafts", SearchQuery.BodyContains("All of it"), 1);
    }

    [Theory]
    [InlineData(Device.Desktop, Theme.Light)]
    [InlineData(Device.Phone, Theme.Dark)]
    public async Task Writing_has_no_serious_accessibility_finding(Device device, Theme theme)
    {
        var user = await post.NewReaderAsync(Token);
        await using var server = await post.StartWebmailAsync(Token, ("Webmail__Sending__HoldSeconds", "10"));
        await using var context = await browser.NewContextAsync(device, theme);
        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.Page.GetByRole(AriaRole.Button, new() { Name = device == Device.Phone ? "Compose" : "New message" }).First.ClickAsync();
        await mail.Page.GetByRole(AriaRole.Textbox, new() { Name = "To", Exact = true }).FillAsync("Haruka Ito <haruka@example.org>, not an address,");
        await mail.Page.GetByRole(AriaRole.Textbox, new() { Name = "Message text" }).FillAsync("The kiln opens on Friday.");
        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "Cc", Exact = true }).ClickAsync();
        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Assertions.Expect(mail.Page.Locator("[data-problem]")).ToBeVisibleAsync();

        Assert.Empty(await Axe.SeriousFindingsAsync(mail.Page));
    }

    /// <summary>Waits until a window says that it is saved; other tests may keep the machine busy.</summary>
    private static Task SavedAsync(ILocator window) =>
        Assertions.Expect(window.GetByRole(AriaRole.Status)).ToContainTextAsync("Draft saved", new() { Timeout = 60_000 });

    /// <summary>Somebody with a message to look at.</summary>

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
