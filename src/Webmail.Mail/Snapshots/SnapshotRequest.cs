namespace Webmail.Mail.Snapshots;

/// <summary>What is to be copied where. Holds no password, so that it can be shown and asked for again.</summary>
/// <param name="Mailbox">The mailbox to copy, or <see langword="null"/> for all of the user's own.</param>
/// <param name="WithSubfolders">Whether the mailboxes below it are copied too. Of no account without <paramref name="Mailbox"/>.</param>
/// <param name="Server">The IMAP server that gets the copies.</param>
/// <param name="UserName">What that server calls the user.</param>
/// <param name="Folder">The mailbox there that the copies are put into, made when missing; levels are separated by a slash. Empty for the top.</param>
public sealed record SnapshotRequest(MailboxName? Mailbox, bool WithSubfolders, MailServer Server, string UserName, string Folder);
