using System.Globalization;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Webmail.Mail.Messages;
using Webmail.Mail.Operations;
using Webmail.Mail.Watching;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Webmail.Web.Features.Listing;
using Webmail.Web.Session;
using Webmail.Web.Shared;
using Xunit;

namespace Webmail.Web.Tests.Features.Listing;

/// <summary>The list as the product wires it, over a real mail server.</summary>
public sealed class MessageListTests(DovecotServer server) : BunitContext, IClassFixture<DovecotServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private TestUser _user = null!;

    [Fact]
    public async Task The_grid_names_how_many_messages_there_are_and_the_newest_comes_first()
    {
        await SignInAsync("First", "Second", "Third");

        var list = RenderList();

        list.WaitForAssertion(() => Assert.Equal("3", list.Find("[role=grid]").GetAttribute("aria-rowcount")), Patience);
        Assert.Equal("Messages", list.Find("[role=grid]").GetAttribute("aria-label"));
        Assert.Equal(["Third", "Second", "First"], Subjects(list));
        Assert.Equal(["1", "2", "3"], list.FindAll("[role=row]").Select(static r => r.GetAttribute("aria-rowindex")));
    }

    [Fact]
    public async Task A_list_that_was_shown_before_is_complete_in_its_first_rendering()
    {
        await SignInAsync("Known");
        var before = RenderList();
        before.WaitForAssertion(() => Assert.Single(before.FindAll("[role=row]")), Patience);

        var list = RenderList();

        Assert.Equal(1, list.RenderCount);
        Assert.Equal(["Known"], Subjects(list));
    }

    [Fact]
    public async Task The_rows_the_browser_asks_for_are_the_ones_on_the_page()
    {
        await SignInAsync([.. Enumerable.Range(1, 12).Select(static n => n.ToString(CultureInfo.InvariantCulture))]);
        var list = RenderList();
        list.WaitForAssertion(() => Assert.Equal(12, list.FindAll("[role=row]").Count), Patience);

        Assert.True(await list.InvokeAsync(() => list.Instance.ShowAsync(4, 3)));

        Assert.Equal("4", list.Find("[role=grid]").GetAttribute("data-first"));
        Assert.Equal(["8", "7", "6"], Subjects(list));
    }

    [Fact]
    public async Task The_browser_is_told_which_messages_there_are_also_where_it_has_no_rows()
    {
        await SignInAsync([.. Enumerable.Range(1, 12).Select(static n => n.ToString(CultureInfo.InvariantCulture))]);
        var list = RenderList();
        list.WaitForAssertion(() => Assert.Equal("1:12", list.Find("[role=grid]").GetAttribute("data-uids")), Patience);
        await list.InvokeAsync(() => list.Instance.ShowAsync(4, 3));

        var grid = list.Find("[role=grid]");
        Assert.Equal("1:12", grid.GetAttribute("data-uids"));
        Assert.Equal("true", grid.GetAttribute("aria-multiselectable"));
        Assert.Equal(list.Find("[role=row] a").GetAttribute("href"), $"{grid.GetAttribute("data-path")}/8.{grid.GetAttribute("data-validity")}");
        Assert.Equal("1:12", list.Instance.AllUids());
    }

    [Fact]
    public async Task The_head_of_a_selection_has_its_words_and_buttons_before_anything_is_selected()
    {
        await SignInAsync("Kiln");
        var list = RenderList();
        list.WaitForAssertion(() => Assert.Single(list.FindAll("[role=row]")), Patience);

        var bar = list.Find("[data-selection-bar]");
        Assert.True(bar.HasAttribute("hidden"));
        Assert.Equal("Select all {0} in Inbox", bar.GetAttribute("data-choose"));
        Assert.Equal("All {0} in Inbox are selected.", bar.GetAttribute("data-everything"));
        Assert.Equal("Selection", bar.QuerySelector("[role=toolbar]")!.GetAttribute("aria-label"));
        Assert.Equal(
            ["archive", "delete", "spam", "seen", "unseen", "flag", "unflag", "move", "label"],
            bar.QuerySelectorAll("[data-act]").Select(static b => b.GetAttribute("data-act")));
        Assert.Equal(
            ["archive", "delete", "spam", "seen", "unseen", "flag", "unflag", "move", "label", "copy"],
            list.FindAll("[role=menu] [data-act]").Select(static b => b.GetAttribute("data-act")));
    }

    [Fact]
    public async Task In_the_spam_folder_a_message_can_be_said_to_be_none()
    {
        await SignInAsync("Kiln");
        await Services.GetRequiredService<Webmail.Mail.Mailboxes.MailboxService>().ListAsync(_user.Account.Id, CancellationToken.None);
        var list = RenderList(mailbox: new MailboxName("Spam"));

        list.WaitForAssertion(() => Assert.Equal(2, list.FindAll("[data-act=notspam]").Count), Patience);
        Assert.Empty(list.FindAll("[data-act=spam]"));
    }

    [Fact]
    public async Task What_arrives_appears_above_and_is_counted()
    {
        await SignInAsync("Old");
        var list = RenderList();
        list.WaitForAssertion(() => Assert.Single(list.FindAll("[role=row]")), Patience);

        await DeliverAsync("New");
        await Services.GetRequiredService<MessageListing>().SynchroniseAsync(_user.Account.Id, MailboxName.Inbox, CancellationToken.None);

        list.WaitForAssertion(() => Assert.Equal(["New", "Old"], Subjects(list)), Patience);
        Assert.Equal("1", list.Find("[role=grid]").GetAttribute("data-arrived"));
    }

    [Fact]
    public async Task What_is_done_to_a_message_shows_on_its_row()
    {
        await SignInAsync("Kiln");
        var list = RenderList();
        list.WaitForAssertion(() => Assert.Single(list.FindAll("[role=row]")), Patience);
        var view = await Services.GetRequiredService<MessageListing>().OpenAsync(_user.Account.Id, MailboxName.Inbox, CancellationToken.None);

        await Services.GetRequiredService<OperationJournal>().AddAsync(
            _user.Account.Id,
            MessageActions.Create(OperationKind.Flag, "one", (view.Mailbox, view.UidValidity, view.Uids), null, TimeProvider.System.GetUtcNow()),
            CancellationToken.None);

        list.WaitForAssertion(
            () => Assert.StartsWith("unread, flagged, ", list.Find("[role=row]").GetAttribute("aria-label"), StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task A_search_says_what_it_found_and_marks_it()
    {
        await SignInAsync("Glaze tests", "Kiln and cup", "Dinner");

        var list = RenderList("kiln");

        list.WaitForAssertion(() => Assert.Equal("1 result in Inbox", list.Find("h1").TextContent), Patience);
        Assert.Equal("Kiln", list.Find("mark").TextContent);
    }

    [Fact]
    public async Task A_search_without_hits_says_for_what()
    {
        await SignInAsync("Dinner");

        var list = RenderList("釉薬");

        list.WaitForAssertion(() => Assert.Equal("Nothing found for “釉薬”", list.Find("h2").TextContent), Patience);
    }

    [Fact]
    public async Task An_empty_inbox_is_done()
    {
        await SignInAsync();

        var list = RenderList();

        list.WaitForAssertion(() => Assert.Equal("All done", list.Find("h2").TextContent), Patience);
    }

    [Fact]
    public async Task A_mailbox_that_does_not_exist_says_so()
    {
        await SignInAsync();

        var list = RenderList(mailbox: new MailboxName("Nowhere"));

        list.WaitForAssertion(() => Assert.Equal("This folder does not exist any more.", list.Find("h2").TextContent), Patience);
    }

    [Fact]
    public async Task While_the_server_is_away_the_rows_stay_and_a_banner_says_why()
    {
        await SignInAsync("Kept");
        var list = RenderList();
        list.WaitForAssertion(() => Assert.Single(list.FindAll("[role=row]")), Patience);

        Services.GetRequiredService<MailboxChanges>().Publish(_user.Account.Id, new ServerReachable(false, MailFailure.ServerUnreachable));

        list.WaitForAssertion(() => Assert.Contains("cannot be reached", list.Find("[role=status].note").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal(["Kept"], Subjects(list));
    }

    private static IEnumerable<string> Subjects(IRenderedComponent<MessageList> list) =>
        list.FindAll("[role=row] a").Select(static a => a.TextContent);

    private IRenderedComponent<MessageList> RenderList(string? query = null, MailboxName? mailbox = null) =>
        Render<MessageList>(parameters => parameters
            .Add(static l => l.Account, _user.Account.Id)
            .Add(static l => l.Mailbox, mailbox ?? MailboxName.Inbox)
            .Add(static l => l.Query, query)
            .Add(static l => l.Title, "Inbox"));

    private async Task SignInAsync(params string[] subjects)
    {
        _user = server.NewUser();
        foreach (var subject in subjects)
            await DeliverAsync(subject);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLocalization().AddLogging().AddMudServices();
        Services.AddWebmailMail(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Webmail:AllowPrivateServers", "true")]).Build());
        Services.AddSingleton<IHeaderCache, InMemoryHeaderCache>().AddSingleton<IJournalStore, JournalStoreInMemory>();
        Services.AddScoped<CurrentPreferences>().AddScoped<MailDates>().AddScoped<LiveChanges>().AddTransient<MessageListState>();
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        Services.GetRequiredService<SignedInAccounts>().Add(_user.Account, _user.Credentials);
        Services.GetRequiredService<LiveChanges>().Begin(_user.Account.Id);
    }

    private Task DeliverAsync(string subject) => server.DeliverAsync(
        _user, $"From: Haruka Ito <haruka@ito.example>\nTo: {_user.Address}\nSubject: {Encoded(subject)}\n\nHello\n", CancellationToken.None);

    private static string Encoded(string subject) =>
        $"=?utf-8?B?{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(subject))}?=";
}
