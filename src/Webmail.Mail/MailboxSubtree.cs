namespace Webmail.Mail;

/// <summary>A mailbox and all that is inside it, told by their names.</summary>
/// <param name="Root">The mailbox.</param>
/// <param name="Delimiter">The hierarchy delimiter; '\0' where there is no hierarchy.</param>
public readonly record struct MailboxSubtree(MailboxName Root, char Delimiter)
{
    /// <summary>Whether this is the mailbox or one inside it.</summary>
    public bool Contains(MailboxName mailbox) => mailbox == Root
        || (Delimiter != '\0' && mailbox.FullName.StartsWith(Root.FullName + Delimiter, StringComparison.Ordinal));

    /// <summary>What a mailbox of the subtree is called when its root is called otherwise.</summary>
    public MailboxName Moved(MailboxName mailbox, MailboxName to) => new(to.FullName + mailbox.FullName[Root.FullName.Length..]);
}
