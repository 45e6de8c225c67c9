using System.Net;

namespace Webmail.Mail.SigningIn;

/// <summary>What somebody filled in to sign in.</summary>
/// <param name="Address">The e-mail address, or the user name where the administrator named the servers.</param>
/// <param name="Password">The password.</param>
/// <param name="Imap">The IMAP server they typed, or <see langword="null"/> to find it. Ignored where one is configured.</param>
/// <param name="Smtp">The submission server they typed, or <see langword="null"/> to find it.</param>
/// <param name="Device">What the browser calls itself, shortened for display.</param>
/// <param name="Remember">Stay signed in for weeks.</param>
/// <param name="Remote">Where the request came from.</param>
public sealed record SignInRequest(
    string Address, string Password, MailServer? Imap, MailServer? Smtp, string Device, bool Remember, IPAddress? Remote)
{
    /// <summary>Hides what was typed.</summary>
    public override string ToString() => nameof(SignInRequest);
}
