using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>Images of other hosts: no connection until the reader asks for them, and then this server's.</summary>
public sealed class RemoteImageTests(Demo demo, Browser browser) : IAsyncLifetime
{
    private static readonly byte[] Image = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAEElEQVR42mM4YGAAQQxwFgBG9AbBxT+7wAAAAABJRU5ErkJggg==");

    private readonly TcpListener _images = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _asked = [];
    private WebmailServer _webmail = null!;
    private Task _serving = Task.CompletedTask;
    private int _connections;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Host => $"http://127.0.0.1:{((IPEndPoint)_images.LocalEndpoint).Port}";

    public async ValueTask InitializeAsync()
    {
        _images.Start();
        _serving = ServeAsync();
        // The host of the images is on loopback, which only an administrator can allow.
        _webmail = await new WebmailServer(demo.Mail, new Dictionary<string, string>
        {
            ["Webmail__RemoteImages__AllowedNetworks"] = "127.0.0.1/32",
            ["Webmail__RemoteImages__Ports"] = $"{((IPEndPoint)_images.LocalEndpoint).Port}",
        }).StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _webmail.DisposeAsync();
        _images.Stop();
        await _serving;
    }

    [Theory]
    [InlineData(Device.Desktop, Theme.Light)]
    [InlineData(Device.Phone, Theme.Dark)]
    public async Task An_image_is_hidden_until_it_is_wanted_and_comes_through_this_server(Device device, Theme theme)
    {
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Raw("text/html; charset=utf-8", "New hats", Encoding.UTF8.GetBytes(
            $"<p>The hats are here.</p><img src='{Host}/hat.png' alt='A hat'><img src='{Host}/open.gif?reader=7' width=1 height=1>")), Token);
        await using var context = await browser.NewContextAsync(device, theme);
        var mail = await MailPage.SignInAsync(context, _webmail, user);

        await mail.OpenAsync("New hats");
        await Assertions.Expect(mail.Body.GetByText("The hats are here.")).ToBeVisibleAsync();
        await Assertions.Expect(mail.Message.GetByText("2 remote images are hidden to protect your privacy. 1 of them is a tracker: 127.0.0.1.")).ToBeVisibleAsync();
        await Task.WhenAll(mail.Page.Frames.Select(static frame => frame.WaitForLoadStateAsync(LoadState.Load)));
        Assert.Equal(0, Volatile.Read(ref _connections));

        await mail.Message.GetByRole(AriaRole.Button, new() { Name = "Show images" }).ClickAsync();
        await Assertions.Expect(mail.Message.GetByText("1 tracker stays hidden: 127.0.0.1.")).ToBeVisibleAsync();
        await Assertions.Expect(mail.Body.GetByAltText("A hat")).ToHaveJSPropertyAsync("naturalWidth", 3);
        var request = Assert.Single(_asked);
        Assert.StartsWith("GET /hat.png HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.DoesNotContain("Cookie", request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Referer", request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Chrome", request, StringComparison.Ordinal);

        await mail.Page.ReloadAsync();
        await Assertions.Expect(mail.Message.GetByRole(AriaRole.Button, new() { Name = "Show images" })).ToBeVisibleAsync();
        await Assertions.Expect(mail.Body.GetByText("The hats are here.")).ToBeVisibleAsync();
        Assert.Null(await mail.Body.GetByAltText("A hat").GetAttributeAsync("src"));
        Assert.Single(_asked);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _images.AcceptTcpClientAsync(Token);
                Interlocked.Increment(ref _connections);
                var buffer = new byte[8 * 1024];
                var read = await client.GetStream().ReadAsync(buffer, Token);
                _asked.Enqueue(Encoding.ASCII.GetString(buffer, 0, read));
                byte[] answer = [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {Image.Length}\r\nConnection: close\r\n\r\n"), .. Image];
                await client.GetStream().WriteAsync(answer, Token);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or InvalidOperationException)
        {
            // The test is over.
        }
    }
}
