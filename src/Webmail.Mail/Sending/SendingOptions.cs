namespace Webmail.Mail.Sending;

/// <summary>How messages leave. Bound to the section "Webmail:Sending".</summary>
public sealed class SendingOptions
{
    /// <summary>Seconds for which a sent message can be taken back; it leaves after them, whatever became of the browser.</summary>
    public int HoldSeconds { get; set; } = 10;

    /// <summary>Seconds the SMTP server has for each answer.</summary>
    public int TimeoutSeconds { get; set; } = 60;
}
