using Webmail.Mail;

namespace Webmail.Web.Features.Mailboxes;

/// <summary>Where a folder can go.</summary>
/// <param name="Name">The folder it would be in; <see langword="null"/> for the top.</param>
/// <param name="Path">Its path, for people.</param>
/// <param name="Icon">A name of the sprite.</param>
public sealed record MailboxPlace(MailboxName? Name, string Path, string Icon);
