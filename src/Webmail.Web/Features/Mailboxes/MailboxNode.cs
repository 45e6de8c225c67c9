using Webmail.Mail;
using Webmail.Mail.Settings;

namespace Webmail.Web.Features.Mailboxes;

/// <summary>The part of the tree a mailbox is shown in.</summary>
internal enum MailboxSection
{
    /// <summary>What the user wants at hand; each is also where it belongs.</summary>
    Favourites,

    /// <summary>Inbox, Drafts, Sent and the like, and what is inside them.</summary>
    Special,

    /// <summary>The user's own folders.</summary>
    Folders,

    /// <summary>Other people's and shared mailboxes.</summary>
    Shared,
}

/// <summary>One row of the tree, in the order of display.</summary>
/// <param name="Mailbox">What it shows.</param>
/// <param name="Section">The part of the tree it is in.</param>
/// <param name="Level">1 for the top.</param>
/// <param name="HasChildren">Whether rows of a deeper level follow.</param>
/// <param name="Ancestors">The mailboxes it is in, outermost first.</param>
/// <param name="UnseenBelow">Unread messages in all mailboxes inside it.</param>
/// <param name="Chosen">What the user chose for it.</param>
internal sealed record MailboxNode(
    Mailbox Mailbox, MailboxSection Section, int Level, bool HasChildren, IReadOnlyList<Mailbox> Ancestors, int UnseenBelow,
    FolderSettings? Chosen)
{
    /// <summary>Whether it is the first of its siblings.</summary>
    public bool IsFirst { get; init; }

    /// <summary>Whether it is the last of its siblings.</summary>
    public bool IsLast { get; init; }

    /// <summary>Whether it repeats a row of the tree.</summary>
    public bool IsRepeated => Section == MailboxSection.Favourites;

    /// <summary>Its tint, 0 to 11; <see langword="null"/> for none.</summary>
    public int? Colour => Chosen?.Colour is >= 0 and <= 11 and var colour ? colour : null;

    /// <summary>Whether both are in the same mailbox, or both at the top of the same part of the tree.</summary>
    public bool IsSiblingOf(MailboxNode other) => !IsRepeated && Section == other.Section && Parent == other.Parent;

    private MailboxName? Parent => Ancestors is [.., var parent] ? parent.Name : null;

    /// <summary>Its unread messages, when known.</summary>
    public int Unseen => Mailbox.Status?.Unseen ?? 0;
}
