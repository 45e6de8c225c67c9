using System.Collections.Immutable;
using System.Text;

namespace Webmail.Mail.Snapshots;

/// <summary>What mailboxes are called at a server with another delimiter and other rules.</summary>
internal static class TargetNames
{
    private const char Substitute = '_';

    /// <summary>The mailboxes with the names of their copies, below <paramref name="folder"/>.</summary>
    /// <param name="mailboxes">The mailboxes to copy.</param>
    /// <param name="above">The mailbox whose parents are left out of the names, or <see langword="null"/> to keep all.</param>
    /// <param name="prefix">What all names of the source begin with ("INBOX."), or empty.</param>
    /// <param name="folder">The folder of the target, as typed: levels separated by a slash.</param>
    /// <param name="delimiter">The target's delimiter; '\0' where it has no levels.</param>
    public static IReadOnlyList<SourceMailbox> Plan(
        IEnumerable<Mailbox> mailboxes, Mailbox? above, string prefix, string folder, char delimiter)
    {
        var parent = folder.Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(level => Clean(level, delimiter)).ToImmutableArray();
        var skipped = above is null ? 0 : LevelsOf(above, prefix).Length - 1;
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var planned = new List<SourceMailbox>();
        foreach (var mailbox in mailboxes)
        {
            ImmutableArray<string> own = [.. LevelsOf(mailbox, prefix)[skipped..]];
            var clean = own.Select(level => Clean(level, delimiter)).ToImmutableArray();
            var target = parent.AddRange(clean);
            // Two names may become the same one: what is in them must not be mixed.
            for (var number = 2; !taken.Add(string.Join('\n', target)); number++)
                target = [.. parent, .. clean[..^1], $"{clean[^1]} ({number})"];
            planned.Add(new SourceMailbox(mailbox.Name, target, !target.AsSpan()[parent.Length..].SequenceEqual(own.AsSpan())));
        }

        return planned;
    }

    /// <summary>A level of a name that every server takes: letters, digits and a few plain characters.</summary>
    public static string Plain(string level)
    {
        var plain = new StringBuilder(level.Length);
        foreach (var c in level)
            plain.Append(char.IsLetterOrDigit(c) || char.IsSurrogate(c) || c is ' ' or '-' or '_' ? c : Substitute);
        return plain.ToString().Trim() is { Length: > 0 } text ? text : "_";
    }

    private static string[] LevelsOf(Mailbox mailbox, string prefix)
    {
        var name = mailbox.Name.FullName;
        if (prefix.Length > 0 && name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.Ordinal))
            name = name[prefix.Length..];
        return mailbox.Delimiter == '\0' ? [name] : name.Split(mailbox.Delimiter, StringSplitOptions.RemoveEmptyEntries);
    }

    // The delimiter would make two levels of one; wildcards cannot be listed; control characters are not to be in names (RFC 5198).
    private static string Clean(string level, char delimiter)
    {
        var clean = new StringBuilder(level.Length);
        foreach (var c in level)
            clean.Append(c == delimiter || c is '%' or '*' || char.IsControl(c) ? Substitute : c);
        return clean.ToString();
    }
}
