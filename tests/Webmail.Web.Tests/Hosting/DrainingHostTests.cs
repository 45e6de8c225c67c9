using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Web.Session;
using Xunit;

namespace Webmail.Web.Tests.Hosting;

public sealed class DrainingHostTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
