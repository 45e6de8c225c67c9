using System.Net;
using Webmail.Mail;
using Webmail.Web.Features.Reading.RemoteImages;
using Xunit;

namespace Webmail.Web.Tests.Features.Reading.RemoteImages;

/// <summary>Server-side request forgery: whatever address a mail names, only hosts on the public Internet are connected to.</summary>
public sealed class ServerSideRequestTests
{
    private static readonly AccountId Reader = new MailAccount("mika@example.org", "mika",
        new MailServer("imap.example", 993, ConnectionSecurity.Auto), new MailServer("imap.example", 993, ConnectionSecurity.Auto)).Id;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Addresses of this host and of private networks, in all ways to write them.</summary>
    public static TheoryData<string> PrivateForms =>
    [
        "http://127.0.0.1:{0}/", "http://127.0.0.1.:{0}/", "http://127.1:{0}/", "http://127.0.1:{0}/", "http://127.127.127.127:{0}/", "http://2130706433:{0}/",
        "http://0x7f000001:{0}/", "http://0x7f.0.0.1:{0}/", "http://0x7F.1:{0}/", "http://017700000001:{0}/", "http://0177.0.0.1:{0}/", "http://0177.0x0.0.1:{0}/",
        "http://0177.00.00.01:{0}/", "http://00000177.1:{0}/", "http://0:{0}/", "http://0.0.0.0:{0}/", "http://[::1]:{0}/", "http://[::]:{0}/",
        "http://[0:0:0:0:0:0:0:1]:{0}/", "http://[0000::0001]:{0}/", "http://[::ffff:127.0.0.1]:{0}/", "http://[::ffff:7f00:1]:{0}/", "http://[::127.0.0.1]:{0}/",
        "http://[::1%25lo]:{0}/", "http://[fe80::1%25eth0]:{0}/", "http://[::1%lo]:{0}/", "http://１２７.０.０.１:{0}/", "http://①②⑦.⓪.⓪.①:{0}/", "http://127。0。0。1:{0}/",
        "http://%31%32%37.0.0.1:{0}/", "http://127%2e0.0.1:{0}/", "http://localhost:{0}/", "http://LOCALHOST:{0}/", "http://localhost.:{0}/", "http://localhost.localdomain:{0}/",
        "http://images.localhost:{0}/", "http://ｌｏｃａｌｈｏｓｔ:{0}/", "http://host.docker.internal:{0}/", "http://router.lan:{0}/", "http://printer.local:{0}/", "http://redis:{0}/",
        "http://nas.home.arpa:{0}/", "http://127.0.0.1.nip.example:{0}/", "http://7f000001.nip.example:{0}/", "http://loopback.nip.example.:{0}/",
        "http://user@127.0.0.1:{0}/", "http://user:secret@images.example:{0}/", "http://images.example@127.0.0.1:{0}/", "http://images.example:80@127.0.0.1:{0}/",
        "http://127.0.0.1:{0}\\@images.example/", "http://127.0.0.1:{0}#@images.example/", "http:127.0.0.1:{0}/", "http:/127.0.0.1:{0}/", "http:///127.0.0.1:{0}/",
        "http://\t127.0.0.1:{0}/", "http://127.0.0.1:{0}/\r\nHost: images.example", "//127.0.0.1:{0}/", "/127.0.0.1:{0}/", "",
    ];

    /// <summary>What a name may turn out to stand for.</summary>
    public static TheoryData<string> PrivateAddresses =>
    [
        "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255", "127.0.0.1", "127.255.255.254", "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.170", "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.255", "198.18.0.1", "198.19.255.255",
        "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:10.0.0.1",
        "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:7f00:1::", "2001:2::1",
        "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "3fff::1", "4000::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%1",
        "fec0::1", "ff02::1",
    ];

    [Theory]
    [MemberData(nameof(PrivateForms))]
    public async Task An_address_inside_is_not_connected_to_however_it_is_written(string form)
    {
        await using var server = new ImageServer(address: IPAddress.Any);
        using var fetcher = new RemoteImageFetcher(Options(server.Port), TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));

        var refused = await Assert.ThrowsAsync<RemoteImageException>(
            () => fetcher.FetchAsync(Reader, form.Replace("{0}", $"{server.Port}", StringComparison.Ordinal), Token));

