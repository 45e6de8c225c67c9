using MailKit;
using MailKit.Search;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>Where else one writes than in a corner of the page: in a window of its own, and under the message that is answered.</summary>
public sealed class ComposePlacesTests(PostfixServer post, Browser browser) : IClassFixture<PostfixServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_draft_moves_into_a_window_of_its_own_with_every_key_and_leaves_from_there()
    {
        var (user, other) = (await post.NewReaderAsync(Token), post.Mail.NewUser());
        await using var server = await post.StartWebmailAsync(Token, ("Webmail__Sending__HoldSeconds", "2"), ("Webmail__BasePath", "/webmail"));
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, $"{server.Url}/webmail", user);
        await mail.Page.Keyboard.PressAsync("c");
        var docked = mail.Page.GetByRole(AriaRole.Dialog);
        await docked.GetByRole(AriaRole.Textbox, new() { Name = "To", Exact = true }).FillAsync($"{other.Address},");
        await docked.GetByLabel("Subject").FillAsync("Moving house");
        await docked.Locator(".ProseMirror").WaitForAsync();
        await docked.GetByRole(AriaRole.Textbox, new() { Name = "Message text" }).PressSequentiallyAsync("From the corner");

        var page = await mail.Page.RunAndWaitForPopupAsync(
            () => docked.GetByRole(AriaRole.Button, new() { Name = "Open in a window of its own" }).ClickAsync());

        var window = page.GetByRole(AriaRole.Dialog, new() { Name = "Moving house" });
        var text = window.GetByRole(AriaRole.Textbox, new() { Name = "Message text" });
        await Assertions.Expect(text).ToHaveTextAsync("From the corner");
        await Assertions.Expect(docked).ToHaveCountAsync(0);
        await text.PressAsync("Control+End");
        await text.PressSequentiallyAsync(" into the open");
        await SavedAsync(window);
        await page.ReloadAsync();
        await Assertions.Expect(text).ToHaveTextAsync("From the corner into the open");
        await Assertions.Expect(window.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        Assert.Empty(await Axe.SeriousFindingsAsync(page));

        var closed = new TaskCompletionSource();
        page.Close += (_, _) => closed.SetResult();
        await window.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);

        var received = await post.ReceivedAsync(other, "Moving house", Token);
        Assert.Contains("From the corner into the open", received.TextBody, StringComparison.Ordinal);
        await UntilAsync(user, "Drafts", SearchQuery.All, 0);
        await UntilAsync(user, "Sent", SearchQuery.SubjectContains("Moving house"), 1);
    }

    [Fact]
    public async Task A_quick_reply_stays_under_its_message_over_a_crash_and_a_look_elsewhere_and_answers_it()
    {
        var (user, other) = (post.Mail.NewUser(), post.Mail.NewUser());
        await post.Mail.DeliverAsync(user, Letters.Plain("Guest list"), Token);
        await post.Mail.DeliverAsync(user, Letters.Plain("Floor plan", from: $"Haruka Ito <{other.Address}>"), Token);
        await using var server = await post.StartWebmailAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Phone);
        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.OpenAsync("Floor plan");

        await mail.Message.GetByRole(AriaRole.Textbox, new() { Name = "Reply to Haruka Ito" }).PressSequentiallyAsync("East side, ");
        var window = mail.Message.GetByRole(AriaRole.Dialog, new() { Name = "Re: Floor plan" });
        var text = window.GetByRole(AriaRole.Textbox, new() { Name = "Message text" });
        await Assertions.Expect(text).ToBeFocusedAsync();
        await mail.Page.Keyboard.TypeAsync("yes. ");
        await server.KillAsync();
        await mail.Page.Keyboard.TypeAsync("Every key of it. ");
        await server.StartAsync(Token);
        await mail.Page.Locator("[data-connection=up]").WaitForAsync();
        await mail.Page.Keyboard.TypeAsync("Haruka!");
        await Assertions.Expect(text).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^East side, yes. Every key of it. Haruka!\n"));
        await SavedAsync(window);
        Assert.Empty(await Axe.SeriousFindingsAsync(mail.Page));

        await mail.Page.GoBackAsync();
        await Assertions.Expect(mail.Page.GetByRole(AriaRole.Button, new() { Name = "Go on" })).ToBeVisibleAsync();
        await mail.OpenAsync("Guest list");
        await Assertions.Expect(mail.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await mail.Page.GoBackAsync();
        await mail.OpenAsync("Floor plan");
        await Assertions.Expect(text).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^East side, yes. Every key of it. Haruka!\n"));
        await window.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();

        var received = await post.ReceivedAsync(other, "Re: Floor plan", Token);
        Assert.False(string.IsNullOrEmpty(received.InReplyTo));
        Assert.Contains("> Short and to the point.", received.TextBody, StringComparison.Ordinal);
        await UntilAsync(user, "INBOX", SearchQuery.Answered, 1);
        await UntilAsync(user, "Drafts", SearchQuery.All, 0);
    }

    private static Task SavedAsync(ILocator window) =>
        Assertions.Expect(window.GetByRole(AriaRole.Status)).ToContainTextAsync("Draft saved", new() { Timeout = 60_000 });

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
