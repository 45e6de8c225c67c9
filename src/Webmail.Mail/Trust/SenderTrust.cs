namespace Webmail.Mail.Trust;

/// <summary>What is known about who sent a message.</summary>
/// <param name="Verdict">The conclusion.</param>
/// <param name="Domain">The domain of From, in ASCII; empty when there is not exactly one author.</param>
/// <param name="How">What a verified domain vouches with.</param>
public sealed record SenderTrust(SenderVerdict Verdict, string Domain = "", SenderProof How = SenderProof.None)
{
    /// <summary>Nobody we trust says anything.</summary>
    public static readonly SenderTrust Unknown = new(SenderVerdict.Unknown);
}

/// <summary>What a domain vouches with for a message.</summary>
public enum SenderProof
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Its policy, which the message meets (DMARC, RFC 7489).</summary>
    Dmarc,

    /// <summary>Its signature (DKIM, RFC 6376).</summary>
    Dkim,

    /// <summary>Its list of servers that may send (SPF, RFC 7208).</summary>
    Spf,
}
