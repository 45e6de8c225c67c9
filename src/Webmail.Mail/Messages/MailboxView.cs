namespace Webmail.Mail.Messages;

/// <summary>
/// An ordered list of messages: a mailbox or what a search found in it, newest first. Immutable: a change makes a new view.
/// Row 0 is the newest message.
/// </summary>
/// <param name="Mailbox">Where the messages are.</param>
/// <param name="UidValidity">The mailbox's UIDVALIDITY.</param>
/// <param name="Uids">The messages.</param>
/// <param name="Query">What was searched for, or <see langword="null"/> for the whole mailbox.</param>
public sealed record MailboxView(MailboxName Mailbox, uint UidValidity, UidSet Uids, string? Query = null)
{
    /// <summary>How many rows there are.</summary>
    public int Count => Uids.Count;

    /// <summary>The message in a row.</summary>
    public Uid UidAt(int row) => Uids[Uids.Count - 1 - row];

    /// <summary>The row of a message, or -1.</summary>
    public int RowOf(Uid uid)
    {
        var index = Uids.IndexOf(uid);
        return index < 0 ? -1 : Uids.Count - 1 - index;
    }

    /// <summary>The message by its full name.</summary>
    public MessageKey KeyOf(Uid uid) => new(Mailbox, UidValidity, uid);
}
