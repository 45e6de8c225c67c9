using System.Globalization;
using Webmail.Mail;
using Webmail.Mail.Snapshots;

namespace Webmail.Web.Features.Snapshots;

/// <summary>What was typed to copy folders to another server.</summary>
internal sealed class SnapshotForm
{
    private const int TlsPort = 993;
    private const int PlainPort = 143;

    public string Server { get; set; } = "";

    /// <summary>Empty for the usual one.</summary>
    public string Port { get; set; } = "";

    public ConnectionSecurity Security { get; set; } = ConnectionSecurity.Tls;

    public string User { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>The full name of the mailbox to copy; empty for everything.</summary>
    public string Mailbox { get; set; } = "";

    public bool WithSubfolders { get; set; } = true;

    /// <summary>Where the copies go.</summary>
    public string Folder { get; set; } = "";

    /// <summary>The port that is used when none is typed.</summary>
    public int UsualPort => Security == ConnectionSecurity.Tls ? TlsPort : PlainPort;

    public bool ServerIsValid => Uri.CheckHostName(Server.Trim()) != UriHostNameType.Unknown;

    public bool PortIsValid => PortNumber is > 0 and <= 65535;

    public bool UserIsValid => User.Trim().Length > 0;

    public bool PasswordIsValid => Password.Length > 0;

    public bool IsValid => ServerIsValid && PortIsValid && UserIsValid && PasswordIsValid;

    private int? PortNumber => string.IsNullOrWhiteSpace(Port) ? UsualPort
        : int.TryParse(Port.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;

    /// <summary>What is asked for, once it is valid.</summary>
    public SnapshotRequest Request() => new(
        Mailbox.Length > 0 ? new MailboxName(Mailbox) : null, WithSubfolders,
        new MailServer(Server.Trim(), PortNumber ?? UsualPort, Security), User.Trim(), Folder.Trim());

    /// <summary>The same again; the password has to be typed anew.</summary>
    public static SnapshotForm Of(SnapshotRequest request) => new()
    {
        Server = request.Server.Host,
        Port = request.Server.Port.ToString(CultureInfo.InvariantCulture),
        Security = request.Server.Security,
        User = request.UserName,
        Mailbox = request.Mailbox?.FullName ?? "",
        WithSubfolders = request.WithSubfolders,
        Folder = request.Folder,
    };
}
