namespace Webmail.Web.Features.Mailboxes;

/// <summary>The words of the folder tree; see <see cref="Shared.Words"/>.</summary>
internal sealed class MailboxesWords;
