using MailKit.Search;
using Webmail.Mail.Imap;
using Webmail.Mail.Labels;
using Webmail.Mail.Messages;

namespace Webmail.Mail.Searching;

/// <summary>Finds messages through the server's SEARCH.</summary>
public sealed class SearchService(ImapSessionPool pool, MessageListing listing, LabelService labels)
{
    /// <summary>
    /// The messages of a mailbox that have all labels of the query ("label:Work", "label:"To Do"") and in whose sender, recipients, subject
    /// or text all its words occur.
    /// </summary>
    public async Task<MailboxView> FindAsync(AccountId account, MailboxName mailbox, string query, CancellationToken token)
    {
        var words = SearchWords.Of(query);
        var known = labels.Known(account);
        var (uidValidity, uids) = await pool.RunAsync(
            account, new ImapRequest(mailbox), (session, inner) => FindAsync(session, words, known, inner), token).ConfigureAwait(false);
        return new MailboxView(mailbox, uidValidity, listing.Overlay.Show(account, mailbox, uidValidity, uids), query);
    }

    private static async Task<(uint UidValidity, UidSet Uids)> FindAsync(
        ImapSession session, IReadOnlyList<SearchWord> words, AccountLabels labels, CancellationToken token)
    {
        var folder = session.Opened;
        var asked = words.Select(word => word.IsLabel ? QueryOf(labels, word.Text) : (SearchQuery?)QueryOf(word.Text)).ToList();
        // A name that no keyword can carry is on no message.
        if (asked.Count == 0 || asked.Contains(null))
            return (folder.UidValidity, UidSet.Empty);
        var found = await folder.SearchAsync(asked.Aggregate(static (all, one) => all!.And(one!))!, token).ConfigureAwait(false);
        return (folder.UidValidity, MessageFetch.FromMailKit(found));
    }

    private static BinarySearchQuery QueryOf(string word) => SearchQuery.FromContains(word)
        .Or(SearchQuery.SubjectContains(word))
        .Or(SearchQuery.ToContains(word))
        .Or(SearchQuery.CcContains(word))
        .Or(SearchQuery.BodyContains(word));

    // MailKit sends keywords as they are: nothing but an atom may get there.
    private static SearchQuery? QueryOf(AccountLabels labels, string label)
    {
        SearchQuery[] any = [.. labels.Meant(label).Where(LabelName.IsKeyword).Select(static keyword => (SearchQuery)SearchQuery.HasKeyword(keyword))];
        return any.Length == 0 ? null : any.Aggregate(static (one, other) => one.Or(other));
    }
}
