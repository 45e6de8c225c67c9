using System.Collections.Immutable;
using Webmail.Mail.Settings;

namespace Webmail.Mail.Mailboxes;

/// <summary>A mailbox that was moved into the Trash, and where it came from.</summary>
/// <param name="Mailbox">What it is called now.</param>
/// <param name="Parent">The mailbox it was in; <see langword="null"/> for the top.</param>
/// <param name="Name">What it was called there.</param>
public sealed record TrashedMailbox(MailboxName Mailbox, MailboxName? Parent, string Name)
{
    /// <summary>What the user had chosen for it and for what is inside it.</summary>
    internal ImmutableArray<FolderSettings> Chosen { get; init; } = [];
}
