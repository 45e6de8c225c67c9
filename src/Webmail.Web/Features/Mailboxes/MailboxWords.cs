namespace Webmail.Web.Features.Mailboxes;

/// <summary>The words of the mailbox tree; the key is the English text.</summary>
internal sealed class MailboxWords;
