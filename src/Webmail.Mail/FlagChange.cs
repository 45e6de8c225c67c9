using System.Collections.Immutable;

namespace Webmail.Mail;

/// <summary>
/// Flags to set and to clear, the system ones written as in IMAP ("\Seen"). It says how messages shall be: applied twice, it is
/// done once.
/// </summary>
/// <param name="Add">To be set.</param>
/// <param name="Remove">To be cleared.</param>
/// <param name="KeywordsOptional">A mailbox that takes no such keyword is no failure.</param>
public sealed record FlagChange(ImmutableArray<string> Add, ImmutableArray<string> Remove, bool KeywordsOptional = false)
{
    /// <summary>Changes nothing.</summary>
    public static readonly FlagChange None = new([], []);

    private static readonly (string Name, SystemFlags Flag)[] SystemNames =
    [
        (@"\Seen", SystemFlags.Seen), (@"\Answered", SystemFlags.Answered), (@"\Flagged", SystemFlags.Flagged),
        (@"\Deleted", SystemFlags.Deleted), (@"\Draft", SystemFlags.Draft),
    ];

    /// <summary>Whether nothing changes.</summary>
    public bool IsEmpty => Add.IsEmpty && Remove.IsEmpty;

    /// <summary>Sets or clears one flag.</summary>
    public static FlagChange Of(string flag, bool set) => set ? new FlagChange([flag], []) : new FlagChange([], [flag]);

    /// <summary>Whether every name can be sent to a server.</summary>
    public bool IsValid => Add.Concat(Remove).All(static flag => SystemFlag(flag) is not null || Keyword.IsValid(flag));

    /// <summary>The system flag of a name; <see langword="null"/> for a keyword.</summary>
    public static SystemFlags? SystemFlag(string flag)
    {
        foreach (var (name, system) in SystemNames)
        {
            if (name.Equals(flag, StringComparison.OrdinalIgnoreCase))
                return system;
        }

        return null;
    }

    /// <summary>The flags a message has afterwards.</summary>
    public MessageFlags ApplyTo(MessageFlags flags)
    {
        foreach (var flag in Add)
            flags = With(flags, flag, set: true);
        foreach (var flag in Remove)
            flags = With(flags, flag, set: false);
        return flags;
    }

    private static MessageFlags With(MessageFlags flags, string flag, bool set)
    {
        if (SystemFlag(flag) is { } system)
            return flags with { System = set ? flags.System | system : flags.System & ~system };
        if (flags.Has(flag) == set)
            return flags;
        IEnumerable<string> keywords = flags.Keywords.IsDefault ? [] : flags.Keywords;
        return flags with
        {
            Keywords = set
                ? [.. keywords.Append(flag).Order(StringComparer.OrdinalIgnoreCase)]
                : [.. keywords.Where(other => !other.Equals(flag, StringComparison.OrdinalIgnoreCase))],
        };
    }
}
