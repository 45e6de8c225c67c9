using System.Text;
using CsCheck;
using Webmail.Mail.Trust;
using Xunit;

namespace Webmail.Mail.Tests.Trust;

public sealed class AuthenticationResultsParserTests
{
    private static readonly string[] Signs =
        ["mx", ";", "=", "pass", "dkim", ".", "(", ")", "\"", "\\", "/", "1", " ", "\r\n ", "none", "@", "\u00E9", "\u0000"];

    [Fact]
    public void Methods_results_and_properties_are_read_in_order()
    {
        var said = Parse(" mx.example.org;\r\n\tspf=pass smtp.mailfrom=news@shop.example;\r\n\tdkim=fail header.d=shop.example header.i=@shop.example");

        Assert.Equal("mx.example.org", said!.AuthservId);
        Assert.Equal([("spf", "pass"), ("dkim", "fail")], said.Results.Select(static one => (one.Method, one.Result)));
        Assert.Equal("news@shop.example", said.Results[0].Property("smtp.mailfrom"));
        Assert.Equal([("header.d", "shop.example"), ("header.i", "@shop.example")], said.Results[1].Properties);
    }

    [Theory]
    [InlineData("mx.example.org; none")]
    [InlineData("mx.example.org 1; none")]
    [InlineData("mx.example.org;")]
    [InlineData("mx.example.org")]
    [InlineData(" (we) mx.example.org (checked) 1 (version) ; (nothing) none (at all)")]
    public void A_server_that_checked_nothing_says_so(string field)
    {
        var said = Parse(field);

        Assert.Equal("mx.example.org", said!.AuthservId);
        Assert.Empty(said.Results);
    }

    [Theory]
    [InlineData("(a (nested \\) one) here) mx.example.org (x) 1 (y) ; (z) dmarc (a) / (b) 1 (c) = (d) pass (e) header (f) . (g) from (h) = (i) shop.example (j)")]
    [InlineData("mx.example.org;dmarc=pass header.from=shop.example")]
    [InlineData("\"mx.example.org\"; dmarc=pass reason=\"all is well; dmarc=fail\" header.from=\"shop.example\"")]
    [InlineData("mx.example.org; DMARC=Pass action=none Header.From=shop.example;")]
    [InlineData("mx.example.org; dmarc=pass (p=REJECT sp=NONE dis=NONE) header.from=shop.example")]
    public void Comments_quotes_case_and_what_servers_add_change_nothing(string field)
    {
        var result = Assert.Single(Parse(field)!.Results);

        Assert.Equal(("dmarc", "pass", "shop.example"), (result.Method, result.Result, result.Property("header.from")));
    }

    [Theory]
    [InlineData("mx.example.org; dkim=pass header.b=\"a/b+c=\" header.d=shop.example")]
    [InlineData("mx.example.org; dkim=pass header.b=a/b+c= header.d=shop.example")]
    [InlineData("mx.example.org; dkim=pass (2048-bit key) header.d=shop.example header.a=rsa-sha256 x-bits=2048; iprev=pass policy.iprev=2001:db8::1 (host.example)")]
    [InlineData("mx.example.org; dkim=pass header.d=shop.example; spf=pass smtp.mailfrom=\"a b; dmarc=pass\"@shop.example")]
    public void Values_are_taken_as_servers_write_them(string field) =>
        Assert.Equal("shop.example", Parse(field)!.Results[0].Property("header.d"));

    [Theory]
    [InlineData("mx.example.org; dmarc=pass header.from=shop.example; dkim")]
    [InlineData("mx.example.org; dmarc=pass header.from=shop.example; =pass")]
    [InlineData("mx.example.org; dmarc=pass header.from=shop.example; dkim=")]
    [InlineData("mx.example.org; dmarc=pass (not ended")]
    [InlineData("mx.example.org; dmarc=pass reason=\"not ended")]
    [InlineData("mx.example.org; dmarc=pass header.from=shop.example)")]
    [InlineData("mx.example.org; dmarc=pass \u0000")]
    [InlineData("mx.example.org 2; dmarc=pass")]
    [InlineData("mx.example.org; dmarc/2=pass")]
    [InlineData("mx.example.org dmarc=pass")]
    public void A_field_that_is_damaged_or_of_another_version_has_no_results_but_still_speaks_for_its_server(string field)
    {
        var said = Parse(field);

        Assert.Equal("mx.example.org", said!.AuthservId);
        Assert.Empty(said.Results);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ; dmarc=pass")]
    [InlineData("(mx.example.org; dmarc=pass")]
    [InlineData("\"mx.example.org; dmarc=pass")]
    public void A_field_that_names_no_server_says_nothing(string field) => Assert.Null(Parse(field));

    [Fact]
    public void A_property_that_is_there_twice_says_nothing() =>
        Assert.Null(Parse("mx.example.org; dkim=pass header.d=shop.example header.d=evil.example")!.Results[0].Property("header.d"));

    [Fact]
    public void Whatever_the_bytes_are_there_is_an_answer() =>
        Gen.Byte.Array[0, 400].Sample(static bytes => AuthenticationResultsParser.Parse(bytes) is null or { AuthservId.Length: > 0 }, iter: 5_000);

    [Fact]
    public void Whatever_stands_between_the_signs_of_the_grammar_there_is_an_answer() =>
        Gen.Int[0, Signs.Length - 1].Array[0, 60].Select(static parts => string.Concat(parts.Select(static part => Signs[part]))).Sample(
            static text => Parse(text) is null or { AuthservId.Length: > 0 }, iter: 20_000);

    [Theory]
    [InlineData("(")]
    [InlineData("()")]
    [InlineData("\\")]
    [InlineData("\"")]
    [InlineData(";")]
    [InlineData("; a=b")]
    [InlineData("; a=b c=d")]
    [InlineData(" a=b")]
    [InlineData("mx; dmarc=pass ")]
    public void A_field_of_any_length_costs_no_more_than_its_first_part(string piece)
    {
        var field = Encoding.UTF8.GetBytes("mx;" + string.Concat(Enumerable.Repeat(piece, 2_000_000 / piece.Length)));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var said = AuthenticationResultsParser.Parse(field);

        Assert.Empty(said!.Results);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    [Fact]
    public void More_results_than_any_server_writes_are_none() =>
        Assert.Empty(Parse("mx" + string.Concat(Enumerable.Repeat("; a=b", 101)))!.Results);

    private static AuthenticationResults? Parse(string field) => AuthenticationResultsParser.Parse(Encoding.UTF8.GetBytes(field));
}
