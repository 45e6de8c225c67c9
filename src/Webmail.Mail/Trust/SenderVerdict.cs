namespace Webmail.Mail.Trust;

/// <summary>What a trusted server says about who sent a message (RFC 8601).</summary>
public enum SenderVerdict
{
    /// <summary>Nobody we trust says anything.</summary>
    Unknown,

    /// <summary>The domain of From vouches for the message (DMARC alignment, RFC 7489 section 3.1).</summary>
    Verified,

    /// <summary>The domain of From disowns the message.</summary>
    Failed,
}
