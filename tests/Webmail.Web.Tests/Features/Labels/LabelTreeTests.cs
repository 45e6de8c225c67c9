using System.Globalization;
using Bunit;
using MailKit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Webmail.Mail.Labels;
using Webmail.Mail.Messages;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Webmail.Web.Features.Labels;
using Webmail.Web.Session;
using Xunit;

namespace Webmail.Web.Tests.Features.Labels;

/// <summary>The labels as the product wires them, over a real mail server.</summary>
public sealed class LabelTreeTests(DovecotServer server) : BunitContext, IClassFixture<DovecotServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private TestUser _user = null!;

    private LabelService Labels => Services.GetRequiredService<LabelService>();

    private static IEnumerable<string> Names(IRenderedComponent<LabelTree> tree) =>
        tree.FindAll("[role=treeitem]").Select(static item => item.TextContent.Trim());

    [Fact]
    public void Everybody_has_the_five_standard_labels_in_a_tree_of_their_own()
    {
        SignIn();

        var tree = RenderLabels();

        Assert.Equal("Labels", tree.Find("[role=tree]").GetAttribute("aria-label"));
        Assert.Equal(["Important", "Work", "Personal", "To Do", "Later"], Names(tree));
        Assert.Equal("$label1", tree.Find("[role=treeitem]").GetAttribute("data-label"));
        Assert.Equal("av-0", tree.Find("[role=treeitem] .tag").ClassList[^1]);
        Assert.Empty(tree.FindAll("[role=tree] button"));
        Assert.Equal("New label", tree.Find("[data-label-new]").GetAttribute("aria-label"));
    }

    [Fact]
    public void In_Japanese_they_have_Japanese_names()
    {
        SignIn();
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("ja");

        Assert.Equal(["重要", "仕事", "プライベート", "ToDo", "後で"], Names(RenderLabels()));
    }

    [Fact]
    public void A_label_leads_to_its_messages_in_the_mailbox_that_is_looked_at()
    {
        SignIn();

        var tree = RenderLabels(new MailboxName("Clients"), "label:$label2");

        var work = tree.FindAll("[role=treeitem]")[1];
        Assert.Equal($"mail/{_user.Account.Id}/Clients?q=label%3A%24label2", work.GetAttribute("href"));
        Assert.Equal("true", work.GetAttribute("aria-selected"));
        Assert.Equal("0", work.GetAttribute("tabindex"));
        Assert.Single(tree.FindAll("[role=treeitem][tabindex='0']"));
    }

    [Fact]
    public async Task A_keyword_nobody_knew_of_appears()
    {
        SignIn();
        await server.DeliverAsync(_user, "Subject: Tea\n\nAt four.\n", CancellationToken.None);
        var tree = RenderLabels();
        using (var client = await server.ConnectAsync(_user, CancellationToken.None))
        {
            await client.Inbox!.OpenAsync(FolderAccess.ReadWrite);
            await client.Inbox.StoreAsync(0, new StoreFlagsRequest(StoreAction.Add, new HashSet<string> { "&W7Zlzw-", "$Forwarded" }));
        }

        await Services.GetRequiredService<MessageListing>().OpenAsync(_user.Account.Id, MailboxName.Inbox, CancellationToken.None);

        tree.WaitForAssertion(() => Assert.Equal("家族", Names(tree).Last()), Patience);
        Assert.Equal(6, Names(tree).Count());
    }

    [Fact]
    public async Task A_new_label_is_listed_and_a_bad_name_says_why_not()
    {
        SignIn();
        var tree = RenderLabels();

        Assert.Equal("", await tree.InvokeAsync(() => tree.Instance.SaveAsync("", "旅行")));
        Assert.Equal("A label needs a name.", await tree.InvokeAsync(() => tree.Instance.SaveAsync("", " ")));
        Assert.Equal("Mail programs use this name for something else.", await tree.InvokeAsync(() => tree.Instance.SaveAsync("", "$Forwarded")));
        Assert.Equal("A label cannot have these characters.", await tree.InvokeAsync(() => tree.Instance.SaveAsync("", "\\Seen")));
        Assert.Equal("This name is too long for a mail server.", await tree.InvokeAsync(() => tree.Instance.SaveAsync("", new string('x', 101))));

        tree.WaitForAssertion(() => Assert.Equal("旅行", Names(tree).Last()), Patience);
        Assert.Equal(6, Names(tree).Count());
    }

    [Fact]
    public async Task Name_and_colour_change_at_once_and_the_keyword_stays()
    {
        SignIn();
        var tree = RenderLabels();

        Assert.Equal("", await tree.InvokeAsync(() => tree.Instance.SaveAsync("$label2", "Studio")));
        Assert.True(await tree.InvokeAsync(() => tree.Instance.PaintAsync("$label2", 7)));

        tree.WaitForAssertion(() => Assert.Equal("Studio", Names(tree).ElementAt(1)), Patience);
        var item = tree.FindAll("[role=treeitem]")[1];
        Assert.Equal(("$label2", "7"), (item.GetAttribute("data-label"), item.GetAttribute("data-colour")));
        Assert.False(await tree.InvokeAsync(() => tree.Instance.PaintAsync("$Forwarded", 7)));
    }

    [Fact]
    public async Task A_hidden_label_can_be_taken_back_and_shown_again()
    {
        SignIn();
        var tree = RenderLabels();

        Assert.True(await tree.InvokeAsync(() => tree.Instance.HideAsync("$label5", true)));
        tree.WaitForAssertion(() => Assert.DoesNotContain("Later", Names(tree)), Patience);
        var said = Assert.Single(Services.GetRequiredService<ISnackbar>().ShownSnackbars);
        Assert.Equal("Hidden: Later", said.Message);

        await tree.InvokeAsync(() => tree.Find(".hidden-ones").Click());
        tree.WaitForAssertion(() => Assert.Contains("Later", Names(tree)), Patience);
        Assert.True(await tree.InvokeAsync(() => tree.Instance.HideAsync("$label5", false)));
        tree.WaitForAssertion(() => Assert.Empty(tree.FindAll(".hidden-ones")), Patience);
        Assert.Contains("Later", Names(tree));
    }

    [Fact]
    public async Task A_deleted_label_says_that_messages_keep_it_and_comes_back_by_undo()
    {
        SignIn();
        await Labels.CreateAsync(_user.Account.Id, "Kyoto", 3, CancellationToken.None);
        var tree = RenderLabels();

        Assert.True(await tree.InvokeAsync(() => tree.Instance.DeleteAsync("Kyoto")));
        tree.WaitForAssertion(() => Assert.DoesNotContain("Kyoto", Names(tree)), Patience);
        var said = Assert.Single(Services.GetRequiredService<ISnackbar>().ShownSnackbars);
        Assert.Equal("Deleted: Kyoto. Messages keep it.", said.Message);

        await Labels.RestoreAsync(_user.Account.Id, new Label("Kyoto", null, 3), CancellationToken.None);

        tree.WaitForAssertion(() => Assert.Contains("Kyoto", Names(tree)), Patience);
        Assert.Equal("3", tree.FindAll("[role=treeitem]")[^1].GetAttribute("data-colour"));
    }

    private IRenderedComponent<LabelTree> RenderLabels(MailboxName? mailbox = null, string? query = null) =>
        Render<LabelTree>(parameters => parameters
            .Add(static t => t.Account, _user.Account.Id).Add(static t => t.Mailbox, mailbox).Add(static t => t.Query, query));

    private void SignIn()
    {
        _user = server.NewUser();
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLocalization().AddLogging().AddMudServices();
        Services.AddWebmailMail(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Webmail:AllowPrivateServers", "true")]).Build());
        Services.AddSingleton<IHeaderCache, InMemoryHeaderCache>();
        Services.AddScoped<LiveChanges>();
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        Services.GetRequiredService<SignedInAccounts>().Add(_user.Account, _user.Credentials);
        Services.GetRequiredService<LiveChanges>().Begin(_user.Account.Id);
    }
}
