using MailKit.Search;
using Webmail.Mail.Imap;
using Webmail.Mail.Messages;

namespace Webmail.Mail.Searching;

/// <summary>Finds messages through the server's SEARCH.</summary>
public sealed class SearchService(ImapSessionPool pool, MessageListing listing)
{
    /// <summary>The messages of a mailbox in whose sender, recipients, subject or text all words of the query occur.</summary>
    public async Task<MailboxView> FindAsync(AccountId account, MailboxName mailbox, string query, CancellationToken token)
    {
        var words = SearchWords.Of(query);
        var (uidValidity, uids) = await pool.RunAsync(
            account, new ImapRequest(mailbox), (session, inner) => FindAsync(session, words, inner), token).ConfigureAwait(false);
        return new MailboxView(mailbox, uidValidity, listing.Overlay.Show(account, mailbox, uidValidity, uids), query);
    }

    private static async Task<(uint UidValidity, UidSet Uids)> FindAsync(
        ImapSession session, IReadOnlyList<string> words, CancellationToken token)
    {
        var folder = session.Opened;
        if (words.Count == 0)
            return (folder.UidValidity, UidSet.Empty);
        var found = await folder.SearchAsync(QueryOf(words), token).ConfigureAwait(false);
        return (folder.UidValidity, MessageFetch.FromMailKit(found));
    }

    private static SearchQuery QueryOf(IEnumerable<string> words) => words
        .Select(static word => (SearchQuery)SearchQuery.FromContains(word)
            .Or(SearchQuery.SubjectContains(word))
            .Or(SearchQuery.ToContains(word))
            .Or(SearchQuery.CcContains(word))
            .Or(SearchQuery.BodyContains(word)))
        .Aggregate(static (all, word) => all.And(word));
}
