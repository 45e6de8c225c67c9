using System.Net.Http.Headers;
using Webmail.Web.Features.Reading;
using Xunit;

namespace Webmail.Web.Tests.Features.Reading;

public sealed class DownloadNameTests
{
    [Theory]
    [InlineData("plan.pdf", "plan.pdf")]
    [InlineData("見積書_改訂版.xlsx", "見積書_改訂版.xlsx")]
    [InlineData("été 100%.txt", "été 100%.txt")]
    [InlineData("a\"b.txt", "a_b.txt")]
    [InlineData("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie_ x=1.txt")]
    [InlineData("../../etc/passwd", "_.._etc_passwd")]
    [InlineData("C:\\Windows\\system32.dll", "C__Windows_system32.dll")]
    [InlineData("invoice\u202Efdp.exe", "invoicefdp.exe")]
    [InlineData("zero\u200Bwidth\u2066.txt", "zerowidth.txt")]
    [InlineData("\0\u0001.txt", "txt")]
    [InlineData(".htaccess", "htaccess")]
    [InlineData("name. . .", "name")]
    [InlineData("CON", "_CON")]
    [InlineData("nul.txt", "_nul.txt")]
    [InlineData("lpt1.tar.gz", "_lpt1.tar.gz")]
    [InlineData("console.txt", "console.txt")]
    [InlineData("", "attachment")]
    [InlineData("...", "attachment")]
    [InlineData("\u202E\u202E", "attachment")]
    [InlineData("half\uD83D.png", "half.png")]
    public void A_name_becomes_harmless_and_stays_readable(string name, string expected) =>
        Assert.Equal(expected, DownloadName.Clean(name));

    [Fact]
    public void A_long_name_keeps_its_extension_and_whole_characters()
    {
        var cleaned = DownloadName.Clean(string.Concat(Enumerable.Repeat("😀", 300)) + ".pdf");

        Assert.True(cleaned.Length <= 180);
        Assert.EndsWith("😀.pdf", cleaned, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan.pdf", "attachment; filename=\"plan.pdf\"; filename*=UTF-8''plan.pdf")]
    [InlineData("100% \"sure\".txt", "attachment; filename=\"100_ _sure_.txt\"; filename*=UTF-8''100%25%20_sure_.txt")]
    [InlineData("会場.pdf", "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E4%BC%9A%E5%A0%B4.pdf")]
    [InlineData("it's (1).txt", "attachment; filename=\"it's (1).txt\"; filename*=UTF-8''it%27s%20%281%29.txt")]
    [InlineData("a\r\nX: y;b.txt", "attachment; filename=\"aX_ y;b.txt\"; filename*=UTF-8''aX_%20y%3Bb.txt")]
    public void The_header_carries_the_name_twice(string name, string expected) =>
        Assert.Equal(expected, DownloadName.Disposition("attachment", name));

    [Theory]
    [InlineData("会場案内図_桐の間.pdf")]
    [InlineData("a;b=c, d'e*f.txt")]
    [InlineData("😀 ½ ñ.jpeg")]
    public void A_client_reads_the_true_name_back(string name)
    {
        var header = ContentDispositionHeaderValue.Parse(DownloadName.Disposition("attachment", name));

        Assert.Equal(DownloadName.Clean(name), header.FileNameStar);
    }

    [Fact]
    public void Equal_names_are_numbered()
    {
        var names = DownloadName.Distinct(["a.pdf", "A.pdf", "b", "a.pdf", "a (2).pdf", "b"]);

        Assert.Equal(["a.pdf", "A (2).pdf", "b", "a (3).pdf", "a (2) (2).pdf", "b (2)"], names);
    }

    [Fact]
    public void Ten_thousand_equal_names_are_numbered_without_trying_each_number_for_each()
    {
        var names = DownloadName.Distinct(Enumerable.Repeat("image.png", 10_000));

        Assert.Equal(10_000, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal("image (10000).png", names[^1]);
    }
}
