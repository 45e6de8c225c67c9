using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Webmail.Mail;
using Webmail.Web.Features.Reading.RemoteImages;
using Xunit;

namespace Webmail.Web.Tests.Features.Reading.RemoteImages;

/// <summary>What the owner of an image learns, and what they can do to this server. The network of the tests is allowed here.</summary>
public sealed class RemoteImageFetcherTests
{
    private static readonly MailServer Server = new("imap.example", 993, ConnectionSecurity.Auto);
    private static readonly AccountId Mika = new MailAccount("mika@example.org", "mika", Server, Server).Id;
    private static readonly AccountId Kenji = new MailAccount("kenji@example.org", "kenji", Server, Server).Id;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_owner_sees_a_program_and_nothing_of_its_reader()
    {
        await using var server = new ImageServer((request, stream, token) => request.StartsWith("GET /first", StringComparison.Ordinal)
            ? ImageServer.RedirectAsync(stream, "/second.png?x=1#part", token)
            : ImageServer.SendAsync(stream, "image/png", ImageServer.Png, token, "Set-Cookie: who=reader\r\n"));
        using var fetcher = For(server);

        var image = await fetcher.FetchAsync(Mika, Url(server, "first.png"), Token);
        await fetcher.FetchAsync(Mika, Url(server, "third.png"), Token);

        Assert.Equal("image/png", image.MediaType);
        Assert.Equal(ImageServer.Png, image.Bytes.ToArray());
        string[] asked = ["/first.png", "/second.png?x=1", "/third.png"];
        Assert.Equal(asked.Select(path => $"GET {path} HTTP/1.1\r\nHost: images.example:{server.Port}\r\nUser-Agent: Mozilla/5.0 (compatible; ImageProxy)\r\n"
            + "Accept: image/webp, image/png, image/jpeg, image/gif, image/*; q=0.8\r\n\r\n"), server.Requests);
    }

    [Fact]
    public async Task An_image_is_fetched_once_for_an_account_and_anew_for_another()
    {
        await using var server = new ImageServer();
        using var fetcher = For(server);

        await fetcher.FetchAsync(Mika, Url(server, "a.png"), Token);
        await fetcher.FetchAsync(Mika, Url(server, "a.png"), Token);
        Assert.Single(server.Requests);
        await fetcher.FetchAsync(Kenji, Url(server, "a.png"), Token);

        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("image/jpeg", "\u00FF\u00D8\u00FF\u00E0 and so on")]
    [InlineData("image/jpg; charset=x", "\u00FF\u00D8\u00FF\u00E0 and so on")]
    [InlineData("IMAGE/GIF", "GIF89a and so on")]
    [InlineData("image/webp", "RIFF\u0001\u0002\u0003\u0004WEBPVP8 ")]
    public async Task Images_of_common_kinds_come_whole(string type, string body)
    {
        await using var server = new ImageServer((_, stream, token) => ImageServer.SendAsync(stream, type, Encoding.Latin1.GetBytes(body), token));
        using var fetcher = For(server);

        Assert.Equal(Encoding.Latin1.GetBytes(body), (await fetcher.FetchAsync(Mika, Url(server, "a"), Token)).Bytes.ToArray());
    }

