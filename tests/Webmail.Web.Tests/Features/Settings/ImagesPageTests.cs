using System.Globalization;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Webmail.Mail.Accounts;
using Webmail.Mail.Settings;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Webmail.Web.Features.Settings;
using Webmail.Web.Session;
using Xunit;

namespace Webmail.Web.Tests.Features.Settings;

/// <summary>The page as the product wires it, with the settings in a real mailbox.</summary>
public sealed class ImagesPageTests : BunitContext, IClassFixture<DovecotServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestUser _user;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("webmail-images-");

    public ImagesPageTests(DovecotServer server)
    {
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-GB");
        _user = server.NewUser();
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLogging().AddLocalization().AddOptions().AddMudServices();
        Services.AddWebmailMail(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Webmail:DataDirectory"] = _data.FullName,
            ["Webmail:AllowPrivateServers"] = "true",
        }).Build());
        Services.AddSingleton<INodeChannel, NodeChannelInMemory>();
        var current = new CurrentAccount();
        current.Set(_user.Account, "session");
        Services.AddSingleton(current);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        Services.GetRequiredService<SignedInAccounts>().Add(_user.Account, _user.Credentials);
    }

    private AccountSettingsStore Store => Services.GetRequiredService<AccountSettingsStore>();

    [Fact]
    public async Task What_is_chosen_is_kept_in_the_mailbox()
    {
        var page = Open();
        Assert.True(page.FindAll("input[type=radio]")[0].HasAttribute("checked"));

        page.FindAll("input[type=radio]")[1].Change("on");
        page.WaitForAssertion(() => Assert.Equal(RemoteImageChoice.FromContacts, Store.Known(_user.Account.Id).RemoteImages), Patience);
        page.WaitForAssertion(() => Assert.False(page.Find("input[type=checkbox]").HasAttribute("disabled")), Patience);
        page.Find("input[type=checkbox]").Change(true);

        page.WaitForAssertion(() => Assert.True(Store.Known(_user.Account.Id).WithoutLinkTracking), Patience);
        Assert.Equal(RemoteImageChoice.FromContacts, (await Store.UpdateAsync(_user.Account.Id, static found => found, CancellationToken.None)).RemoteImages);
    }

    [Fact]
    public async Task A_sender_who_is_always_shown_can_be_removed()
    {
        await Store.UpdateAsync(
            _user.Account.Id, static found => found.AlwaysShowImagesFrom("news@shop.example").AlwaysShowImagesFrom("haruka@ito.example"), CancellationToken.None);
        var page = Open();
        Assert.Equal(["haruka@ito.example", "news@shop.example"], page.FindAll(".entries bdi").Select(static one => one.TextContent));

        await page.FindAll("button").Single(static button => button.GetAttribute("aria-label") == "Remove news@shop.example").ClickAsync();

        page.WaitForAssertion(() => Assert.Equal(["haruka@ito.example"], page.FindAll(".entries bdi").Select(static one => one.TextContent)), Patience);
        Assert.False(Store.Known(_user.Account.Id).ShowsImagesFrom("news@shop.example"));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _data.Delete(recursive: true);
    }

    private IRenderedComponent<ImagesPage> Open()
    {
        var page = Render<ImagesPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("input[type=radio]")), Patience);
        return page;
    }
}
