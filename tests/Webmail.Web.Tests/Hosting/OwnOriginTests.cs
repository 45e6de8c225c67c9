using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Webmail.Web.Session;
using Xunit;

namespace Webmail.Web.Tests.Hosting;

/// <summary>CSRF-2: nobody but our own pages talks to the hub.</summary>
public sealed class OwnOriginTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://evil.example", null)]
    [InlineData("null", null)]
    [InlineData("http://127.0.0.1:1", null)]
    [InlineData(null, "cross-site")]
    [InlineData(null, "same-site")]
    [InlineData(null, "none")]
    public async Task CSRF_2_Pages_of_another_origin_open_no_connection_to_the_hub(string? origin, string? site)
    {
        await using var host = await WholeHost.StartAsync();
        var cookie = await host.SignInAsync();
        (string, string)[] headers = [.. origin is null ? [] : new[] { ("Origin", origin) }, .. site is null ? [] : new[] { ("Sec-Fetch-Site", site) }];

        using var negotiation = await host.SendAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1", cookie, null, headers);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", cookie);
        foreach (var (name, value) in headers)
            socket.Options.SetRequestHeader(name, value);

        Assert.Equal(HttpStatusCode.Forbidden, negotiation.StatusCode);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://{host.Client.BaseAddress!.Authority}/_BLAZOR"), Token));
        Assert.Equal(WebSocketState.Closed, socket.State);
    }

    [Theory]
    [InlineData("mail.example", "https://mail.example", null, true)]
    [InlineData("mail.example:8443", "https://mail.example:8443", null, true)]
    [InlineData("mail.example:443", "https://mail.example", null, true)]
    [InlineData("127.0.0.1:8080", "https://mail.example", "same-origin", true)]
    [InlineData("mail.example", null, null, true)]
    [InlineData("mail.example", "https://mail.example", "same-site", false)]
    [InlineData("mail.example", "https://mail.example.evil.example", null, false)]
    [InlineData("mail.example", "https://mail.example:8443", null, false)]
    [InlineData("mail.example:8443", "https://mail.example", null, false)]
    public void Our_own_pages_are_known_by_what_the_browser_says(string host, string? origin, string? site, bool own)
    {
        var request = new DefaultHttpContext().Request;
        request.Host = new HostString(host);
        if (origin is not null)
            request.Headers.Origin = origin;
        if (site is not null)
            request.Headers["Sec-Fetch-Site"] = site;

        Assert.Equal(own, OwnOrigin.IsOwn(request));
    }
}