        Assert.True(refused.Failure is RemoteImageFailure.Address or RemoteImageFailure.NotPublic, $"{refused.Failure}");
        Assert.Equal(0, await server.ConnectionsAsync());
    }

    [Theory]
    [MemberData(nameof(PrivateAddresses))]
    public async Task A_name_that_stands_for_an_address_inside_is_not_connected_to(string address)
    {
        using var fetcher = new RemoteImageFetcher(Options(), TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]));

        var refused = await Assert.ThrowsAsync<RemoteImageException>(() => fetcher.FetchAsync(Reader, "http://images.example/a.png", Token));

        Assert.Equal(RemoteImageFailure.NotPublic, refused.Failure);
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("100.63.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700::1111")]
    [InlineData("2a00:1450:4001::1")]
    public void Hosts_on_the_public_Internet_may_be_reached(string address) => Assert.True(new ReachableAddresses([]).Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("2001:db8:2::1")]
    [InlineData("10.1.0.1")]
    public void What_the_administrator_allows_is_that_network_only(string address) =>
        Assert.False(new ReachableAddresses([IPNetwork.Parse("2001:db8:1::/48"), IPNetwork.Parse("10.0.0.0/16")]).Allows(IPAddress.Parse(address)));

    [Fact]
    public async Task One_address_inside_among_public_ones_refuses_the_host()
    {
        using var fetcher = new RemoteImageFetcher(
            Options(), TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("1.1.1.1"), IPAddress.Parse("10.0.0.1")]));

        var refused = await Assert.ThrowsAsync<RemoteImageException>(() => fetcher.FetchAsync(Reader, "http://images.example/a.png", Token));

        Assert.Equal(RemoteImageFailure.NotPublic, refused.Failure);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://images.example/a.png")]
    [InlineData("gopher://images.example:80/_GET")]
    [InlineData("dict://images.example:80/")]
    [InlineData("ldap://images.example/")]
    [InlineData("jar:http://images.example!/a.png")]
    [InlineData("data:image/png;base64,iVBORw0KGgo=")]
    [InlineData("javascript:alert(1)")]
    [InlineData("ws://images.example/")]
    [InlineData("http://images.example:22/")]
    [InlineData("http://images.example:6379/")]
    [InlineData("https://images.example:8443/")]
    [InlineData("http://images..example/")]
    [InlineData("http://.example/")]
    [InlineData("http://images.onion/")]
    [InlineData("http://images_example/")]
    [InlineData("http://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example/")]
    public Task Nobody_is_asked_about_other_schemes_ports_and_names(string url) => AssertNotAskedAsync(url);

    [Fact]
    public Task Nobody_is_asked_about_names_and_addresses_of_any_length() => Task.WhenAll(
        AssertNotAskedAsync($"http://{string.Join('.', Enumerable.Repeat("label", 60))}.example/"),
        AssertNotAskedAsync($"http://images.example/{new string('a', 20_000)}"),
        AssertNotAskedAsync($"http://{new string('a', 70_000)}.example/"));

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("//127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://user@127.0.0.2:{0}/")]
    [InlineData("http://127.0.0.2:22/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1:{0}/")]
    [InlineData("gopher://127.0.0.1:{0}/_x")]
    public async Task A_redirection_leads_nowhere_inside(string target)
    {
        await using var inside = new ImageServer();
        await using var outside = new ImageServer(
            (_, stream, token) => ImageServer.RedirectAsync(stream, target.Replace("{0}", $"{inside.Port}", StringComparison.Ordinal), token),
            IPAddress.Parse("127.0.0.2"), inside.Port);
        using var fetcher = new RemoteImageFetcher(Outside(inside.Port), TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));

        var refused = await Assert.ThrowsAsync<RemoteImageException>(() => fetcher.FetchAsync(Reader, $"http://127.0.0.2:{inside.Port}/", Token));

        Assert.True(refused.Failure is RemoteImageFailure.Address or RemoteImageFailure.NotPublic, $"{refused.Failure}");
        Assert.Single(outside.Requests);
        Assert.Equal(0, await inside.ConnectionsAsync());
    }

    [Fact]
    public async Task A_name_that_means_something_else_a_moment_later_leads_nowhere_new()
    {
        await using var inside = new ImageServer();
        await using var outside = new ImageServer(address: IPAddress.Parse("127.0.0.2"), port: inside.Port);
        var asked = 0;
        using var fetcher = new RemoteImageFetcher(Outside(inside.Port), TimeProvider.System,
            (_, _) => Task.FromResult<IPAddress[]>([Interlocked.Increment(ref asked) == 1 ? IPAddress.Parse("127.0.0.2") : IPAddress.Loopback]));

        await fetcher.FetchAsync(Reader, $"http://rebinding.example:{inside.Port}/1.png", Token);
        Assert.Equal(1, asked);
        var refused = await Assert.ThrowsAsync<RemoteImageException>(() => fetcher.FetchAsync(Reader, $"http://rebinding.example:{inside.Port}/2.png", Token));

        Assert.Equal((RemoteImageFailure.NotPublic, 2), (refused.Failure, asked));
        Assert.Single(outside.Requests);
        Assert.Equal(0, await inside.ConnectionsAsync());
    }

    private static async Task AssertNotAskedAsync(string url)
    {
        var asked = new List<string>();
        using var fetcher = new RemoteImageFetcher(Options(), TimeProvider.System, (name, _) =>
        {
            asked.Add(name);
            return Task.FromResult<IPAddress[]>([]);
        });

        var refused = await Assert.ThrowsAsync<RemoteImageException>(() => fetcher.FetchAsync(Reader, url, Token));

        Assert.Equal(RemoteImageFailure.Address, refused.Failure);
        Assert.Empty(asked);
    }

    private static RemoteImageOptions Options(int port = 443) => new() { Ports = $"80,443,{port}" };

    /// <summary>For these tests 127.0.0.2 is outside; everything else of this host is inside.</summary>
    private static RemoteImageOptions Outside(int port) => new() { Ports = $"{port}", AllowedNetworks = "127.0.0.2/32" };
}
