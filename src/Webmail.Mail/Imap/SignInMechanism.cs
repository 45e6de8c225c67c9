using MailKit.Security;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Imap;

/// <summary>
/// Chooses how the password is proved. Exactly one attempt: walking through mechanisms turns one typo into many failed logins, and
/// those get the webmail's address banned for everybody.
/// </summary>
internal static class SignInMechanism
{
    /// <summary>
    /// The mechanism for a server that offers these: PLAIN inside TLS, a challenge outside. <see langword="null"/> when it offers none
    /// that proves a password.
    /// </summary>
    public static SaslMechanism? Choose(IReadOnlySet<string> offered, bool secured, string userName, Credentials credentials)
    {
        string[] order = secured
            ? ["PLAIN", "LOGIN", "SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5"]
            : ["SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "PLAIN", "LOGIN"];
        return Array.Find(order, offered.Contains) switch
        {
            "PLAIN" => new SaslMechanismPlain(userName, credentials.Password),
            "LOGIN" => new SaslMechanismLogin(userName, credentials.Password),
            "SCRAM-SHA-256" => new SaslMechanismScramSha256(userName, credentials.Password),
            "SCRAM-SHA-1" => new SaslMechanismScramSha1(userName, credentials.Password),
            "CRAM-MD5" => new SaslMechanismCramMd5(userName, credentials.Password),
            _ => null,
        };
    }
}
