using System.Net;
using System.Text;
using DnsClient;
using Microsoft.Extensions.Options;
using Webmail.Mail.SigningIn;
using Xunit;

namespace Webmail.Mail.Tests.SigningIn;

public sealed class ServerFindingTests
{
    private const string Document = """
        <?xml version="1.0"?>
        <clientConfig version="1.1"><emailProvider id="example.org">
          <incomingServer type="pop3"><hostname>pop.example.org</hostname><port>995</port><socketType>SSL</socketType></incomingServer>
          <incomingServer type="imap"><hostname>plain.example.org</hostname><port>143</port><socketType>plain</socketType></incomingServer>
          <incomingServer type="imap"><hostname>imap.%EMAILDOMAIN%</hostname><port>993</port><socketType>SSL</socketType>
            <username>%EMAILLOCALPART%</username></incomingServer>
          <outgoingServer type="smtp"><hostname>smtp.example.org</hostname><port>587</port><socketType>STARTTLS</socketType></outgoingServer>
        </emailProvider></clientConfig>
        """;

    private static readonly DiscoveredServers Described = new(
        new MailServer("imap.example.org", 993, ConnectionSecurity.Tls),
        new MailServer("smtp.example.org", 587, ConnectionSecurity.StartTls), UserNameFormat.LocalPart);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_first_protected_servers_of_a_document_are_taken() =>
        Assert.Equal(Described, AutoconfigDocument.Read(Document, "ada@example.org"));

    [Theory]
    [InlineData("")]
    [InlineData("<html><body>404</body>")]
    [InlineData("<clientConfig/>")]
    [InlineData("""<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><clientConfig>&x;</clientConfig>""")]
    public void What_is_no_such_document_tells_nothing(string xml) => Assert.Null(AutoconfigDocument.Read(xml, "ada@example.org"));

    [Theory]
    [InlineData("<port>993</port>", "<port>0</port>")]
    [InlineData("<port>993</port>", "<port>99999</port>")]
    [InlineData("imap.%EMAILDOMAIN%", "not a host")]
    [InlineData("%EMAILLOCALPART%", "somebody-else")]
    public void A_server_that_cannot_be_used_as_described_is_passed_over(string from, string to) =>
        Assert.Null(AutoconfigDocument.Read(Document.Replace(from, to, StringComparison.Ordinal), "ada@example.org"));

