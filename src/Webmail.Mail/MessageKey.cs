namespace Webmail.Mail;

/// <summary>
/// Names one message for good: without the UIDVALIDITY a UID could mean another message after the mailbox was recreated.
/// </summary>
/// <param name="Mailbox">The mailbox it is in.</param>
/// <param name="UidValidity">The mailbox's UIDVALIDITY when the UID was learnt.</param>
/// <param name="Uid">The message's UID.</param>
public readonly record struct MessageKey(MailboxName Mailbox, uint UidValidity, Uid Uid);
