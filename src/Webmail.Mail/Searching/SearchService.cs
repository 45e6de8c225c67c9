using Webmail.Mail.Imap;
using Webmail.Mail.Messages;

namespace Webmail.Mail.Searching;

/// <summary>Finds messages through the server's SEARCH.</summary>
public sealed class SearchService(ImapSessionPool pool)
{
    /// <summary>The messages of a mailbox in whose sender, recipients, subject or text all words of the query occur.</summary>
    public Task<MailboxView> FindAsync(AccountId account, MailboxName mailbox, string query, CancellationToken token) => throw new NotImplementedException($"{pool}{account}{mailbox}{query}{token}");
}
