using System.Collections.Immutable;
using System.Text;
using Webmail.Mail.Messages.Mime;
using Webmail.Mail.Trust;
using Xunit;

namespace Webmail.Mail.Tests.Trust;

public sealed class SenderJudgeTests
{
    [Theory]
    [InlineData("dmarc=pass header.from=shop.example", SenderProof.Dmarc)]
    [InlineData("dmarc=pass", SenderProof.Dmarc)]
    [InlineData("spf=fail smtp.mailfrom=a@other.example; dkim=fail header.d=other.example; dmarc=pass header.from=SHOP.example", SenderProof.Dmarc)]
    [InlineData("dkim=pass header.d=shop.example", SenderProof.Dkim)]
    [InlineData("dkim=pass header.d=mail.shop.example", SenderProof.Dkim)]
    [InlineData("dkim=pass header.i=@shop.example header.s=s1", SenderProof.Dkim)]
    [InlineData("dkim=fail header.d=shop.example; dkim=pass header.d=shop.example", SenderProof.Dkim)]
    [InlineData("dmarc=none header.from=shop.example; dkim=pass header.d=shop.example", SenderProof.Dkim)]
    [InlineData("dmarc=temperror; spf=pass smtp.mailfrom=bounce@news.shop.example", SenderProof.Spf)]
    [InlineData("spf=pass smtp.mailfrom=shop.example", SenderProof.Spf)]
    public void What_the_trusted_server_found_makes_the_domain_vouch(string results, SenderProof how) =>
        Assert.Equal(new SenderTrust(SenderVerdict.Verified, "shop.example", how), Judge("Ann <ann@shop.example>", $"mx.example.org; {results}"));

    [Theory]
    [InlineData("dmarc=fail header.from=shop.example")]
    [InlineData("dkim=pass header.d=shop.example; dmarc=fail header.from=shop.example")]
    [InlineData("spf=pass smtp.mailfrom=x; dmarc=pass header.from=shop.example; dmarc=fail header.from=shop.example")]
    public void A_domain_that_disowns_a_message_has_the_last_word(string results) =>
        Assert.Equal(new SenderTrust(SenderVerdict.Failed, "shop.example"), Judge("ann@shop.example", $"mx.example.org; {results}"));

    [Theory]
    [InlineData("dkim=pass header.d=evil.example")]
    [InlineData("dkim=pass header.d=notshop.example")]
    [InlineData("dkim=pass header.d=shop.example.evil.example")]
    [InlineData("dkim=pass header.d=example")]
    [InlineData("dkim=pass")]
    [InlineData("dkim=pass header.d=shop.example header.d=evil.example")]
    [InlineData("dkim=neutral header.d=shop.example; spf=softfail smtp.mailfrom=shop.example")]
    [InlineData("spf=pass smtp.helo=shop.example")]
    [InlineData("spf=pass smtp.mailfrom=\"@shop.example\"@evil.example")]
    [InlineData("spf=pass smtp.mailfrom=shop.example@evil.example")]
    [InlineData("spf=pass smtp.mailfrom=")]
    [InlineData("dmarc=pass header.from=evil.example")]
    [InlineData("dmarc=bestguesspass header.from=shop.example")]
    [InlineData("arc=pass header.from=shop.example; auth=pass smtp.auth=shop.example")]
    [InlineData("dmarc=pass header.from=shop.example; dkim")]
    [InlineData("none")]
    public void Everything_else_proves_nothing(string results) =>
        Assert.Equal(SenderVerdict.Unknown, Judge("ann@shop.example", $"mx.example.org; {results}").Verdict);

    [Theory]
    [InlineData("tax@co.uk", "evil.co.uk")]
    [InlineData("tax@com.au", "evil.com.au")]
    [InlineData("tax@uk", "evil.uk")]
    public void A_name_under_a_registry_does_not_vouch_for_the_registry(string from, string signer) =>
        Assert.Equal(SenderVerdict.Unknown, Judge(from, $"mx.example.org; dkim=pass header.d={signer}").Verdict);

    [Fact]
    public void A_domain_in_letters_is_the_same_in_ascii() =>
        Assert.Equal(SenderVerdict.Verified, Judge("ann@büro.example", "mx.example.org; dkim=pass header.d=xn--bro-hoa.example").Verdict);

    [Theory]
    [InlineData("evil.example; dmarc=pass header.from=shop.example")]
    [InlineData("notmx.example.org; dmarc=pass header.from=shop.example")]
    [InlineData("mx.example.org.evil.example; dmarc=pass header.from=shop.example")]
    [InlineData("(mx.example.org;) evil.example; dmarc=pass header.from=shop.example")]
    [InlineData("dmarc=pass header.from=shop.example")]
    public void Servers_that_nobody_named_are_not_believed(string field) =>
        Assert.Equal(SenderVerdict.Unknown, Judge("ann@shop.example", field).Verdict);

    [Fact]
    public void Nobody_is_believed_unless_somebody_was_named() =>
        Assert.Equal(SenderVerdict.Unknown, Judge(["From: ann@shop.example", "Authentication-Results: mx.example.org; dmarc=pass"], []).Verdict);

    [Theory]
    [InlineData("mx.example.org; dmarc=fail", SenderVerdict.Failed)]
    [InlineData("mx.example.org; none", SenderVerdict.Unknown)]
    [InlineData("mx.example.org; damaged", SenderVerdict.Unknown)]
    [InlineData("mx.example.org 2; dmarc=fail", SenderVerdict.Unknown)]
    [InlineData("MX.Example.ORG; none", SenderVerdict.Unknown)]
    public void Below_the_topmost_field_of_a_server_its_name_is_not_believed(string topmost, SenderVerdict verdict) =>
        Assert.Equal(verdict, Judge("ann@shop.example", topmost, "mx.example.org; dmarc=pass header.from=shop.example").Verdict);

    [Fact]
    public void Of_two_trusted_servers_the_one_that_saw_the_fraud_counts()
    {
        Assert.Equal(SenderVerdict.Failed, Judge("ann@shop.example", "mx.example.org; dmarc=pass", "edge.example.org; dmarc=fail").Verdict);
        Assert.Equal(SenderVerdict.Verified, Judge("ann@shop.example", "mx.example.org; none", "edge.example.org; dmarc=pass").Verdict);
    }

    [Theory]
    [InlineData("From: ann@shop.example, eve@evil.example")]
    [InlineData("From: Ann")]
    [InlineData("From: Shop: ;")]
    [InlineData("Subject: no author at all")]
    public void Without_exactly_one_author_nobody_is_verified(params string[] fields) =>
        Assert.Equal(SenderTrust.Unknown, Judge([.. fields, "Authentication-Results: mx.example.org; dmarc=pass"], ["mx.example.org"]));

    private static SenderTrust Judge(string from, params string[] results) =>
        Judge([$"From: {from}", .. results.Select(static field => $"Authentication-Results: {field}")], ["mx.example.org", "edge.example.org"]);

    private static SenderTrust Judge(string[] fields, string[] servers)
    {
        var header = HeaderBlock.Parse(Encoding.UTF8.GetBytes(string.Join("\r\n", fields) + "\r\n\r\n"));
        ImmutableArray<Address> from = header.Raw("From") is { IsEmpty: false } raw ? [.. HeaderText.Addresses(raw, "")] : [];
        return SenderJudge.Judge(header.All("Authentication-Results"), from, servers);
    }
}
