using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Composing.Identities;
using Webmail.Testing.Servers;
using Webmail.Web.Features.Identities;
using Webmail.Web.Tests.Features.Settings;
using Xunit;

namespace Webmail.Web.Tests.Features.Identities;

public sealed class IdentitiesPageTests(DovecotServer server) : SettingsInMailbox(server)
{
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
        var kept = await Services.GetRequiredService<IdentityService>().ReadAsync(User.Account, CancellationToken.None);
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

    private IRenderedComponent<IdentitiesPage> RenderList()
    {
        var page = Render<IdentitiesPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".entries li")), Patience);
        return page;
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<IdentitiesPage> page, string text) =>
        page.FindAll("button").First(button => button.TextContent.Trim() == text);
}
