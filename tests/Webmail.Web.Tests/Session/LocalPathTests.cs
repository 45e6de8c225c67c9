using Webmail.Web.Session;
using Xunit;

namespace Webmail.Web.Tests.Session;

public sealed class LocalPathTests
{
    [Theory]
    [InlineData("/mail/abcdefghij/INBOX?q=a%20b")]
    [InlineData("/")]
    public void A_page_of_ours_may_follow_the_sign_in(string path) => Assert.True(LocalPath.IsLocal(path));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("mail")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/mail\\..\\evil")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\tevil")]
    public void Nothing_else_may(string? path) => Assert.False(LocalPath.IsLocal(path));
}
