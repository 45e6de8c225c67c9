namespace Webmail.Mail.Accounts;

/// <summary>How long sessions last. Bound to the section "Webmail:Sessions".</summary>
public sealed class SessionOptions
{
    /// <summary>Days without use after which a session ends when the user wanted to stay signed in.</summary>
    public int RememberedDays { get; set; } = 30;

    /// <summary>Hours without use after which any other session ends.</summary>
    public int Hours { get; set; } = 12;

    /// <summary>Seconds for which a session that was just found in the store is believed without asking again.</summary>
    public int RecheckSeconds { get; set; } = 60;

    /// <summary>Hours for which a session seen by this process goes on while the store does not answer.</summary>
    public int GraceHours { get; set; } = 12;
}
