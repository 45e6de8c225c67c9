using System.Collections.Immutable;

namespace Webmail.Mail.Settings;

/// <summary>
/// What can be done to the settings of mailboxes. Each says what is wanted, so that it may be done again; what changes nothing returns
/// the settings themselves.
/// </summary>
public static class FolderChanges
{
    /// <summary>Takes a mailbox among the favourites, or out of them.</summary>
    public static AccountSettings Favour(this AccountSettings settings, MailboxName mailbox, bool favourite) =>
        settings.Change(mailbox, folder => folder with { Favourite = favourite });

    /// <summary>Gives a mailbox one of the twelve tints, or none.</summary>
    public static AccountSettings Paint(this AccountSettings settings, MailboxName mailbox, int? colour)
    {
        if (colour is < 0 or > 11)
            throw new ArgumentOutOfRangeException(nameof(colour));
        return settings.Change(mailbox, folder => folder with { Colour = colour });
    }

    /// <summary>Puts a mailbox among its siblings directly before or after another one.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="siblings">All of them, in the order in which they are shown.</param>
    /// <param name="mailbox">One of them.</param>
    /// <param name="beside">Another one.</param>
    /// <param name="after">Whether it comes after that.</param>
    public static AccountSettings Place(
        this AccountSettings settings, IReadOnlyList<MailboxName> siblings, MailboxName mailbox, MailboxName beside, bool after)
    {
        var order = settings.Arrange(siblings, static name => name).ToList();
        if (mailbox == beside || !order.Contains(beside) || !order.Remove(mailbox))
            return settings;
        order.Insert(order.IndexOf(beside) + (after ? 1 : 0), mailbox);
        // Behind the last one that has a place, the others follow in the usual order without having any.
        var last = order.FindLastIndex(name => name == mailbox || settings.Folder(name)?.Order is not null);
        return order.Take(last + 1).Index().Aggregate(
            settings, static (sum, place) => sum.Change(place.Item, folder => folder with { Order = place.Index }));
    }

    /// <summary>Siblings in the order the user gave them; those without a place follow as they came.</summary>
    public static IEnumerable<T> Arrange<T>(this AccountSettings settings, IEnumerable<T> siblings, Func<T, MailboxName> nameOf)
    {
        var places = settings.Folders.Where(static folder => folder.Order is not null)
            .DistinctBy(static folder => new MailboxName(folder.Mailbox)).ToDictionary(static folder => new MailboxName(folder.Mailbox));
        return places.Count == 0 ? siblings : siblings.OrderBy(sibling => places.GetValueOrDefault(nameOf(sibling))?.Order ?? int.MaxValue);
    }

    /// <summary>Gives a mailbox and those inside it to their new names. The place among siblings is kept where they stay the same.</summary>
    public static AccountSettings Move(this AccountSettings settings, MailboxSubtree from, MailboxName to)
    {
        if (from.Root == to || settings.FoldersIn(from).IsEmpty)
            return settings;
        var target = new MailboxSubtree(to, from.Delimiter);
        var staysBeside = ParentOf(from.Root, from.Delimiter) == ParentOf(to, from.Delimiter);
        return settings with
        {
            // What is left of an earlier mailbox with the new name is not meant.
            Folders = [.. settings.Folders.Where(folder => from.Contains(new(folder.Mailbox)) || !target.Contains(new(folder.Mailbox))).Select(Moved)
                .Where(SaysSomething)],
        };

        FolderSettings Moved(FolderSettings folder)
        {
            var name = new MailboxName(folder.Mailbox);
            if (!from.Contains(name))
                return folder;
            return folder with { Mailbox = from.Moved(name, to).FullName, Order = name == from.Root && !staysBeside ? null : folder.Order };
        }
    }

    /// <summary>Forgets what was chosen for a mailbox and those inside it.</summary>
    public static AccountSettings Forget(this AccountSettings settings, MailboxSubtree mailboxes) => settings.FoldersIn(mailboxes) is { IsEmpty: false } gone
        ? settings with { Folders = settings.Folders.RemoveRange(gone) } : settings;

    /// <summary>Makes what was chosen for mailboxes as it was before.</summary>
    public static AccountSettings Restore(this AccountSettings settings, ImmutableArray<FolderSettings> before) =>
        before.Aggregate(settings, static (sum, folder) => sum.With(folder));

    /// <summary>What was chosen for a mailbox and those inside it.</summary>
    public static ImmutableArray<FolderSettings> FoldersIn(this AccountSettings settings, MailboxSubtree mailboxes) =>
        [.. settings.Folders.Where(folder => mailboxes.Contains(new MailboxName(folder.Mailbox)))];

    private static AccountSettings Change(this AccountSettings settings, MailboxName mailbox, Func<FolderSettings, FolderSettings> change)
    {
        var old = settings.Folder(mailbox);
        var changed = change(old ?? new FolderSettings { Mailbox = mailbox.FullName });
        if (changed == old || (old is null && !SaysSomething(changed)))
            return settings;
        return SaysSomething(changed) ? settings.With(changed) : settings with { Folders = settings.Folders.Remove(old!) };
    }

    private static bool SaysSomething(FolderSettings folder) =>
        folder.Favourite || folder.Order is not null || folder.Colour is not null || folder.Others is { Count: > 0 };

    private static string ParentOf(MailboxName mailbox, char delimiter) =>
        delimiter != '\0' && mailbox.FullName.LastIndexOf(delimiter) is var end and > 0 ? mailbox.FullName[..end] : "";
}
