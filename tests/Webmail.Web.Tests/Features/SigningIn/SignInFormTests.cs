using Webmail.Mail;
using Webmail.Web.Features.SigningIn;
using Xunit;

namespace Webmail.Web.Tests.Features.SigningIn;

public sealed class SignInFormTests
{
    [Fact]
    public void A_server_without_a_port_has_the_usual_one()
    {
        var form = new SignInForm { ImapServer = " imap.example.org ", SmtpServer = "smtp.example.org" };

        Assert.Equal(new MailServer("imap.example.org", 993, ConnectionSecurity.Auto), form.Imap);
        Assert.Equal(new MailServer("smtp.example.org", 465, ConnectionSecurity.Auto), form.Smtp);
        Assert.True(form.PortsAreValid);
    }

    [Fact]
    public void Servers_that_were_not_named_are_left_to_be_found()
    {
        var form = new SignInForm { ImapServer = " ", ImapPort = "143" };
        Assert.Null(form.Imap);
        Assert.Null(form.Smtp);
        Assert.False(form.NamesServers);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData("imap")]
    public void What_is_no_port_is_refused(string port) => Assert.False(new SignInForm { SmtpPort = port }.PortsAreValid);

    [Theory]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iPhone")]
    [InlineData("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome on Android")]
    [InlineData("curl/8.0", "")]
    public void A_device_is_called_by_browser_and_system_and_nothing_more(string userAgent, string expected) =>
        Assert.Equal(expected, DeviceName.Of(userAgent));
}
