using System.Globalization;
using MailKit;
using MailKit.Search;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>What a user does to messages, looked at through a second client.</summary>
public sealed class ActingTests(Demo demo, Browser browser)
{
    private static readonly TimeSpan HalfOf300 = TimeSpan.FromMilliseconds(150);
    private static readonly LocatorAssertionsToHaveAttributeOptions Patiently = new() { Timeout = 60_000 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_done_while_the_mail_server_is_away_is_done_exactly_when_it_is_back_also_after_a_crash(bool crash)
    {
        await using var dovecot = new DovecotServer();
        await dovecot.StartAsync(Token);
        await using var server = await new WebmailServer(dovecot).StartAsync(Token);
        var user = dovecot.NewUser();
        foreach (var i in Enumerable.Range(1, 40))
            await dovecot.DeliverAsync(user, Letters.Plain($"Letter {i:00}"), Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.Folder("Inbox").WaitForAsync();
        await Assertions.Expect(mail.List).ToHaveAttributeAsync("aria-rowcount", "40");

        await dovecot.StopAsync(Token);
        await mail.Rows.First.FocusAsync();
        for (var i = 0; i < 10; i++)
        {
            await mail.Page.Keyboard.PressAsync("s");
            await mail.Page.Keyboard.PressAsync("j");
        }

        for (var i = 0; i < 10; i++)
            await mail.Page.Keyboard.PressAsync("e");
        for (var i = 0; i < 10; i++)
            await mail.Page.Keyboard.PressAsync("#");
        await Assertions.Expect(mail.List).ToHaveAttributeAsync("aria-rowcount", "20", Patiently);
        await Assertions.Expect(mail.Page.GetByText("30 changes waiting for the server")).ToBeVisibleAsync();
        if (crash)
        {
            await server.KillAsync();
            await server.StartAsync(Token, "/healthz/live");
            await Place.UsableAsync(mail.Page);
        }

        await dovecot.StartAsync(Token);
        await UntilAsync(mail, async () => (await SubjectsAsync(dovecot, user, "Trash")).Count == 10);
        await SettledAsync(mail);

        var (inbox, archive, trash) = (await SubjectsAsync(dovecot, user, "INBOX"), await SubjectsAsync(dovecot, user, "Archive"), await SubjectsAsync(dovecot, user, "Trash"));
        Assert.Equal(Letter(31..41).Concat(Letter(1..11)).Order(StringComparer.Ordinal), inbox);
        Assert.Equal(Letter(21..31), archive);
        Assert.Equal(Letter(11..21), trash);
        Assert.Equal(Letter(31..41), await SubjectsAsync(dovecot, user, "INBOX", SearchQuery.Flagged));
    }

    [Fact]
    public async Task E_j_e_j_e_pressed_fast_at_300_ms_archives_exactly_the_rows_under_the_eye()
    {
        await using var relay = new Relay(demo.Webmail.Port) { Delay = HalfOf300 };
        var user = await NewUserAsync(12);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, relay.Url, user);
        await mail.Rows.First.FocusAsync();

        foreach (var key in "ejeje")
            await mail.Page.Keyboard.PressAsync(key.ToString());
        await Assertions.Expect(mail.Page.GetByRole(AriaRole.Status).GetByText("3 messages archived")).ToBeVisibleAsync();
        await Assertions.Expect(mail.List).ToHaveAttributeAsync("aria-rowcount", "9", Patiently);
        await SettledAsync(mail);

        Assert.Equal(["Letter 08", "Letter 10", "Letter 12"], await SubjectsAsync(demo.Mail, user, "Archive"));
    }

    [Fact]
    public async Task Twelve_thousand_messages_are_archived_exactly_though_the_tab_is_closed_and_progress_is_there_on_return()
    {
        const int Many = 12_431;
        var user = demo.Mail.NewUser();
        await Demo.FillAsync(demo.Mail, user, Many, Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await mail.Rows.First.FocusAsync();
        await mail.Page.Keyboard.PressAsync("x");
        await mail.Page.GetByRole(AriaRole.Button, new() { Name = "Select all 12,431 in Inbox" }).ClickAsync();
        await mail.Page.GetByRole(AriaRole.Toolbar, new() { Name = "Selection" }).GetByRole(AriaRole.Button, new() { Name = "Archive" }).ClickAsync();
        var job = mail.Page.GetByRole(AriaRole.Progressbar, new() { Name = "Archiving 12,431 messages" });
        await job.WaitForAsync(new() { Timeout = 60_000 });

        await mail.Page.CloseAsync();
        // What arrives meanwhile is not meant.
        await demo.Mail.DeliverAsync(user, Letters.Plain("A late letter"), Token);
        var back = new MailPage(await context.NewPageAsync());
        await back.Page.GotoAsync(demo.Webmail.Url);
        await Assertions.Expect(back.List).ToHaveAttributeAsync("aria-rowcount", "1", new() { Timeout = 60_000 });
        await Assertions.Expect(back.Page.GetByRole(AriaRole.Progressbar, new() { Name = "Archiving" })).ToHaveCountAsync(0, new() { Timeout = 300_000 });
        await SettledAsync(back);

        Assert.Equal(["A late letter"], await SubjectsAsync(demo.Mail, user, "INBOX"));
        Assert.Equal(Many, (await SubjectsAsync(demo.Mail, user, "Archive")).Count);
    }

    [Fact]
    public async Task What_was_done_before_the_tab_was_closed_can_be_undone_in_the_next_one()
    {
        var user = await NewUserAsync(3);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await mail.Row("Letter 02").FocusAsync();
        await mail.Page.Keyboard.PressAsync("#");
        await Assertions.Expect(mail.List).ToHaveAttributeAsync("aria-rowcount", "2");
        await SettledAsync(mail);
        await mail.Page.CloseAsync();

        var next = new MailPage(await context.NewPageAsync());
        await next.Page.GotoAsync(demo.Webmail.Url);
        await next.ReadyAsync();
        var bar = next.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Deleted" });
        await bar.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await Assertions.Expect(next.Row("Letter 02")).ToBeVisibleAsync();
        await SettledAsync(next);
        Assert.Equal(Letter(1..4), await SubjectsAsync(demo.Mail, user, "INBOX"));
        Assert.Empty(await SubjectsAsync(demo.Mail, user, "Trash"));
    }

    [Fact]
    public async Task The_toolbar_acts_on_the_open_message_and_goes_on_to_the_next()
    {
        var user = await NewUserAsync(4);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await mail.OpenAsync("Letter 03");
        var toolbar = mail.Page.GetByRole(AriaRole.Toolbar, new() { Name = "Message actions" });

        await toolbar.GetByRole(AriaRole.Button, new() { Name = "Flag" }).ClickAsync();
        await Assertions.Expect(mail.Row("flagged, ")).ToHaveCountAsync(1);
        await toolbar.GetByRole(AriaRole.Button, new() { Name = "Report spam" }).ClickAsync();
        await Assertions.Expect(mail.Message.GetByRole(AriaRole.Heading, new() { Name = "Letter 02" })).ToBeVisibleAsync();
        await SettledAsync(mail);

        Assert.Equal(["Letter 03"], await SubjectsAsync(demo.Mail, user, "Spam", SearchQuery.Flagged.And(SearchQuery.HasKeyword("$Junk"))));
    }

    [Fact]
    public async Task Typing_a_few_letters_moves_a_message_to_a_folder_and_an_undo_brings_it_back()
    {
        var user = await NewUserAsync(2);
        using (var client = await demo.Mail.ConnectAsync(user, Token))
            await client.GetFolder(client.PersonalNamespaces[0]).CreateAsync("Invoices", true, Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, demo.Webmail, user);
        await mail.Folder("Invoices").WaitForAsync();
        await mail.Row("Letter 01").FocusAsync();

        await mail.Page.Keyboard.PressAsync("v");
        await mail.Page.GetByRole(AriaRole.Dialog, new() { Name = "Move to" }).GetByRole(AriaRole.Option, new() { Name = "Invoices" }).WaitForAsync();
        await mail.Page.Keyboard.TypeAsync("inv");
        await mail.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(mail.List).ToHaveAttributeAsync("aria-rowcount", "1");
        await SettledAsync(mail);
        Assert.Equal(["Letter 01"], await SubjectsAsync(demo.Mail, user, "Invoices"));

        await mail.Page.Keyboard.PressAsync("z");
        await Assertions.Expect(mail.List).ToHaveAttributeAsync("aria-rowcount", "2");
        await SettledAsync(mail);
        Assert.Equal(Letter(1..3), await SubjectsAsync(demo.Mail, user, "INBOX"));
    }

    [Fact]
    public async Task What_is_asked_for_without_a_network_is_done_though_the_tab_is_closed_before_there_is_one()
    {
        await using var relay = new Relay(demo.Webmail.Port);
        var user = await NewUserAsync(3);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, relay.Url, user);
        await mail.Rows.First.FocusAsync();

        relay.Freeze();
        await mail.Page.Keyboard.PressAsync("e");
        await Assertions.Expect(mail.Row("Letter 03")).ToBeHiddenAsync();
        await mail.Page.CloseAsync();
        relay.ComeBack();
        var next = new MailPage(await context.NewPageAsync());
        await next.Page.GotoAsync(relay.Url);

        await Assertions.Expect(next.List).ToHaveAttributeAsync("aria-rowcount", "2", Patiently);
        await SettledAsync(next);
        Assert.Equal(["Letter 03"], await SubjectsAsync(demo.Mail, user, "Archive"));
    }

    /// <summary>Waits for something on the mail server; says what the page waits for when it never comes.</summary>
    private static async Task UntilAsync(MailPage mail, Func<Task<bool>> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(90))
            {
                Assert.Fail(await mail.Page.EvaluateAsync<string>(
                    "() => JSON.stringify([{ ...document.querySelector('[data-acting]').dataset }, document.documentElement.dataset.connection, localStorage])"));
            }

            await Task.Delay(200, Token);
        }
    }

    private async Task<TestUser> NewUserAsync(int letters)
    {
        var user = demo.Mail.NewUser();
        foreach (var i in Enumerable.Range(1, letters))
            await demo.Mail.DeliverAsync(user, Letters.Plain($"Letter {i:00}"), Token);
        return user;
    }

    private static string[] Letter(Range range) =>
        [.. Enumerable.Range(range.Start.Value, range.End.Value - range.Start.Value).Select(static i => string.Create(CultureInfo.InvariantCulture, $"Letter {i:00}"))];

    /// <summary>Waits until the mail server has everything.</summary>
    private static async Task SettledAsync(MailPage mail) => await mail.Page.WaitForFunctionAsync(
        "() => document.querySelector('[data-waiting]')?.dataset.waiting === '0' && document.querySelector('[data-acting]')?.dataset.busy === 'false'",
        null, new() { Timeout = 60_000 });

    private static async Task<IReadOnlyList<string>> SubjectsAsync(DovecotServer server, TestUser user, string mailbox, SearchQuery? query = null)
    {
        using var client = await server.ConnectAsync(user, Token);
        var all = await client.GetFoldersAsync(client.PersonalNamespaces[0], cancellationToken: Token);
        var folder = mailbox == "INBOX" ? client.Inbox! : all.FirstOrDefault(f => f.FullName == mailbox);
        if (folder is null)
            return [];
        await folder.OpenAsync(FolderAccess.ReadOnly, Token);
        var found = await folder.SearchAsync(query ?? SearchQuery.All, Token);
        if (found.Count == 0)
            return [];
        var messages = await folder.FetchAsync(found, MessageSummaryItems.Envelope, Token);
        return [.. messages.Select(static message => message.Envelope?.Subject ?? "").Order(StringComparer.Ordinal)];
    }
}
