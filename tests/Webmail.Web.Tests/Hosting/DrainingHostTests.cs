using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Web.Session;
using Xunit;

namespace Webmail.Web.Tests.Hosting;

public sealed class DrainingHostTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_connection_of_a_page_is_counted_until_it_is_gone()
    {
        await using var host = await WholeHost.StartAsync();
        var pages = host.Services.GetRequiredService<OpenPages>();
        using var page = new ClientWebSocket();
        page.Options.SetRequestHeader("Cookie", await host.SignInAsync());

        await page.ConnectAsync(new UriBuilder(host.Client.BaseAddress!) { Scheme = "ws", Path = "/_blazor" }.Uri, Token);
        Assert.Equal(1, pages.Total);
        Assert.Equal((1, 1), pages.Count(host.Account.Id.Value, "127.0.0.1"));
        var gone = pages.WhenNoneAsync();
        Assert.False(gone.IsCompleted);
        page.Abort();

        await gone.WaitAsync(Token);
        Assert.Equal(0, pages.Total);
    }

    [Fact]
    public async Task More_pages_than_allowed_are_refused()
    {
        await using var host = await WholeHost.StartAsync(("Webmail:MaxPagesPerAccount", "1"));
        var cookie = await host.SignInAsync();
        using var page = new ClientWebSocket();
        using var another = new ClientWebSocket();
        another.Options.CollectHttpResponseDetails = true;
        page.Options.SetRequestHeader("Cookie", cookie);
        another.Options.SetRequestHeader("Cookie", cookie);
        var hub = new UriBuilder(host.Client.BaseAddress!) { Scheme = "ws", Path = "/_blazor" }.Uri;

        await page.ConnectAsync(hub, Token);
        await Assert.ThrowsAsync<WebSocketException>(() => another.ConnectAsync(hub, Token));

        Assert.Equal(HttpStatusCode.TooManyRequests, another.HttpStatusCode);
    }

    [Fact]
    public async Task A_server_about_to_stop_is_alive_but_not_ready_and_lets_no_new_page_in()
    {
        await using var host = await WholeHost.StartAsync();
        var cookie = await host.SignInAsync();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Get, "/healthz/ready"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1"));

        await host.Services.GetRequiredService<Draining>().DrainAsync(Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(HttpMethod.Get, "/healthz/ready"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Get, "/healthz/live"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Get, "/signin"));
        using var refused = await host.SendAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1", cookie);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);

        async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path)
        {
            using var answer = await host.SendAsync(method, path, cookie);
            return answer.StatusCode;
        }
    }
}
