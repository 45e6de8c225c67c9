using Webmail.Mail;
using Webmail.Mail.Accounts;

namespace Webmail.Testing.Servers;

/// <summary>A person with a mailbox on a test server.</summary>
/// <param name="Account">Who, and on which servers.</param>
/// <param name="Credentials">What opens the account.</param>
public sealed record TestUser(MailAccount Account, Credentials Credentials)
{
    /// <summary>The e-mail address, which is the user name too.</summary>
    public string Address => Account.Address;

    /// <summary>The password.</summary>
    public string Password => Credentials.Password;
}
