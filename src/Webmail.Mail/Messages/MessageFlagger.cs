using Webmail.Mail.Imap;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Messages;

/// <summary>Sets and clears system flags (STORE), and tells every open view.</summary>
public sealed class MessageFlagger(ImapSessionPool pool, MailboxChanges changes)
{
    /// <summary>Adds and removes flags of one message.</summary>
    public Task SetAsync(AccountId account, MessageKey message, SystemFlags add, SystemFlags remove, CancellationToken token) => throw new NotImplementedException($"{pool}{changes}{account}{message}{add}{remove}{token}");
}
