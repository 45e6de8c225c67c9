using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Messages;
using Webmail.Mail.Settings;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Webmail.Web.Features.Mailboxes;
using Webmail.Web.Session;
using Xunit;

namespace Webmail.Web.Tests.Features.Mailboxes;

/// <summary>The tree as the product wires it, over a real mail server.</summary>
public sealed class MailboxTreeTests : BunitContext, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly DovecotServer _server = new() { Users = 1 };
    private TestUser _user = null!;

    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    private AccountId Account => _user.Account.Id;

    private AccountSettingsStore Settings => Services.GetRequiredService<AccountSettingsStore>();

    private MailboxEditor Editor => Services.GetRequiredService<MailboxEditor>();

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        _user = _server.NewUser();
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLocalization().AddLogging().AddMudServices();
        Services.AddWebmailMail(new ConfigurationBuilder().AddInMemoryCollection([new("Webmail:AllowPrivateServers", "true")]).Build());
        Services.AddSingleton<IHeaderCache, InMemoryHeaderCache>();
        Services.AddScoped<LiveChanges>().AddScoped<EmptyingJobs>();
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        Services.GetRequiredService<SignedInAccounts>().Add(_user.Account, _user.Credentials);
        Services.GetRequiredService<LiveChanges>().Begin(Account);
        foreach (var name in new[] { "Clients", "Kiln", "Travel" })
            await Editor.CreateAsync(Account, null, name, Token);
        await Editor.CreateAsync(Account, new("Clients"), "Bauer", Token);
    }

    [Fact]
    public async Task Favourites_are_repeated_above_the_tree_at_the_first_level_with_their_path()
    {
        await ChooseAsync(static settings => settings.Favour(new("Clients/Bauer"), true).Favour(new("INBOX"), true));

        var tree = RenderMailboxes(new("Clients/Bauer"));

        Assert.Equal(["*INBOX", "*Clients/Bauer", "INBOX"], Rows(tree).Take(3));
        var favourite = tree.FindAll("[role=treeitem]")[1];
        Assert.Equal(("1", "Clients", "Clients / Bauer"), (favourite.GetAttribute("aria-level"), favourite.QuerySelector(".path")!.TextContent, favourite.GetAttribute("title")));
        Assert.Equal(["Favourites", "All folders, 10"], tree.FindAll(".heading").Select(static heading => heading.TextContent));
        Assert.All(tree.FindAll(".heading"), static heading => Assert.Equal("none", heading.GetAttribute("role")));
        Assert.True(tree.FindAll(".heading")[1].HasAttribute("data-top-mailbox"));
        Assert.Single(tree.FindAll("[role=tree]"));
        // One of the two is selected; the other one says that it is the same.
        Assert.Equal("Clients/Bauer", Assert.Single(tree.FindAll("[aria-selected=true]:not([data-repeated])")).GetAttribute("data-mailbox"));
        Assert.Empty(tree.FindAll("[data-repeated][aria-selected=true]"));
        Assert.Equal("page", favourite.GetAttribute("aria-current"));
        Assert.Single(tree.FindAll("[role=treeitem][tabindex='0']"));
    }

    [Fact]
    public void Without_favourites_the_tree_begins_with_the_inbox_and_has_its_old_headings()
    {
        var tree = RenderMailboxes();

        Assert.Equal("INBOX", Rows(tree)[0]);
        Assert.Equal(["Folders"], tree.FindAll(".heading").Select(static heading => heading.TextContent));
        Assert.True(tree.Find(".heading").HasAttribute("data-top-mailbox"));
    }

    [Fact]
    public async Task A_favourite_comes_and_goes_by_its_menu_and_the_menu_follows()
    {
        var tree = RenderMailboxes();
        Assert.Contains("favourite", Acts(tree, "Kiln"));

        await ActAsync(tree, "favourite", "Kiln");

        Assert.Equal("*Kiln", Rows(tree)[0]);
        Assert.Contains("unfavourite", Acts(tree, "Kiln"));
        Assert.True((await OnTheServerAsync()).Folder(new("Kiln"))!.Favourite);
        await ActAsync(tree, "unfavourite", "Kiln");
        Assert.DoesNotContain("*Kiln", Rows(tree));
        Assert.Empty((await OnTheServerAsync()).Folders);
    }

    [Fact]
    public async Task A_colour_is_given_from_the_palette_and_taken_away()
    {
        var tree = RenderMailboxes();
        Assert.Equal(12, tree.FindAll("[data-mailbox-menu] [role=menuitemradio]").Count);
        Assert.Equal("Teal", tree.Find("[data-mailbox-act=paint][data-colour='6']").GetAttribute("aria-label"));

        await ActAsync(tree, "paint", "Kiln", "6");

        Assert.Contains("av-6", Row(tree, "Kiln").QuerySelector(".tint")!.ClassList);
        Assert.Equal("6", Row(tree, "Kiln").GetAttribute("data-colour"));
        Assert.Contains("unpaint", Acts(tree, "Kiln"));
        await ActAsync(tree, "paint", "Kiln", "12");
        Assert.Equal(6, (await OnTheServerAsync()).Folder(new("Kiln"))!.Colour);
        await ActAsync(tree, "unpaint", "Kiln");
        Assert.Equal("tint", Row(tree, "Kiln").QuerySelector(".tint")!.ClassName);
    }

    [Fact]
    public async Task Folders_move_up_and_down_among_their_siblings_and_no_further()
    {
        var tree = RenderMailboxes();
        string[] Own() => [.. Rows(tree).Where(static name => name is "Clients" or "Kiln" or "Travel")];
        Assert.DoesNotContain("up", Acts(tree, "Clients"));
        Assert.DoesNotContain("down", Acts(tree, "Travel"));
        Assert.DoesNotContain("up", Acts(tree, "Clients/Bauer"));

        await ActAsync(tree, "up", "Travel");
        Assert.Equal(["Clients", "Travel", "Kiln"], Own());
        await ActAsync(tree, "down", "Clients");
        Assert.Equal(["Travel", "Clients", "Kiln"], Own());
        await ActAsync(tree, "before", "Kiln", "Travel");
        Assert.Equal(["Kiln", "Travel", "Clients"], Own());
        await ActAsync(tree, "up", "Kiln");
        await ActAsync(tree, "after", "Kiln", "Drafts");
        Assert.Equal(["Kiln", "Travel", "Clients"], Own());
        Assert.Equal("Clients/Bauer", Rows(tree)[Rows(tree).IndexOf("Clients") + 1]);

        await ActAsync(tree, "up", "Drafts");
        Assert.Equal(["Drafts", "INBOX", "Sent"], Rows(tree).Take(3));
    }

    [Fact]
    public async Task What_another_page_chooses_is_shown_here_and_a_rename_keeps_it()
    {
        var tree = RenderMailboxes();

        await ChooseAsync(static settings => settings.Favour(new("Kiln"), true).Paint(new("Kiln"), 3));
        tree.WaitForAssertion(() => Assert.Equal("*Kiln", Rows(tree)[0]), Patience);
        await Editor.RenameAsync(Account, new("Kiln"), null, "Oven", Token);

        tree.WaitForAssertion(() => Assert.Equal("*Oven", Rows(tree)[0]), Patience);
        Assert.Equal("3", Row(tree, "Oven").GetAttribute("data-colour"));
    }

    [Fact]
    public async Task A_place_is_kept_when_a_move_into_another_folder_is_taken_back()
    {
        var snackbars = Render<MudSnackbarProvider>();
        var tree = RenderMailboxes();
        await ActAsync(tree, "up", "Travel");
        await ActAsync(tree, "up", "Travel");

        await ActAsync(tree, "drop", "Travel", "Kiln");
        tree.WaitForAssertion(() => Assert.Contains("Kiln/Travel", Rows(tree)), Patience);
        snackbars.WaitForAssertion(() => Assert.Contains(snackbars.FindAll("button"), static button => button.TextContent.Trim() == "Undo"), Patience);
        await snackbars.FindAll("button").First(static button => button.TextContent.Trim() == "Undo").ClickAsync(new());

        tree.WaitForAssertion(() => Assert.Equal("Travel", Rows(tree).First(static name => name is "Clients" or "Kiln" or "Travel")), Patience);
    }

    [Fact]
    public async Task What_the_server_does_not_keep_is_taken_back_with_a_word()
    {
        var tree = RenderMailboxes();
        await _server.StopAsync(Token);

        await ActAsync(tree, "favourite", "Kiln");

        Assert.DoesNotContain("*Kiln", Rows(tree));
        Assert.Single(Services.GetRequiredService<ISnackbar>().ShownSnackbars);
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static List<string> Rows(IRenderedComponent<MailboxTree> tree) =>
        [.. tree.FindAll("[role=treeitem]").Select(static item => (item.HasAttribute("data-repeated") ? "*" : "") + item.GetAttribute("data-mailbox"))];

    private static IElement Row(IRenderedComponent<MailboxTree> tree, string name) => tree.Find($"[data-mailbox='{name}']:not([data-repeated])");

    private static string[] Acts(IRenderedComponent<MailboxTree> tree, string name) => Row(tree, name).GetAttribute("data-can")!.Split(' ');

    private static Task ActAsync(IRenderedComponent<MailboxTree> tree, string act, string mailbox, string target = "") =>
        tree.InvokeAsync(() => tree.FindComponent<MailboxActions>().Instance.ActAsync(act, mailbox, target));

    private Task<AccountSettings> ChooseAsync(Func<AccountSettings, AccountSettings> change) => Settings.UpdateAsync(Account, change, Token);

    // As another device reads it.
    private async Task<AccountSettings> OnTheServerAsync()
    {
        await using var services = new ServiceCollection().AddLogging()
            .AddWebmailMail(new ConfigurationBuilder().AddInMemoryCollection([new("Webmail:AllowPrivateServers", "true")]).Build())
            .AddSingleton<IHeaderCache, InMemoryHeaderCache>().BuildServiceProvider();
        services.GetRequiredService<SignedInAccounts>().Add(_user.Account, _user.Credentials);
        return await services.GetRequiredService<AccountSettingsStore>().ReadAsync(Account, Token);
    }

    private IRenderedComponent<MailboxTree> RenderMailboxes(MailboxName? selected = null)
    {
        var tree = Render<MailboxTree>(parameters => parameters.Add(static t => t.Account, Account).Add(static t => t.Selected, selected));
        tree.WaitForElement("[data-mailbox=Travel]", Patience);
        return tree;
    }
}
