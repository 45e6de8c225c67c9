using Bunit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Settings;
using Webmail.Testing.Servers;
using Webmail.Web.Features.Settings;
using Xunit;

namespace Webmail.Web.Tests.Features.Settings;

public sealed class ImagesPageTests(DovecotServer server) : SettingsInMailbox(server)
{
    private AccountSettingsStore Store => Services.GetRequiredService<AccountSettingsStore>();

    [Fact]
    public async Task What_is_chosen_is_kept_in_the_mailbox()
    {
        var page = Open();
        Assert.True(page.FindAll("input[type=radio]")[0].HasAttribute("checked"));

        page.FindAll("input[type=radio]")[1].Change("on");
        page.WaitForAssertion(() => Assert.Equal(RemoteImageChoice.FromContacts, Store.Known(User.Account.Id).RemoteImages), Patience);
        page.WaitForAssertion(() => Assert.False(page.Find("input[type=checkbox]").HasAttribute("disabled")), Patience);
        page.Find("input[type=checkbox]").Change(true);

        page.WaitForAssertion(() => Assert.True(Store.Known(User.Account.Id).WithoutLinkTracking), Patience);
        Assert.Equal(RemoteImageChoice.FromContacts, (await Store.UpdateAsync(User.Account.Id, static found => found, CancellationToken.None)).RemoteImages);
    }

    [Fact]
    public async Task A_sender_who_is_always_shown_can_be_removed()
    {
        await Store.UpdateAsync(
            User.Account.Id, static found => found.AlwaysShowImagesFrom("news@shop.example").AlwaysShowImagesFrom("haruka@ito.example"), CancellationToken.None);
        var page = Open();
        Assert.Equal(["haruka@ito.example", "news@shop.example"], page.FindAll(".entries bdi").Select(static one => one.TextContent));

        await page.FindAll("button").Single(static button => button.GetAttribute("aria-label") == "Remove news@shop.example").ClickAsync();

        page.WaitForAssertion(() => Assert.Equal(["haruka@ito.example"], page.FindAll(".entries bdi").Select(static one => one.TextContent)), Patience);
        Assert.False(Store.Known(User.Account.Id).ShowsImagesFrom("news@shop.example"));
    }

    private IRenderedComponent<ImagesPage> Open()
    {
        var page = Render<ImagesPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("input[type=radio]")), Patience);
        return page;
    }
}
