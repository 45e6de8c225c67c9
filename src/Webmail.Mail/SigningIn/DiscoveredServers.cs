namespace Webmail.Mail.SigningIn;

/// <summary>What is known about the servers of a domain.</summary>
/// <param name="Imap">Where the mail is.</param>
/// <param name="Smtp">Where mail is submitted; <see langword="null"/> when only IMAP was announced.</param>
/// <param name="UserNames">What they want as user name.</param>
internal sealed record DiscoveredServers(MailServer Imap, MailServer? Smtp, UserNameFormat UserNames = UserNameFormat.Address);
