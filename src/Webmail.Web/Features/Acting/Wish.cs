namespace Webmail.Web.Features.Acting;

/// <summary>Something a user asked for, as the browser says it (wwwroot/js/outbox.js).</summary>
/// <param name="Id">Names it: asked for twice, it is done once.</param>
/// <param name="Act">What: "archive", "seen", "undo" …</param>
/// <param name="List">The mailbox's address relative to the base path.</param>
/// <param name="UidValidity">Its UIDVALIDITY.</param>
/// <param name="Uids">The messages, as IMAP writes sets; empty when <paramref name="All"/> says which.</param>
/// <param name="All">All of the list.</param>
/// <param name="Target">A mailbox, to move or copy to.</param>
/// <param name="Label">A keyword.</param>
/// <param name="Undoes">The wish to take back; empty for the last one.</param>
internal sealed record Wish(
    string Id, string Act, string List, string UidValidity, string Uids, AllOfList? All, string Target, string Label, string Undoes);

/// <summary>All messages of a list, as it was when they were selected.</summary>
/// <param name="UpTo">The highest UID then: what came later is not meant.</param>
/// <param name="Except">Those that were taken out again.</param>
/// <param name="Query">What was searched for, or empty for the whole mailbox.</param>
internal sealed record AllOfList(uint UpTo, IReadOnlyList<string> Except, string Query);

/// <summary>What became of a wish.</summary>
/// <param name="Answer">"done" when it is written down; "later" when it has to be asked for again; "refused" when it never will be.</param>
/// <param name="Kind">What it is called after all, as a deletion in the trash is one for good.</param>
internal sealed record WishAnswer(string Answer, string Kind = "")
{
    /// <summary>To be asked for again.</summary>
    public static readonly WishAnswer Later = new("later");

    /// <summary>Not to be asked for again.</summary>
    public static readonly WishAnswer Refused = new("refused");
}
