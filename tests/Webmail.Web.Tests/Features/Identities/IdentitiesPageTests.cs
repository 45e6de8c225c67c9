using System.Globalization;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Webmail.Mail.Accounts;
using Webmail.Mail.Composing.Identities;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Webmail.Web.Features.Identities;
using Webmail.Web.Session;
using Xunit;

namespace Webmail.Web.Tests.Features.Identities;

/// <summary>The page as the product wires it, with the settings in a real mailbox.</summary>
public sealed class IdentitiesPageTests : BunitContext, IClassFixture<DovecotServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestUser _user;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("webmail-identities-");

    public IdentitiesPageTests(DovecotServer server)
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

    [Fact]
    public async Task What_is_added_is_listed_kept_and_the_default_when_wanted()
    {
        var page = RenderList();

        await Button(page, "Add identity").ClickAsync();
        page.Find("#identity-name").Change("Sales");
        page.Find("#identity-address").Change("sales@shop.example");
        page.Find("#identity-signature").Change("Sales desk");
        page.FindAll(".tick").First(static one => one.TextContent.Contains("Use for new messages", StringComparison.Ordinal)).QuerySelector("input")!.Change(true);
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".entries li").Count), Patience);
        Assert.Contains("Default", page.FindAll(".entries li")[1].TextContent, StringComparison.Ordinal);
        var kept = await Services.GetRequiredService<IdentityService>().ReadAsync(_user.Account, CancellationToken.None);
        Assert.Equal(("sales@shop.example", "Sales desk"), (kept.Default.Address, kept.Default.Signature));
    }

    [Theory]
    [InlineData("", "Enter an email address.")]
    [InlineData("not an address", "“not an address” is not an email address.")]
    public async Task What_is_wrong_is_told_at_its_field_and_nothing_is_lost(string address, string words)
    {
        var page = RenderList();
        await Button(page, "Add identity").ClickAsync();
        page.Find("#identity-name").Change("Sales");
        page.Find("#identity-address").Change(address);

        await page.Find("form").SubmitAsync();

        Assert.Equal(words, page.Find("#identity-address-error").TextContent);
        Assert.Equal("true", page.Find("#identity-address").GetAttribute("aria-invalid"));
        Assert.Equal("Sales", page.Find("#identity-name").GetAttribute("value"));
    }

    [Fact]
    public async Task The_own_address_has_a_name_and_a_signature_but_cannot_be_removed()
    {
        var page = RenderList();
        Assert.Empty(page.FindAll(".dan"));

        await Button(page, "Edit").ClickAsync();
        Assert.Empty(page.FindAll("#identity-address"));
        page.Find("#identity-name").Change("Mika Lumen");
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("Mika Lumen", page.Find(".entries li").TextContent, StringComparison.Ordinal), Patience);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _data.Delete(recursive: true);
    }

    private IRenderedComponent<IdentitiesPage> RenderList()
    {
        var page = Render<IdentitiesPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".entries li")), Patience);
        return page;
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<IdentitiesPage> page, string text) =>
        page.FindAll("button").First(button => button.TextContent.Trim() == text);
}
