namespace Webmail.Mail;

/// <summary>What the administrator decides about mail. Bound to the section "Webmail".</summary>
public sealed class MailOptions
{
    /// <summary>The IMAP server of all users; without a host users name their own.</summary>
    public MailServerOptions Imap { get; set; } = new();

    /// <summary>The submission server of all users.</summary>
    public MailServerOptions Smtp { get; set; } = new();

    /// <summary>What the configured servers want as user name.</summary>
    public UserNameFormat UserNameFormat { get; set; }

    /// <summary>Where keys, and the embedded cache, are kept.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>Working connections per account, besides the one that watches.</summary>
    public int MaxConnections { get; set; } = 3;

    /// <summary>Users may name servers on private, loopback and link-local addresses.</summary>
    public bool AllowPrivateServers { get; set; }

    /// <summary>Seconds to wait for an answer of a mail server.</summary>
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary>Minutes a user's connections stay open after the last tab closed.</summary>
    public int IdleMinutes { get; set; } = 5;

    /// <summary>The largest text part that is shown, in bytes as transferred.</summary>
    public int MaxTextBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Whom to believe about senders.</summary>
    public TrustOptions Trust { get; set; } = new();
}

/// <summary>How a mail server names its users.</summary>
public enum UserNameFormat
{
    /// <summary>By the whole address.</summary>
    Address,

    /// <summary>By what stands before the @.</summary>
    LocalPart,
}

/// <summary>A mail server in the configuration.</summary>
public sealed class MailServerOptions
{
    /// <summary>Host name or address; empty for none.</summary>
    public string Host { get; set; } = "";

    /// <summary>TCP port; 0 for the usual one.</summary>
    public int Port { get; set; }

    /// <summary>How the connection is protected.</summary>
    public ConnectionSecurity Security { get; set; } = ConnectionSecurity.Auto;

    /// <summary>Accept a certificate that does not verify. For tests and private networks.</summary>
    public bool AllowInvalidCertificate { get; set; }
}
