using System.Text.Json;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Webmail.Mail.Messages;
using Webmail.Mail.Operations;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Webmail.Web.Features.Acting;
using Webmail.Web.Session;
using Xunit;

namespace Webmail.Web.Tests.Features.Acting;

/// <summary>Wishes as a browser sends them, over a real mail server.</summary>
public sealed class ActingTests(DovecotServer server) : BunitContext, IClassFixture<DovecotServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly JournalStoreInMemory _store = new();
    private TestUser _user = null!;
    private uint _uidValidity;

    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    private string Inbox => $"mail/{_user.Account.Id}/INBOX";

    [Fact]
    public async Task A_wish_is_done_on_the_mail_server_once_however_often_it_is_asked_for()
    {
        var acting = await BeginAsync(messages: 3);
        var wish = new { id = "w1", act = "archive", list = Inbox, uidValidity = $"{_uidValidity}", uids = "1:2", count = 2, target = "", label = "", undoes = "" };

        Assert.Equal(("done", "archive"), await AskAsync(acting, wish));
        Assert.Equal(("done", "archive"), await AskAsync(acting, wish));

        await RestAsync(acting);
        Assert.Equal((1, 2), (await CountAsync("INBOX"), await CountAsync("Archive")));
    }

    [Fact]
    public async Task All_of_a_list_means_what_was_in_it_when_it_was_selected()
    {
        var acting = await BeginAsync(messages: 5);

        await AskAsync(acting, new
        {
            id = "w1",
            act = "delete",
            list = Inbox,
            uidValidity = $"{_uidValidity}",
            uids = "",
            all = new { upTo = 4, except = new[] { "2" }, query = "" },
            count = 3,
            target = "",
            label = "",
            undoes = "",
        });

        await RestAsync(acting);
        Assert.Equal((2, 3), (await CountAsync("INBOX"), await CountAsync("Trash")));
    }

    [Fact]
    public async Task The_last_thing_is_undone_without_saying_which_but_not_what_happened_by_itself()
    {
        var acting = await BeginAsync(messages: 2);
        await AskAsync(acting, Simple("w1", "archive", "1"));
        await Services.GetRequiredService<OperationJournal>().AddAsync(
            _user.Account.Id, Webmail.Web.Shared.MessageRead.Operation(new MessageKey(MailboxName.Inbox, _uidValidity, new Uid(2)), TimeProvider.System.GetUtcNow()), Token);
        await RestAsync(acting);
        Assert.Equal(1, await CountAsync("Archive"));

        Assert.Equal(("done", "archive"), await AskAsync(acting, Simple("w2", "undo", "")));

        await RestAsync(acting, operations: 3);
        Assert.Equal((2, 0), (await CountAsync("INBOX"), await CountAsync("Archive")));
    }

    [Theory]
    [InlineData("""{"id":"w","act":"archive","list":"mail/aaaaaaaaaa/INBOX","uidValidity":"1","uids":"1","count":1,"target":"","label":"","undoes":""}""")]
    [InlineData("""{"id":"w","act":"format","list":"LIST","uidValidity":"1","uids":"1","count":1,"target":"","label":"","undoes":""}""")]
    [InlineData("""{"id":"w","act":"label","list":"LIST","uidValidity":"1","uids":"1","count":1,"target":"","label":"a b\r\nc","undoes":""}""")]
    [InlineData("""{"id":"w","act":"move","list":"LIST","uidValidity":"1","uids":"1","count":1,"target":"","label":"","undoes":""}""")]
    [InlineData("""{"id":"w","act":"archive","list":"LIST","uidValidity":"x","uids":"1:","count":1,"target":"","label":"","undoes":""}""")]
    [InlineData("""{"id":"","act":"archive","list":"LIST","uidValidity":"1","uids":"1","count":1,"target":"","label":"","undoes":""}""")]
    [InlineData("""{"act":"archive"}""")]
    [InlineData("7")]
    public async Task What_no_page_of_ours_would_ask_for_is_refused(string wish)
    {
        var acting = await BeginAsync(messages: 1);
        var read = JsonSerializer.Deserialize<JsonElement>(wish.Replace("LIST", Inbox, StringComparison.Ordinal));

        var answer = (WishAnswer)await acting.InvokeAsync(() => acting.Instance.AskAsync(read));

        Assert.Equal("refused", answer.Answer);
        Assert.Empty(Services.GetRequiredService<OperationJournal>().List(_user.Account.Id));
    }

    [Fact]
    public async Task What_the_server_refuses_is_told_with_the_reason_and_can_be_tried_again_or_dropped()
    {
        var acting = await BeginAsync(messages: 2);
        await AskAsync(acting, Simple("w1", "move", "1:2", target: "Nowhere"));

        acting.WaitForAssertion(() => Assert.Equal("1", acting.Find("[data-acting]").GetAttribute("data-failed")), Patience);
        Assert.Contains(
            Services.GetRequiredService<ISnackbar>().ShownSnackbars,
            static told => told.Message == "2 messages were not moved. The folder Nowhere does not exist any more.");
        var buttons = acting.FindAll("#changes li button").Select(static button => button.TextContent);
        Assert.Equal(["Try again", "Drop"], buttons);

        await acting.FindAll("#changes li button")[1].ClickAsync(new());
        acting.WaitForAssertion(() => Assert.Equal("0", acting.Find("[data-acting]").GetAttribute("data-failed")), Patience);
    }

    [Fact]
    public async Task While_the_store_is_away_a_wish_that_waits_is_to_be_asked_for_again()
    {
        var acting = await BeginAsync(messages: 1);
        _store.Away = true;
        var wish = Simple("w1", "delete", "1") with { List = $"mail/{_user.Account.Id}/Trash" };
        // Held: what is deleted for good waits until it cannot be taken back.
        await Services.GetRequiredService<Webmail.Mail.Mailboxes.MailboxService>().ListAsync(_user.Account.Id, Token);

        Assert.Equal("later", (await AskAsync(acting, wish)).Answer);
        _store.Away = false;
        Assert.Equal(("done", "expunge"), await AskAsync(acting, wish));
    }

    private sealed record Asked(string Id, string Act, string List, string UidValidity, string Uids, int Count, string Target, string Label, string Undoes);

    private Asked Simple(string id, string act, string uids, string target = "") =>
        new(id, act, Inbox, $"{_uidValidity}", uids, 1, target, "", "");

    private static async Task<(string Answer, string Kind)> AskAsync(IRenderedComponent<Webmail.Web.Features.Acting.Acting> acting, object wish)
    {
        var json = JsonSerializer.SerializeToElement(wish, JsonSerializerOptions.Web);
        var answer = (WishAnswer)await acting.InvokeAsync(() => acting.Instance.AskAsync(json));
        return (answer.Answer, answer.Kind);
    }

    /// <summary>Waits until the server has everything.</summary>
    private Task RestAsync(IRenderedComponent<Webmail.Web.Features.Acting.Acting> acting, int operations = 1) => acting.WaitForAssertionAsync(
        () =>
        {
            var all = Services.GetRequiredService<OperationJournal>().List(_user.Account.Id);
            Assert.True(all.Count >= operations);
            Assert.DoesNotContain(all, static entry => entry.IsPending);
        },
        Patience);

    private async Task<int> CountAsync(string mailbox)
    {
        using var client = await server.ConnectAsync(_user, Token);
        var folder = mailbox == "INBOX" ? client.Inbox! : await client.GetFolderAsync(mailbox, Token);
        await folder.StatusAsync(MailKit.StatusItems.Count, Token);
        return folder.Count;
    }

    private async Task<IRenderedComponent<Webmail.Web.Features.Acting.Acting>> BeginAsync(int messages)
    {
        _user = server.NewUser();
        for (var i = 0; i < messages; i++)
            await server.DeliverAsync(_user, $"From: ann@example.test\nSubject: {i}\n\nHello\n", Token);
        using (var client = await server.ConnectAsync(_user, Token))
        {
            var top = client.GetFolder(client.PersonalNamespaces[0]);
            foreach (var name in new[] { "Archive", "Trash" })
                await top.CreateAsync(name, true, Token);
            await client.Inbox!.OpenAsync(MailKit.FolderAccess.ReadOnly, Token);
            _uidValidity = client.Inbox.UidValidity;
        }

        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLocalization().AddLogging().AddMudServices();
        Services.AddWebmailMail(new ConfigurationBuilder().AddInMemoryCollection([new("Webmail:AllowPrivateServers", "true")]).Build());
        Services.AddSingleton<IHeaderCache, InMemoryHeaderCache>().AddSingleton<IJournalStore>(_store);
        Services.AddScoped<LiveChanges>().AddScoped<Wishes>().AddScoped<ActingState>();
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        Services.GetRequiredService<SignedInAccounts>().Add(_user.Account, _user.Credentials);
        Services.GetRequiredService<LiveChanges>().Begin(_user.Account.Id);
        return Render<Webmail.Web.Features.Acting.Acting>(parameters => parameters.Add(static a => a.Account, _user.Account.Id));
    }
}
