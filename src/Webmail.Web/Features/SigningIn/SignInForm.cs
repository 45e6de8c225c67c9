using System.Globalization;
using Webmail.Mail;

namespace Webmail.Web.Features.SigningIn;

/// <summary>What was typed on the sign-in page. The password is not shown again.</summary>
internal sealed class SignInForm
{
    public const int DefaultImapPort = 993;
    public const int DefaultSmtpPort = 465;

    public string? Email { get; set; }

    public string? Password { get; set; }

    public bool Remember { get; set; }

    public string? ImapServer { get; set; }

    public string? ImapPort { get; set; }

    public string? SmtpServer { get; set; }

    public string? SmtpPort { get; set; }

    /// <summary>The IMAP server, when one was named.</summary>
    public MailServer? Imap => Server(ImapServer, ImapPort, DefaultImapPort);

    /// <summary>The submission server, when one was named.</summary>
    public MailServer? Smtp => Server(SmtpServer, SmtpPort, DefaultSmtpPort);

    /// <summary>Whether the user opened the server settings and wrote something.</summary>
    public bool NamesServers => !string.IsNullOrWhiteSpace(ImapServer) || !string.IsNullOrWhiteSpace(SmtpServer);

    /// <summary>A port is a number; empty means the usual one.</summary>
    public bool PortsAreValid => IsPort(ImapPort) && IsPort(SmtpPort);

    private static bool IsPort(string? text) => string.IsNullOrWhiteSpace(text) || Port(text) is > 0 and <= 65535;

    private static int? Port(string text) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;

    private static MailServer? Server(string? host, string? port, int usual) => string.IsNullOrWhiteSpace(host) ? null
        : new MailServer(host.Trim(), string.IsNullOrWhiteSpace(port) ? usual : Port(port) ?? 0, ConnectionSecurity.Auto);
}
