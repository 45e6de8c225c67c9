namespace Webmail.Mail;

/// <summary>Whom the administrator believes about senders. Bound to the section "Webmail:Trust".</summary>
public sealed class TrustOptions
{
    /// <summary>
    /// The authserv-ids (RFC 8601 section 2.5) of the mail servers in front of the mailboxes, separated by commas; empty believes
    /// nobody. A server named here must remove what comes in with its own name (RFC 8601 section 5): nothing in a message tells a
    /// forged field from a true one.
    /// </summary>
    public string AuthservIds { get; set; } = "";

    /// <summary>The identifiers one by one.</summary>
    internal string[] Identifiers() => AuthservIds.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
