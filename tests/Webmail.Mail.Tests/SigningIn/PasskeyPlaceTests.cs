using Webmail.Mail.SigningIn;
using Xunit;

namespace Webmail.Mail.Tests.SigningIn;

public sealed class PasskeyPlaceTests
{
    [Theory]
    [InlineData("https", "Mail.Example.org", "mail.example.org", "https://mail.example.org")]
    [InlineData("https", "mail.example.org:443", "mail.example.org", "https://mail.example.org")]
    [InlineData("https", "mail.example.org:8443", "mail.example.org", "https://mail.example.org:8443")]
    [InlineData("https", "bücher.example", "xn--bcher-kva.example", "https://xn--bcher-kva.example")]
    [InlineData("https", "webmail", "webmail", "https://webmail")]
    [InlineData("http", "localhost:5000", "localhost", "http://localhost:5000")]
    [InlineData("http", "mail.localhost", "mail.localhost", "http://mail.localhost")]
    public void A_host_name_with_a_secure_context_is_a_place(string scheme, string host, string rpId, string origin) =>
        Assert.Equal(new PasskeyPlace(rpId, origin), PasskeyPlace.Find(scheme, host));

    [Theory]
    [InlineData("http", "mail.example.org")]
    [InlineData("http", "localhost.example.org")]
    [InlineData("https", "192.0.2.7")]
    [InlineData("http", "127.0.0.1:5000")]
    [InlineData("https", "[2001:db8::1]")]
    [InlineData("https", "")]
    [InlineData("ftp", "localhost")]
    public void Anything_else_is_none(string scheme, string host) => Assert.Null(PasskeyPlace.Find(scheme, host));
}
