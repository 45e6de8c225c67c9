namespace Webmail.Mail.Settings;

/// <summary>Whose images of other hosts are shown without asking.</summary>
public enum RemoteImageChoice
{
    /// <summary>Nobody's but those of chosen senders.</summary>
    Never,

    /// <summary>Those of people the user wrote to, too.</summary>
    FromContacts,
}
