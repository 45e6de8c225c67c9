using Microsoft.Extensions.Options;

namespace Webmail.Mail.Accounts;

/// <summary>The mail servers the administrator named.</summary>
internal sealed class ConfiguredServers(IOptions<MailOptions> options)
{
    private const int ImapPort = 143;
    private const int ImapTlsPort = 993;
    private const int SubmissionPort = 587;
    private const int SubmissionTlsPort = 465;

    /// <summary>The IMAP server of everybody, or <see langword="null"/> when users name their own.</summary>
    public MailServer? Imap => From(options.Value.Imap, ImapPort, ImapTlsPort);

    /// <summary>The submission server of everybody, when there is one.</summary>
    public MailServer? Smtp => From(options.Value.Smtp, SubmissionPort, SubmissionTlsPort);

    /// <summary>
    /// A server that was remembered, as it is to be used today: what the administrator decided since counts, and exceptions from
    /// the rules are never remembered.
    /// </summary>
    public MailServer Refresh(MailServer remembered) =>
        IsSame(Imap, remembered) ? Imap! : IsSame(Smtp, remembered) ? Smtp! : remembered with { AllowInvalidCertificate = false };

    private static bool IsSame(MailServer? configured, MailServer remembered) =>
        configured is not null && configured.Port == remembered.Port
        && configured.Host.Equals(remembered.Host, StringComparison.OrdinalIgnoreCase);

    private static MailServer? From(MailServerOptions server, int plainPort, int tlsPort)
    {
        if (string.IsNullOrWhiteSpace(server.Host))
            return null;
        var port = server.Port > 0 ? server.Port
            : server.Security is ConnectionSecurity.None or ConnectionSecurity.StartTls ? plainPort : tlsPort;
        return new MailServer(server.Host.Trim(), port, server.Security, server.AllowInvalidCertificate);
    }
}
