using Webmail.Mail.Accounts;
using Xunit;

namespace Webmail.Mail.Tests.Accounts;

/// <summary>Work that goes on with nobody signed in brings the account along, and takes nothing from whoever is or signs in meanwhile.</summary>
public sealed class LentAccountTests
{
    private static readonly MailAccount Ada = new(
        "ada@example.org", "ada@example.org", new MailServer("imap.example.org", 993, ConnectionSecurity.Tls),
        new MailServer("smtp.example.org", 465, ConnectionSecurity.Tls));

    private readonly SignedInAccounts _accounts = new();

    [Fact]
    public void Whoever_signs_in_meanwhile_stays_when_the_work_is_done()
    {
        var loan = _accounts.Lend(Ada, new Credentials("secret"));
        Assert.NotNull(_accounts.Find(Ada.Id));
        Assert.Null(_accounts.FindSignedIn(Ada.Id));
        _accounts.Add(Ada, new Credentials("secret"));

        Assert.False(loan.Return());

        Assert.NotNull(_accounts.FindSignedIn(Ada.Id));
    }

    [Fact]
    public void Of_two_that_work_at_once_the_first_to_end_leaves_the_account_to_the_other()
    {
        var (one, other) = (_accounts.Lend(Ada, new Credentials("secret")), _accounts.Lend(Ada, new Credentials("secret")));

        Assert.False(one.Return());
        Assert.Equal("secret", _accounts.Require(Ada.Id).Credentials.Password);
        Assert.True(other.Return());
        Assert.Null(_accounts.Find(Ada.Id));
    }

    [Fact]
    public void Who_signs_out_leaves_the_work_going_on_and_their_newer_password_counts_until_then()
    {
        _accounts.Add(Ada, new Credentials("newer"));
        var loan = _accounts.Lend(Ada, new Credentials("older"));
        Assert.Equal("newer", _accounts.Require(Ada.Id).Credentials.Password);
        _accounts.Remove(Ada.Id);

        Assert.Equal("older", _accounts.Require(Ada.Id).Credentials.Password);
        Assert.Equal([Ada.Id], _accounts.Present);
        Assert.True(loan.Return());
        Assert.Empty(_accounts.Present);
    }
}
