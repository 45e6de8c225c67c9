namespace Webmail.Mail;

/// <summary>How a connection to a mail server is protected.</summary>
public enum ConnectionSecurity
{
    /// <summary>TLS from the first byte on the implicit-TLS port, else STARTTLS, which must succeed; never plain text.</summary>
    Auto,

    /// <summary>No protection. Only when the administrator says so.</summary>
    None,

    /// <summary>STARTTLS (RFC 2595), required.</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314).</summary>
    Tls,
}

/// <summary>A mail server as configured, typed in or discovered.</summary>
/// <param name="Host">Host name or address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Security">How the connection is protected.</param>
/// <param name="AllowInvalidCertificate">Accept a certificate that does not verify; only from configuration.</param>
public sealed record MailServer(string Host, int Port, ConnectionSecurity Security, bool AllowInvalidCertificate = false);
