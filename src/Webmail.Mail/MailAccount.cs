namespace Webmail.Mail;

/// <summary>A mail account: who, and on which servers.</summary>
/// <param name="Address">The e-mail address the user signed in with.</param>
/// <param name="UserName">What the IMAP and SMTP servers are told; often the address.</param>
/// <param name="Imap">Where the mail is.</param>
/// <param name="Smtp">Where mail is submitted (RFC 6409).</param>
public sealed record MailAccount(string Address, string UserName, MailServer Imap, MailServer Smtp)
{
    /// <summary>The identifier used in URLs, caches and logs.</summary>
    public AccountId Id => AccountId.Of(Imap.Host, Imap.Port, UserName);
}
