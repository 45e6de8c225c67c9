using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Webmail.Web.Tests.Hosting;

/// <summary>The connections of pages: how many, how long, and over what.</summary>
public sealed class PageHubTests
{
    private static readonly byte[] Handshake = "{\"protocol\":\"blazorpack\",\"version\":1}\u001e"u8.ToArray();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_that_poll_count_like_those_with_a_websocket_and_make_room_when_they_go()
    {
        await using var host = await WholeHost.StartAsync(("Webmail:MaxPagesPerAccount", "2"));
        var cookie = await host.SignInAsync();
        var polled = await PollAsync(host, cookie);
        using var socket = await ConnectAsync(host, cookie);

        // A page counts from the moment its connection is taken in, a little after its browser hears of it.
        await UntilAsync(async () =>
        {
            using var negotiation = await NegotiateAsync(host, cookie);
            return negotiation.StatusCode == HttpStatusCode.TooManyRequests;
        });

        using var leaving = await host.SendAsync(HttpMethod.Delete, polled, cookie);
        await UntilAsync(async () =>
        {
            using var negotiation = await NegotiateAsync(host, cookie);
            return negotiation.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task A_page_that_skips_the_negotiation_is_closed_when_there_is_no_room()
    {
        await using var host = await WholeHost.StartAsync(("Webmail:MaxPagesPerAddress", "1"));
        var cookie = await host.SignInAsync();
        using var first = await ConnectAsync(host, cookie);

        using var second = await ConnectAsync(host, cookie);

        await ClosesAsync(second);
        Assert.Equal(WebSocketState.Open, first.State);
    }

    [Fact]
    public async Task Signing_out_cuts_pages_that_poll_and_pages_with_a_websocket()
    {
        await using var host = await WholeHost.StartAsync();
        var cookie = await host.SignInAsync();
        var polled = await PollAsync(host, cookie);
        using var socket = await ConnectAsync(host, cookie);

        await host.Sessions.EndAllAsync(host.Account.Id, null, Token);

        await ClosesAsync(socket);
        // Whoever polls on has no session; somebody else's does not bring the connection back.
        using var stranger = await host.SendAsync(HttpMethod.Get, polled, cookie, headers: ("Sec-Fetch-Dest", "empty"));
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        var again = await host.SignInAsync();
        await UntilAsync(async () =>
        {
            using var poll = await host.SendAsync(HttpMethod.Get, polled, again);
            return poll.StatusCode == HttpStatusCode.NotFound;
        });
    }

    [Fact]
    public async Task A_poll_is_answered_well_within_the_patience_of_a_proxy()
    {
        await using var host = await WholeHost.StartAsync();
        var cookie = await host.SignInAsync();
        var polled = await PollAsync(host, cookie);

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(50));
        using var request = new HttpRequestMessage(HttpMethod.Get, polled);
        request.Headers.Add("Cookie", cookie);
        using var silence = await host.Client.SendAsync(request, limit.Token);

        Assert.Equal(HttpStatusCode.OK, silence.StatusCode);
        Assert.Empty(await silence.Content.ReadAsByteArrayAsync(Token));
    }

    private static Task<HttpResponseMessage> NegotiateAsync(WholeHost host, string cookie) =>
        host.SendAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1", cookie);

    // Opens a connection over long polling; where it is polled.
    private static async Task<string> PollAsync(WholeHost host, string cookie)
    {
        using var negotiation = await NegotiateAsync(host, cookie);
        using var answer = JsonDocument.Parse(await negotiation.Content.ReadAsStreamAsync(Token));
        var address = $"/_blazor?id={answer.RootElement.GetProperty("connectionToken").GetString()}";
        using var opened = await host.SendAsync(HttpMethod.Get, address, cookie);
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        using var shaken = await host.SendAsync(HttpMethod.Post, address, cookie, new ByteArrayContent(Handshake));
        Assert.Equal(HttpStatusCode.OK, shaken.StatusCode);
        using var greeting = await host.SendAsync(HttpMethod.Get, address, cookie);
        Assert.Equal("{}\u001e", await greeting.Content.ReadAsStringAsync(Token));
        return address;
    }

    private static async Task<ClientWebSocket> ConnectAsync(WholeHost host, string cookie)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", cookie);
        await socket.ConnectAsync(new Uri($"ws://{host.Client.BaseAddress!.Authority}/_blazor"), Token);
        await socket.SendAsync(Handshake, WebSocketMessageType.Binary, true, Token);
        var buffer = new byte[256];
        var greeting = await socket.ReceiveAsync(buffer, Token);
        // What the circuit says at once may come with it.
        Assert.StartsWith("{}\u001e", Encoding.UTF8.GetString(buffer, 0, greeting.Count), StringComparison.Ordinal);
        return socket;
    }

    private static async Task ClosesAsync(ClientWebSocket socket)
    {
        var buffer = new byte[1024];
        try
        {
            while ((await socket.ReceiveAsync(buffer, Token)).MessageType != WebSocketMessageType.Close)
            {
                // Keep-alives, and what the server says on parting.
            }
        }
        catch (WebSocketException)
        {
            // Cut without a word is closed too.
        }

        Assert.NotEqual(WebSocketState.Open, socket.State);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await condition())
            await Task.Delay(50, limit.Token);
    }
}
