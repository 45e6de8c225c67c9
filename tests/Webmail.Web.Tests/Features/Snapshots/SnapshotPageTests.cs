using System.Globalization;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Webmail.Mail.SigningIn;
using Webmail.Mail.Snapshots;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Webmail.Web.Features.Snapshots;
using Webmail.Web.Session;
using Webmail.Web.Tests.Hosting;
using Xunit;

namespace Webmail.Web.Tests.Features.Snapshots;

/// <summary>The page as the product wires it, between two accounts of a real mail server.</summary>
public sealed class SnapshotPageTests : BunitContext, IClassFixture<DovecotServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DovecotServer _server;
    private readonly TestUser _user;
    private readonly TestUser _target;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("webmail-copy-");

    public SnapshotPageTests(DovecotServer server)
    {
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-GB");
        (_server, _user, _target) = (server, server.NewUser(), server.NewUser());
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLogging().AddLocalization().AddOptions();
        Services.AddWebmailMail(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Webmail:DataDirectory"] = _data.FullName,
            ["Webmail:AllowPrivateServers"] = "true",
        }).Build());
        Services.AddSingleton<ISessionStore, SessionStoreInMemory>();
        Services.AddSingleton<INodeChannel, NodeChannelInMemory>();
        Services.AddSingleton<ISignInAttempts>(new NoAttemptCounts());
        var current = new CurrentAccount();
        current.Set(_user.Account, "session");
        Services.AddSingleton(current);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        Services.GetRequiredService<SignedInAccounts>().Add(_user.Account, _user.Credentials);
    }

    [Fact]
    public async Task A_filled_form_copies_and_shows_the_result_in_every_page()
    {
        await _server.DeliverAsync(_user, "Message-ID: <1@example.org>\nSubject: First\n\ntext\n", CancellationToken.None);
        var page = Fill(RenderForm(), _target.Password);
        var other = Render<SnapshotPage>();

        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Equal("Done: 1 message was copied.", page.Find("[role=status] span").TextContent), Patience);
        other.WaitForAssertion(() => Assert.Equal("Done: 1 message was copied.", other.Find("[role=status] span").TextContent), Patience);
        using var copy = await _server.ConnectAsync(_target, CancellationToken.None);
        var folder = await copy.GetFolderAsync("Copied mail/INBOX", CancellationToken.None);
        await folder.OpenAsync(MailKit.FolderAccess.ReadOnly, CancellationToken.None);
        Assert.Equal(1, folder.Count);
    }

    [Fact]
    public async Task A_second_run_asks_for_nothing_but_the_password()
    {
        await _server.DeliverAsync(_user, "Message-ID: <1@example.org>\nSubject: First\n\ntext\n", CancellationToken.None);
        var page = Fill(RenderForm(), _target.Password);
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Assert.NotNull(Button(page, "Run again")), Patience);

        await Button(page, "Run again")!.ClickAsync();

        Assert.Equal(_target.Address, page.Find("#copy-user").GetAttribute("value"));
        Assert.Equal("", page.Find("#copy-password").GetAttribute("value") ?? "");
        page.Find("#copy-password").Change(_target.Password);
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(
            () => Assert.Equal("Everything was there already: nothing had to be copied.", page.Find("[role=status] span").TextContent), Patience);
        await Button(page, "Close")!.ClickAsync();
        Assert.Empty(page.FindAll("section"));
    }

    [Fact]
    public async Task What_is_missing_is_told_at_its_field_before_anybody_is_asked()
    {
        var page = RenderForm();
        page.Find("#copy-port").Change("imap");

        await page.Find("form").SubmitAsync();

        Assert.Equal(
            ["copy-server", "copy-port", "copy-user", "copy-password"], page.FindAll("[aria-invalid=true]").Select(static field => field.Id));
        Assert.Contains("imap.example.org", page.Find("#copy-server-error").TextContent, StringComparison.Ordinal);
        Assert.Null(Services.GetRequiredService<FolderSnapshots>().Find(_user.Account.Id));
    }

    [Fact]
    public async Task A_wrong_password_is_told_and_the_rest_stays_typed()
    {
        var page = Fill(RenderForm(), "not it");

        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains(
            "does not accept this user name or password", page.Find(".note[role=alert]").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal(_target.Address, page.Find("#copy-user").GetAttribute("value"));
        Assert.Equal("", page.Find("#copy-password").GetAttribute("value") ?? "");
    }

    [Fact]
    public void The_folders_to_choose_from_are_those_of_the_account()
    {
        var page = Render<SnapshotPage>();

        page.WaitForAssertion(() => Assert.Equal(
            ["Everything", "Inbox", "Drafts", "Sent", "Archive", "Spam", "Trash"],
            page.FindAll("#copy-mailbox option").Select(static option => option.TextContent)), Patience);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            _data.Delete(recursive: true);
    }

    /// <summary>The page with its form as it stays: the folders arrive after the first picture and draw it anew.</summary>
    private IRenderedComponent<SnapshotPage> RenderForm()
    {
        var page = Render<SnapshotPage>();
        page.WaitForElement("#copy-mailbox option:nth-child(2)", Patience);
        return page;
    }

    private IRenderedComponent<SnapshotPage> Fill(IRenderedComponent<SnapshotPage> page, string password)
    {
        foreach (var (field, value) in new[]
                 {
                     ("#copy-security", nameof(ConnectionSecurity.None)), ("#copy-server", "127.0.0.1"),
                     ("#copy-port", _server.ImapPort.ToString(CultureInfo.InvariantCulture)), ("#copy-user", _target.Address), ("#copy-password", password),
                 })
        {
            page.Find(field).Change(value);
        }

        return page;
    }

    private static AngleSharp.Dom.IElement? Button(IRenderedComponent<SnapshotPage> page, string name) =>
        page.FindAll("button").FirstOrDefault(button => button.TextContent == name);

    /// <summary>Lets every attempt through.</summary>
    private sealed class NoAttemptCounts : ISignInAttempts
    {
        public Task<TimeSpan> WaitAsync(string subject, CancellationToken token) => Task.FromResult(TimeSpan.Zero);

        public Task<long> CountAsync(string subject, TimeSpan memory, CancellationToken token) => Task.FromResult(1L);

        public Task<bool> TryBlockAsync(string subject, TimeSpan wait, CancellationToken token) => Task.FromResult(true);

        public Task ForgetAsync(string subject, CancellationToken token) => Task.CompletedTask;

        public Task ForgiveAsync(string subject, bool unblock, CancellationToken token) => Task.CompletedTask;
    }
}
