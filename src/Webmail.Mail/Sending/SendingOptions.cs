namespace Webmail.Mail.Sending;

/// <summary>How messages leave. Bound to the section "Webmail:Sending".</summary>
public sealed class SendingOptions
{
    /// <summary>Seconds for which a sent message can be taken back; it leaves after them, whatever became of the browser.</summary>
    public int HoldSeconds { get; set; } = 10;

    /// <summary>Most recipients of one message; 0 for as many as a draft can have.</summary>
    public int MaxRecipients { get; set; } = 500;

    /// <summary>Most messages that an account sends within an hour over this server; 0 for no limit.</summary>
    public int MaxPerHour { get; set; } = 200;

    /// <summary>Seconds the SMTP server has for each answer.</summary>
    public int TimeoutSeconds { get; set; } = 60;

    /// <summary>Seconds it has to answer when the message is complete; not under ten minutes where that can be (RFC 5321 section 4.5.3.2.6).</summary>
    public int FinalTimeoutSeconds { get; set; } = 600;
}
