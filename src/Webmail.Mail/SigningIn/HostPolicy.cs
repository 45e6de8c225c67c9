using Microsoft.Extensions.Options;
using Webmail.Mail.Imap;

namespace Webmail.Mail.SigningIn;

/// <summary>
/// Which servers a user may name: mail ports, no plain text, no way around certificates. Whether the addresses behind the name may
/// be reached is decided by <see cref="ServerDialer"/> with each connection, since a name can mean something else every time.
/// </summary>
internal sealed class HostPolicy(IOptions<MailOptions> options)
{
    private static readonly int[] MailPorts = [25, 143, 465, 587, 993];

    /// <summary>The server as it may be used.</summary>
    /// <exception cref="MailException"><see cref="MailFailure.HostNotAllowed"/>.</exception>
    public MailServer Check(MailServer typed)
    {
        var host = typed.Host.Trim();
        var (imap, smtp) = (options.Value.Imap.Port, options.Value.Smtp.Port);
        var ok = Uri.CheckHostName(host) != UriHostNameType.Unknown
            && (options.Value.AllowPrivateServers
                || (typed.Security != ConnectionSecurity.None
                    && (MailPorts.Contains(typed.Port) || (typed.Port > 0 && (typed.Port == imap || typed.Port == smtp)))));
        return ok && typed.Port is > 0 and <= 65535
            ? typed with { Host = host, AllowInvalidCertificate = false }
            : throw new MailException(MailFailure.HostNotAllowed, $"{host}:{typed.Port}");
    }
}
