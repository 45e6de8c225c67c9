using System.Net;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Xunit;

namespace Webmail.EndToEnd.Tests;

public sealed class StoppingTests(Demo demo, Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_asked_to_stop_is_not_ready_lets_its_pages_go_on_and_ends_with_the_last_of_them()
    {
        await using var server = await StartAsync(drainSeconds: 3600);
        var user = await NewUserAsync("Read before it goes");
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);

        await server.TerminateAsync(Token);
        await UntilAsync(server, HttpStatusCode.ServiceUnavailable);
        await mail.OpenAsync("Read before it goes");
        await demo.Mail.DeliverAsync(user, Letters.Plain("Came meanwhile"), Token);
        await mail.Row("Came meanwhile").WaitForAsync();
        Assert.True(server.Runs);

        await mail.Page.CloseAsync();
        await server.EndedAsync(Token);
    }

    [Fact]
    public async Task A_page_that_stays_does_not_keep_the_server_from_ending()
    {
        await using var server = await StartAsync(drainSeconds: 1);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        await MailPage.SignInAsync(context, server, await NewUserAsync("Still open"));

        await server.TerminateAsync(Token);

        await server.EndedAsync(Token);
    }

    [Fact]
    public async Task A_page_moves_on_by_itself_and_goes_on_when_a_server_is_there_again()
    {
        await using var server = await StartAsync(drainSeconds: 3);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, await NewUserAsync("Still open"));
        await mail.SearchBox.FillAsync("half a thou");
        var before = await Place.OfAsync(mail.Page);

        await server.TerminateAsync(Token);
        await server.EndedAsync(Token);
        await server.StartAsync(Token);
        await Place.UsableAsync(mail.Page);

        Assert.Equal(before, await Place.OfAsync(mail.Page));
    }

    [Fact]
    public async Task Who_was_signed_in_still_is_when_the_server_comes_back()
    {
        await using var server = await StartAsync(drainSeconds: 3600);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, await NewUserAsync("Still there"));
        var address = mail.Page.Url;
        await mail.Page.CloseAsync();

        await server.TerminateAsync(Token);
        await server.EndedAsync(Token);
        await server.StartAsync(Token);

        var page = await context.NewPageAsync();
        await page.GotoAsync(address);
        await Assertions.Expect(new MailPage(page).List).ToBeVisibleAsync();
    }

    private async Task<Testing.Servers.TestUser> NewUserAsync(string subject)
    {
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain(subject), Token);
        return user;
    }

    private async Task<WebmailServer> StartAsync(int drainSeconds) => await new WebmailServer(demo.Mail, new Dictionary<string, string>
    {
        ["Webmail__DrainSeconds"] = drainSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
    }).StartAsync(Token);

    private static async Task UntilAsync(WebmailServer server, HttpStatusCode wanted)
    {
        using var http = new HttpClient();
        HttpStatusCode? status = null;
        while (status != wanted)
        {
            using var answer = await http.GetAsync(new Uri(server.Url + "/healthz/ready"), Token);
            status = answer.StatusCode;
        }
    }
}
