using System.Globalization;

namespace Webmail.Mail.Mailboxes;

/// <summary>The order in which mailboxes are shown: own before others', special ones first, the rest by name, children after parents.</summary>
internal static class MailboxOrder
{
    /// <summary>The mailboxes in order.</summary>
    public static IReadOnlyList<Mailbox> Sort(IReadOnlyCollection<Mailbox> mailboxes)
    {
        var names = mailboxes.Select(static mailbox => mailbox.Name).ToHashSet();
        var byParent = mailboxes.ToLookup(mailbox => mailbox.Parent is { } parent && names.Contains(parent) ? parent : default);
        var sorted = new List<Mailbox>(mailboxes.Count);
        Append(byParent, default, sorted);
        return sorted;
    }

    private static void Append(ILookup<MailboxName, Mailbox> byParent, MailboxName parent, List<Mailbox> sorted)
    {
        var siblings = byParent[parent]
            .OrderBy(static mailbox => mailbox.Namespace)
            .ThenBy(static mailbox => mailbox.SpecialUse == SpecialUse.None ? int.MaxValue : (int)mailbox.SpecialUse)
            .ThenBy(static mailbox => mailbox.DisplayName, StringComparer.Create(CultureInfo.InvariantCulture, CompareOptions.IgnoreCase))
            .ThenBy(static mailbox => mailbox.Name.FullName, StringComparer.Ordinal);
        foreach (var mailbox in siblings)
        {
            sorted.Add(mailbox);
            Append(byParent, mailbox.Name, sorted);
        }
    }
}
