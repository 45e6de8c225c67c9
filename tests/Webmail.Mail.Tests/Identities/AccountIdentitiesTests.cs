using Webmail.Mail.Composing.Identities;
using Webmail.Mail.Settings;
using Xunit;

namespace Webmail.Mail.Tests.Identities;

/// <summary>Who somebody writes as.</summary>
public sealed class AccountIdentitiesTests
{
    private static readonly MailServer Server = new("mail.example", 993, ConnectionSecurity.Tls);
    private static readonly MailAccount Account = new("mika@lumen.example", "mika", Server, Server);

    private static AccountIdentities With(params IdentitySettings[] identities) => new(Account, new AccountSettings { Identities = [.. identities] });

    private static IdentitySettings One(string address, string id = "a1") => new() { Id = id, Name = "Sales", Address = address };

    [Fact]
    public void The_own_address_is_the_first_identity_without_any_setting()
    {
        var all = new AccountIdentities(Account, AccountSettings.Default);

        Assert.Equal("mika@lumen.example", Assert.Single(all.All).Address);
        Assert.Same(all.All[0], all.Default);
    }

    [Theory]
    [InlineData("mika@lumen.example", "mika@lumen.example")]
    [InlineData("MIKA@Lumen.Example", "mika@lumen.example")]
    [InlineData("mika+shop@lumen.example", "mika+shop@lumen.example")]
    [InlineData("sales@lumen.example", "sales@lumen.example")]
    [InlineData("anything@shop.example", "anything@shop.example")]
    public void An_answer_comes_from_the_address_the_mail_was_sent_to(string to, string from)
    {
        var all = With(One("sales@lumen.example"), One("*@shop.example", "a2"));

        Assert.Equal(from, all.For([["somebody@else.example", to]])?.From);
    }

    [Fact]
    public void A_tag_is_left_out_where_the_identity_says_so()
    {
        var all = With(new IdentitySettings { WithoutTag = true });

        Assert.Equal("mika@lumen.example", all.For([["mika+shop@lumen.example"]])?.From);
    }

    [Theory]
    [InlineData("ceo@victim.example")]
    [InlineData("mika@lumen.example.evil.example")]
    [InlineData("\"mika@lumen.example\"@evil.example")]
    [InlineData("xmika@lumen.example")]
    [InlineData("mika+@lumen.example")]
    [InlineData("")]
    [InlineData("@lumen.example")]
    [InlineData("a b@shop.example")]
    [InlineData("\"x\r\nBcc: y\"@shop.example")]
    [InlineData("a@b@shop.example")]
    [InlineData("<x@shop.example")]
    [InlineData("..@shop.example")]
    public void What_a_header_claims_becomes_no_sender(string claimed) =>
        Assert.Null(With(One("*@shop.example")).For([[claimed], [claimed]]));

    [Fact]
    public void The_own_address_goes_over_that_of_a_colleague_in_a_domain_that_stands_for_all()
    {
        var all = With(One("*@lumen.example"));

        Assert.Equal("mika@lumen.example", all.For([["boss@lumen.example", "mika@lumen.example"]])?.From);
    }

    [Fact]
    public void The_first_list_that_names_an_identity_decides()
    {
        var all = With(One("*@shop.example"));

        Assert.Equal("orders@shop.example", all.For([["x@else.example"], ["orders@shop.example"], ["mika@lumen.example"]])?.From);
    }

    [Fact]
    public void Whoever_reads_one_address_of_a_domain_is_not_all_of_them()
    {
        var all = With(One("*@lumen.example"));

        Assert.False(all.IsOwn("boss@lumen.example"));
        Assert.True(all.IsOwn("mika+x@lumen.example"));
    }

    [Fact]
    public void A_default_that_is_gone_or_no_address_is_the_own_address()
    {
        var gone = new AccountSettings { DefaultIdentity = "zz" };
        var wildcard = new AccountSettings { DefaultIdentity = "a1", Identities = [One("*@shop.example")] };

        Assert.Equal("mika@lumen.example", new AccountIdentities(Account, gone).Default.Address);
        Assert.Equal("mika@lumen.example", new AccountIdentities(Account, wildcard).Default.Address);
    }

    [Fact]
    public void Damaged_identities_are_left_out() => Assert.Single(With(One("no address"), One("*@*", "b"), One("*@", "c")).All);

    [Theory]
    [InlineData("a@b.example", IdentityProblem.None)]
    [InlineData("*@b.example", IdentityProblem.None)]
    [InlineData("", IdentityProblem.AddressMissing)]
    [InlineData("*", IdentityProblem.AddressBroken)]
    [InlineData("a*@b.example", IdentityProblem.AddressBroken)]
    [InlineData("Name <a@b.example>", IdentityProblem.AddressBroken)]
    [InlineData("a@b.example, c@d.example", IdentityProblem.AddressBroken)]
    [InlineData("a@b.example\r\nBcc: x@y.example", IdentityProblem.AddressBroken)]
    public void An_identity_needs_one_address(string address, IdentityProblem problem) =>
        Assert.Equal(problem, IdentityRules.Check(One(address)));
}
