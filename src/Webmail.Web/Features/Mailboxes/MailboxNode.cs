using Webmail.Mail;

namespace Webmail.Web.Features.Mailboxes;

/// <summary>The part of the tree a mailbox is shown in.</summary>
internal enum MailboxSection
{
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
internal sealed record MailboxNode(
    Mailbox Mailbox, MailboxSection Section, int Level, bool HasChildren, IReadOnlyList<Mailbox> Ancestors, int UnseenBelow)
{
    /// <summary>Its unread messages, when known.</summary>
    public int Unseen => Mailbox.Status?.Unseen ?? 0;
}
