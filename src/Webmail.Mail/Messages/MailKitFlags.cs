namespace Webmail.Mail.Messages;

/// <summary>Flags in MailKit's words and in ours.</summary>
internal static class MailKitFlags
{
    private static readonly (MailKit.MessageFlags Theirs, SystemFlags Ours)[] Pairs =
    [
        (MailKit.MessageFlags.Seen, SystemFlags.Seen),
        (MailKit.MessageFlags.Answered, SystemFlags.Answered),
        (MailKit.MessageFlags.Flagged, SystemFlags.Flagged),
        (MailKit.MessageFlags.Deleted, SystemFlags.Deleted),
        (MailKit.MessageFlags.Draft, SystemFlags.Draft),
    ];

    /// <summary>Flags as FETCH gave them.</summary>
    public static MessageFlags Read(MailKit.MessageFlags flags, IReadOnlySet<string>? keywords)
    {
        var system = SystemFlags.None;
        foreach (var (theirs, ours) in Pairs)
        {
            if ((flags & theirs) != 0)
                system |= ours;
        }

        return keywords is not { Count: > 0 }
            ? MessageFlags.None with { System = system }
            : new MessageFlags(system, [.. keywords.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)]);
    }

    /// <summary>System flags for STORE.</summary>
    public static MailKit.MessageFlags Write(SystemFlags flags)
    {
        var written = MailKit.MessageFlags.None;
        foreach (var (theirs, ours) in Pairs)
        {
            if ((flags & ours) != 0)
                written |= theirs;
        }

        return written;
    }
}