    [Fact]
    public async Task The_domains_own_server_is_asked_with_the_address_and_only_over_https()
    {
        var asked = new List<Uri>();
        using var autoconfig = new Autoconfig(new Answers(request =>
        {
            lock (asked)
                asked.Add(request.RequestUri!);
            return request.RequestUri!.Host.StartsWith("autoconfig.", StringComparison.Ordinal)
                ? new HttpResponseMessage(HttpStatusCode.NotFound)
                : new HttpResponseMessage { Content = new StringContent(Document) };
        }));

        Assert.Equal(Described, await autoconfig.FindAsync("ada@example.org", "example.org", Token));
        Assert.Equal(
            ["https://autoconfig.example.org/mail/config-v1.1.xml?emailaddress=ada%40example.org",
             "https://example.org/.well-known/autoconfig/mail/config-v1.1.xml"],
            asked.Select(uri => uri.AbsoluteUri).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_document_larger_than_any_real_one_is_not_read()
    {
        using var autoconfig = new Autoconfig(new Answers(_ => new HttpResponseMessage
        {
            Content = new StringContent(Document + new string(' ', 70_000), Encoding.UTF8, "text/xml"),
        }));

        Assert.Null(await autoconfig.FindAsync("ada@example.org", "example.org", Token));
    }

    [Fact]
    public async Task A_web_server_on_a_private_address_is_not_asked()
    {
        using var client = new HttpClient(Autoconfig.HandlerFor(new MailOptions()));

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(new Uri("https://127.0.0.1:1/"), Token));

        Assert.Contains("not on the public Internet", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Announced_servers_are_taken_by_priority_and_weight()
    {
        using var dns = new DnsServer
        {
            ["_imaps._tcp.example.org"] = [(20, 9, 993, "backup.example.org"), (10, 1, 993, "small.example.org"), (10, 5, 1993, "big.example.org")],
            ["_submission._tcp.example.org"] = [(0, 0, 587, "smtp.example.org")],
            ["_submissions._tcp.example.org"] = [(0, 0, 0, ".")],
        };

        var found = await Records(dns).FindAsync("example.org", Token);

        Assert.Equal(new MailServer("big.example.org", 1993, ConnectionSecurity.Tls), found!.Imap);
        Assert.Equal(new MailServer("smtp.example.org", 587, ConnectionSecurity.StartTls), found.Smtp);
    }

    [Fact]
    public async Task Without_IMAP_over_TLS_the_one_with_STARTTLS_is_taken()
    {
        using var dns = new DnsServer { ["_imap._tcp.example.org"] = [(0, 0, 143, "mail.example.org")] };

        Assert.Equal(
            new DiscoveredServers(new MailServer("mail.example.org", 143, ConnectionSecurity.StartTls), null),
            await Records(dns).FindAsync("example.org", Token));
    }

    [Fact]
    public async Task A_server_elsewhere_counts_only_when_it_is_a_known_providers()
    {
        using var dns = new DnsServer
        {
            ["_imaps._tcp.forged.example"] = [(0, 0, 993, "imap.attacker.example")],
            ["_imaps._tcp.hosted.example"] = [(0, 0, 993, "imap.fastmail.com")],
        };

        Assert.Null(await Records(dns).FindAsync("forged.example", Token));
        Assert.Equal("imap.fastmail.com", (await Records(dns).FindAsync("hosted.example", Token))!.Imap.Host);
    }

    [Fact]
    public async Task A_domain_that_announces_nothing_has_no_servers()
    {
        using var dns = new DnsServer();

        Assert.Null(await Records(dns).FindAsync("example.org", Token));
    }

    [Theory]
    [InlineData("gmail.com", "imap.gmail.com", UserNameFormat.Address)]
    [InlineData("Hotmail.com", "outlook.office365.com", UserNameFormat.Address)]
    [InlineData("aim.com", "imap.aol.com", UserNameFormat.Address)]
    [InlineData("mac.com", "imap.mail.me.com", UserNameFormat.LocalPart)]
    public void Known_providers_need_no_search(string domain, string host, UserNameFormat userNames)
    {
        var known = KnownProviders.Find(domain)!;

        Assert.Equal(host, known.Imap.Host);
        Assert.Equal(userNames, known.UserNames);
        Assert.NotNull(known.Smtp);
    }

    [Theory]
    [InlineData("imap.example.org", 993, ConnectionSecurity.Tls, true)]
    [InlineData("imap.example.org", 143, ConnectionSecurity.StartTls, true)]
    [InlineData("imap.example.org", 143, ConnectionSecurity.None, false)]
    [InlineData("imap.example.org", 6379, ConnectionSecurity.Tls, false)]
    [InlineData("imap.example.org", 22, ConnectionSecurity.Auto, false)]
    [InlineData("not a host", 993, ConnectionSecurity.Tls, false)]
    [InlineData("", 993, ConnectionSecurity.Tls, false)]
    public void Users_name_mail_servers_only(string host, int port, ConnectionSecurity security, bool allowed)
    {
        var policy = new HostPolicy(Options.Create(new MailOptions()));
        var typed = new MailServer(host, port, security, AllowInvalidCertificate: true);

        if (allowed)
            Assert.Equal(typed with { AllowInvalidCertificate = false }, policy.Check(typed));
        else
            Assert.Equal(MailFailure.HostNotAllowed, Assert.Throws<MailException>(() => policy.Check(typed)).Failure);
    }

    [Fact]
    public void The_configured_port_and_with_private_servers_any_port_may_be_named()
    {
        var odd = new MailServer("imap.example.org", 10143, ConnectionSecurity.StartTls);

        Assert.Equal(odd, new HostPolicy(Options.Create(new MailOptions { Imap = new() { Port = 10143 } })).Check(odd));
        Assert.Equal(odd, new HostPolicy(Options.Create(new MailOptions { AllowPrivateServers = true })).Check(odd));
    }

    private static ServiceRecords Records(DnsServer dns) => new(new LookupClient(
        new LookupClientOptions(dns.EndPoint) { UseCache = false, Timeout = TimeSpan.FromSeconds(2), Retries = 1 }));

    private sealed class Answers(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer(request));
    }
}
