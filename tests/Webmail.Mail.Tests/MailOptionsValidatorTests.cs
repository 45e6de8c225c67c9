using Xunit;

namespace Webmail.Mail.Tests;

public sealed class MailOptionsValidatorTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.True(new MailOptionsValidator().Validate(null, new MailOptions()).Succeeded);

    [Fact]
    public void Each_mistake_is_named_by_its_key()
    {
        var options = new MailOptions { Imap = { Port = 70_000 }, Smtp = { Host = "no host" }, MaxConnections = 0 };

        var result = new MailOptionsValidator().Validate(null, options);

        Assert.NotNull(result.Failures);
        Assert.Collection(
            result.Failures,
            static imap => Assert.Contains("Imap:Port", imap, StringComparison.Ordinal),
            static smtp => Assert.Contains("Smtp:Host", smtp, StringComparison.Ordinal),
            static pool => Assert.Contains("MaxConnections", pool, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("mx.example.org", true)]
    [InlineData(" mx.example.org , mail-1.example.org,", true)]
    [InlineData("mx example", false)]
    [InlineData("mx.example.org;dmarc=pass", false)]
    public void Servers_that_are_believed_have_names(string names, bool valid) =>
        Assert.Equal(valid, new MailOptionsValidator().Validate(null, new MailOptions { Trust = { AuthservIds = names } }).Succeeded);
}
