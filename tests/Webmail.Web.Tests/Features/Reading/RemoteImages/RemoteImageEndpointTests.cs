using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail;
using Webmail.Web.Features.Reading;
using Webmail.Web.Features.Reading.RemoteImages;
using Xunit;

namespace Webmail.Web.Tests.Features.Reading.RemoteImages;

/// <summary>Images of other hosts at the addresses a frame asks for: nobody can make one but this server, and each is for one message.</summary>
public sealed class RemoteImageEndpointTests : IAsyncLifetime
{
    private const string Session = "session-of-mika";

    private static readonly MailServer Server = new("127.0.0.1", 1, ConnectionSecurity.None);
    private static readonly MailAccount Mika = new("mika@example.org", "mika", Server, Server);
    private static readonly MessageCapability Granted = new(Session, Mika.Id, new MessageKey(MailboxName.Inbox, 1, new Uid(7)), "");

    private readonly ImageServer _images = new((request, stream, token) => request.StartsWith("GET /good", StringComparison.Ordinal)
        ? ImageServer.SendAsync(stream, "image/png", ImageServer.Png, token)
        : ImageServer.SendAsync(stream, "text/html", "<script>alert(1)</script>"u8.ToArray(), token));

    private ReadingHost _host = null!;

    private RemoteImageTokens Tokens => _host.Services.GetRequiredService<RemoteImageTokens>();

    public async ValueTask InitializeAsync()
    {
        _host = await ReadingHost.StartAsync(options => (options.AllowedNetworks, options.Ports) = ("127.0.0.0/8", $"{_images.Port}"));
        await _host.SignInAsync(Session, Mika);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _images.DisposeAsync();
    }

    [Fact]
    public async Task A_frame_without_a_cookie_gets_the_image_sealed_off()
    {
        using var response = await _host.GetAsync(UrlFor(Granted, "good.png"), session: null, "image");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("image/png", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("sandbox; default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal(ImageServer.Png, await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task What_cannot_be_had_is_an_empty_answer()
    {
        using var response = await _host.GetAsync(UrlFor(Granted, "page.png"), session: null, "image");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.StartsWith("sandbox;", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("document")]
    [InlineData("iframe")]
    [InlineData("script")]
    public async Task It_is_for_images_only(string destination)
    {
        using var response = await _host.GetAsync(UrlFor(Granted, "good.png"), session: null, destination);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Empty(_images.Requests);
    }

    [Fact]
    public async Task The_address_of_another_message_or_account_or_of_ones_own_making_fetches_nothing()
    {
        var (own, ownCapability) = Open(Granted);
        var url = $"http://127.0.0.1:{_images.Port}/good.png";
        MessageCapability[] others =
        [
            own with { Message = own.Message with { Uid = new Uid(8) } }, own with { Message = own.Message with { UidValidity = 2 } },
            own with { Message = own.Message with { Mailbox = new MailboxName("Other") } }, own with { Section = "2" }, own with { SessionKey = "other" },
            own with { Account = new MailAccount("kenji@example.org", "kenji", Server, Server).Id },
        ];
        var images = ImageLocation.Of(_host.Client.BaseAddress!, ownCapability);
        var good = Tokens.UrlsFor(own, images)(url)!;
        var inClear = images.UrlOfRemote(Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlEncode(System.Text.Encoding.UTF8.GetBytes(url)));
        string[] bad = [.. others.Select(other => Tokens.UrlsFor(other, images)(url)!), inClear, good[..^2] + (good[^2] == 'A' ? "BA" : "AA"), good[..^40]];

        foreach (var address in bad)
        {
            using var response = await _host.GetAsync(address, Session, "image");
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }

        Assert.Empty(_images.Requests);
        using var fetched = await _host.GetAsync(good, Session, "image");
        Assert.Equal(HttpStatusCode.OK, fetched.StatusCode);
    }

    [Fact]
    public void The_address_of_ours_does_not_tell_the_one_it_stands_for()
    {
        var urls = Tokens.UrlsFor(Granted, new ImageLocation("mail.example", "/m/cap/img/"));

        Assert.Matches("^/m/cap/img/remote/[A-Za-z0-9_-]+$", urls("https://shop.example/hat.png"));
        Assert.DoesNotContain("shop", urls("https://shop.example/hat.png"), StringComparison.Ordinal);
        Assert.Equal(urls("https://shop.example/hat.png"), urls("https://shop.example/hat.png"));
        // With the capability before it the longest fits into a request line.
        Assert.InRange(urls("https://shop.example/" + new string('a', 2_979))!.Length, 0, 5_000);
    }

    private string UrlFor(MessageCapability capability, string path)
    {
        var (own, segment) = Open(capability);
        return Tokens.UrlsFor(own, ImageLocation.Of(_host.Client.BaseAddress!, segment))($"http://127.0.0.1:{_images.Port}/{path}")!;
    }

    private (MessageCapability Capability, string Segment) Open(MessageCapability capability)
    {
        var segment = _host.Issue(capability);
        return (_host.Services.GetRequiredService<MessageCapabilities>().Open(segment)!, segment);
    }
}
