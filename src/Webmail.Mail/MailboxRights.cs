namespace Webmail.Mail;

/// <summary>What somebody may do with a mailbox (RFC 4314 section 2.1).</summary>
[Flags]
public enum MailboxRights
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>l: see it in the list.</summary>
    Lookup = 1 << 0,

    /// <summary>r: open it.</summary>
    Read = 1 << 1,

    /// <summary>s: mark messages read for good.</summary>
    Seen = 1 << 2,

    /// <summary>w: set the other flags and keywords.</summary>
    Write = 1 << 3,

    /// <summary>i: put messages into it.</summary>
    Insert = 1 << 4,

    /// <summary>p: send mail to its own address, where it has one.</summary>
    Post = 1 << 5,

    /// <summary>k: create mailboxes inside it.</summary>
    CreateInside = 1 << 6,

    /// <summary>x: delete or rename it.</summary>
    DeleteMailbox = 1 << 7,

    /// <summary>t: mark messages as deleted.</summary>
    DeleteMessages = 1 << 8,

    /// <summary>e: remove what is marked as deleted.</summary>
    Expunge = 1 << 9,

    /// <summary>a: say who may do what.</summary>
    Administer = 1 << 10,

    /// <summary>All of them.</summary>
    All = (1 << 11) - 1,
}

/// <summary>Rights as the protocol writes them: one letter each.</summary>
public static class MailboxRightsLetters
{
    private const string Letters = "lrswipkxtea";

    /// <summary>
    /// Reads rights. Servers before RFC 4314 have c (k and x) and d (x, t and e) instead of those letters; newer ones send both, and
    /// then c and d say nothing.
    /// </summary>
    public static MailboxRights Parse(string letters)
    {
        var rights = MailboxRights.None;
        foreach (var letter in letters)
        {
            if (Letters.IndexOf(letter, StringComparison.Ordinal) is var bit and >= 0)
                rights |= (MailboxRights)(1 << bit);
        }

        const MailboxRights Newer =
            MailboxRights.CreateInside | MailboxRights.DeleteMailbox | MailboxRights.DeleteMessages | MailboxRights.Expunge;
        if ((rights & Newer) != 0)
            return rights;
        if (letters.Contains('c', StringComparison.Ordinal))
            rights |= MailboxRights.CreateInside | MailboxRights.DeleteMailbox;
        if (letters.Contains('d', StringComparison.Ordinal))
            rights |= MailboxRights.DeleteMailbox | MailboxRights.DeleteMessages | MailboxRights.Expunge;
        return rights;
    }

    /// <summary>The letters of RFC 4314.</summary>
    public static string Write(MailboxRights rights) =>
        string.Concat(Letters.Where((_, bit) => ((int)rights & (1 << bit)) != 0));

    /// <summary>The letters of RFC 2086, for servers that know no others.</summary>
    public static string WriteOld(MailboxRights rights)
    {
        var letters = string.Concat(Write(rights).Where(static letter => !"kxte".Contains(letter, StringComparison.Ordinal)));
        if ((rights & MailboxRights.CreateInside) != 0)
            letters += 'c';
        if ((rights & (MailboxRights.DeleteMailbox | MailboxRights.DeleteMessages | MailboxRights.Expunge)) != 0)
            letters += 'd';
        return letters;
    }
}