    [Theory]
    [InlineData("image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")]
    [InlineData("image/png", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")]
    [InlineData("image/png", "<!doctype html><script>alert(1)</script>")]
    [InlineData("image/gif", "GIF8")]
    [InlineData("image/png", "")]
    [InlineData("text/html", "GIF89a<script>alert(1)</script>")]
    [InlineData("application/octet-stream", "GIF89a and so on")]
    [InlineData("image/*", "GIF89a and so on")]
    [InlineData("", "GIF89a and so on")]
    [InlineData("application/pdf", "%PDF-1.7 and so on")]
    public async Task Whatever_is_no_image_of_a_known_kind_is_refused(string type, string body)
    {
        await using var server = new ImageServer((_, stream, token) => ImageServer.SendAsync(stream, type, Encoding.ASCII.GetBytes(body), token));

        await AssertFailsAsync(server, RemoteImageFailure.NotAnImage);
    }

    [Fact]
    public async Task What_says_that_it_is_too_large_is_not_read()
    {
        await using var server = new ImageServer((_, stream, token) => ImageServer.WriteAsync(
            stream, Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {RemoteImageFetcher.MostBytes + 1}\r\n\r\n"), token));

        await AssertFailsAsync(server, RemoteImageFailure.TooLarge);
    }

    [Fact]
    public async Task What_does_not_end_is_cut_at_the_limit()
    {
        var sent = 0L;
        var cut = new TaskCompletionSource();
        await using var server = new ImageServer(async (_, stream, token) =>
        {
            await ImageServer.WriteAsync(stream, [.. "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"u8, .. ImageServer.Png], token);
            var more = new byte[64 * 1024];
            try
            {
                for (; ; sent += more.Length)
                    await ImageServer.WriteAsync(stream, more, token);
            }
            catch (IOException)
            {
                cut.SetResult();
            }
        });

        await AssertFailsAsync(server, RemoteImageFailure.TooLarge);

        await cut.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.InRange(sent, RemoteImageFetcher.MostBytes / 2, 6L * RemoteImageFetcher.MostBytes);
    }

    [Fact]
    public async Task An_image_of_exactly_the_limit_comes()
    {
        var large = new byte[RemoteImageFetcher.MostBytes];
        ImageServer.Png.CopyTo(large, 0);
        await using var server = new ImageServer((_, stream, token) => ImageServer.SendAsync(stream, "image/png", large, token));
        using var fetcher = For(server);

        Assert.Equal(large.Length, (await fetcher.FetchAsync(Mika, Url(server, "a.png"), Token)).Bytes.Length);
    }

    [Fact]
    public async Task Nothing_is_unpacked()
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            zip.Write([.. ImageServer.Png, .. new byte[1024 * 1024]]);
        await using var server = new ImageServer((_, stream, token) =>
            ImageServer.SendAsync(stream, "image/png", packed.ToArray(), token, "Content-Encoding: gzip\r\n"));

        await AssertFailsAsync(server, RemoteImageFailure.Refused);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\u0089PN")]
    public async Task Who_comes_drop_by_drop_is_left(string beginning)
    {
        var time = new FakeTimeProvider();
        var waiting = new TaskCompletionSource();
        await using var server = new ImageServer(async (_, stream, token) =>
        {
            await ImageServer.WriteAsync(stream, Encoding.Latin1.GetBytes(beginning), token);
            waiting.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        });
        using var fetcher = For(server, time);

        var fetching = fetcher.FetchAsync(Mika, Url(server, "a.png"), Token);
        await waiting.Task.WaitAsync(Token);
        time.Advance(RemoteImageFetcher.Patience - TimeSpan.FromMilliseconds(1));
        Assert.False(fetching.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(RemoteImageFailure.TooSlow, (await Assert.ThrowsAsync<RemoteImageException>(() => fetching)).Failure);
    }

    [Fact]
    public async Task A_reader_who_leaves_ends_it()
    {
        var waiting = new TaskCompletionSource();
        await using var server = new ImageServer((_, _, token) =>
        {
            waiting.SetResult();
            return Task.Delay(Timeout.Infinite, token);
        });
        using var fetcher = For(server);
        using var leaving = new CancellationTokenSource();

        var fetching = fetcher.FetchAsync(Mika, Url(server, "a.png"), leaving.Token);
        await waiting.Task.WaitAsync(Token);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetching);
    }

    [Fact]
    public async Task Who_sends_on_and_on_is_followed_three_times()
    {
        var hops = 0;
        await using var server = new ImageServer((_, stream, token) => ImageServer.RedirectAsync(stream, $"/{++hops}.png", token));

        await AssertFailsAsync(server, RemoteImageFailure.TooManyRedirects);

        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task Three_redirections_are_followed()
    {
        var hops = 0;
        await using var server = new ImageServer((_, stream, token) =>
            hops++ < 3 ? ImageServer.RedirectAsync(stream, $"{hops}.png", token) : ImageServer.SendAsync(stream, "image/png", ImageServer.Png, token));
        using var fetcher = For(server);

        Assert.Equal("image/png", (await fetcher.FetchAsync(Mika, Url(server, "a/0.png"), Token)).MediaType);
        Assert.StartsWith("GET /a/3.png ", server.Requests.Last(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Type: image/png\r\nContent-Length: 0\r\n\r\n", RemoteImageFailure.Refused)]
    [InlineData("HTTP/1.1 206 Partial Content\r\nContent-Type: image/png\r\nContent-Length: 0\r\n\r\n", RemoteImageFailure.Refused)]
    [InlineData("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", RemoteImageFailure.Refused)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 99\r\n\r\n\u0089PNG\r\n\u001a\n too short", RemoteImageFailure.Unreachable)]
    [InlineData("SSH-2.0-OpenSSH_9.9\r\n", RemoteImageFailure.Unreachable)]
    public async Task An_answer_without_an_image_is_none(string answer, object failure)
    {
        await using var server = new ImageServer((_, stream, token) => ImageServer.WriteAsync(stream, Encoding.Latin1.GetBytes(answer), token));

        await AssertFailsAsync(server, (RemoteImageFailure)failure);
    }

    [Fact]
    public async Task A_head_of_any_length_is_not_read()
    {
        await using var server = new ImageServer((_, stream, token) =>
            ImageServer.SendAsync(stream, "image/png", ImageServer.Png, token, $"X-Long: {new string('a', 200_000)}\r\n"));

        await AssertFailsAsync(server, RemoteImageFailure.Unreachable);
    }

    [Fact]
    public async Task Nothing_is_fetched_where_the_administrator_does_not_want_it()
    {
        await using var server = new ImageServer();
        using var fetcher = new RemoteImageFetcher(
            new RemoteImageOptions { Enabled = false, AllowedNetworks = "127.0.0.0/8", Ports = $"{server.Port}" }, TimeProvider.System, Resolve);

        await Assert.ThrowsAsync<RemoteImageException>(() => fetcher.FetchAsync(Mika, Url(server, "a.png"), Token));

        Assert.Equal(0, await server.ConnectionsAsync());
    }

    [Fact]
    public async Task Of_one_account_few_are_fetched_at_once_and_not_all_may_wait()
    {
        using var turns = new FetchTurns(all: 8, each: 1, waiting: 2);
        var first = new TaskCompletionSource<int>();
        var ran = turns.RunAsync(Mika, () => first.Task, Token);
        var begun = false;
        var second = turns.RunAsync(Mika, () => Task.FromResult(begun = true), Token);

        Assert.Equal(RemoteImageFailure.Busy, (await Assert.ThrowsAsync<RemoteImageException>(() => turns.RunAsync(Mika, () => Task.FromResult(0), Token))).Failure);
        Assert.Equal(3, await turns.RunAsync(Kenji, () => Task.FromResult(3), Token));
        Assert.False(begun);
        first.SetResult(1);

        Assert.Equal(1, await ran);
        Assert.True(await second);
        Assert.Equal(4, await turns.RunAsync(Mika, () => Task.FromResult(4), Token));
    }

    private static async Task AssertFailsAsync(ImageServer server, RemoteImageFailure failure)
    {
        using var fetcher = For(server);

        Assert.Equal(failure, (await Assert.ThrowsAsync<RemoteImageException>(() => fetcher.FetchAsync(Mika, Url(server, "a.png"), Token))).Failure);
    }

    private static string Url(ImageServer server, string path) => $"http://images.example:{server.Port}/{path}";

    private static RemoteImageFetcher For(ImageServer server, TimeProvider? time = null) =>
        new(new RemoteImageOptions { AllowedNetworks = "127.0.0.0/8", Ports = $"{server.Port}" }, time ?? TimeProvider.System, Resolve);

    private static Task<IPAddress[]> Resolve(string name, CancellationToken token) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
}
