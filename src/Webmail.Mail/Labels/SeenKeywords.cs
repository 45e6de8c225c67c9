using System.Collections.Concurrent;
using MailKit;
using Webmail.Mail.Imap;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Labels;

/// <summary>
/// Which keywords occur in an account, and which mailboxes take new ones: as mailboxes say it when they are opened (FLAGS,
/// PERMANENTFLAGS) and as messages show it. Known for as long as the account is looked at.
/// </summary>
internal sealed class SeenKeywords : IDisposable
{
    // More are no labels of a person but somebody's database.
    private const int MaxKeywords = 500;

    private readonly ImapSessionPool _pool;
    private readonly MailboxChanges _changes;
    private readonly ConcurrentDictionary<AccountId, Seen> _accounts = new();
    private readonly IDisposable _subscription;

    private sealed class Seen
    {
        public ConcurrentDictionary<string, byte> Keywords { get; } = new(StringComparer.OrdinalIgnoreCase);

        public ConcurrentDictionary<MailboxName, bool> TakesNew { get; } = new();
    }

    public SeenKeywords(ImapSessionPool pool, MailboxChanges changes)
    {
        (_pool, _changes) = (pool, changes);
        pool.Visited += OnVisited;
        pool.Closed += Forget;
        _subscription = changes.SubscribeAll(OnChange);
    }

    /// <summary>The keywords seen that may be labels, spelt as first seen.</summary>
    public IEnumerable<string> Of(AccountId account) => _accounts.TryGetValue(account, out var seen) ? seen.Keywords.Keys : [];

    /// <summary>Whether a mailbox takes keywords it does not have yet; <see langword="null"/> when it was not opened.</summary>
    public bool? TakesNew(AccountId account, MailboxName mailbox) =>
        _accounts.TryGetValue(account, out var seen) && seen.TakesNew.TryGetValue(mailbox, out var takes) ? takes : null;

    /// <summary>Notes keywords that messages have.</summary>
    public void Note(AccountId account, IEnumerable<string> keywords)
    {
        var news = false;
        var seen = _accounts.GetOrAdd(account, static _ => new Seen()).Keywords;
        foreach (var keyword in keywords)
        {
            if (!seen.ContainsKey(keyword) && LabelName.IsKeyword(keyword) && !TechnicalKeywords.Contains(keyword) && seen.Count < MaxKeywords)
                news |= seen.TryAdd(keyword, 0);
        }

        if (news)
            _changes.Publish(account, new KeywordsSeen());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscription.Dispose();
        _pool.Visited -= OnVisited;
        _pool.Closed -= Forget;
    }

    private void Forget(AccountId account) => _accounts.TryRemove(account, out _);

    private void OnVisited(AccountId account, MailboxName mailbox, IMailFolder folder)
    {
        var seen = _accounts.GetOrAdd(account, static _ => new Seen());
        // An EXAMINE may say that nothing is permanent (RFC 9051 section 6.3.3): only a SELECT tells what the mailbox takes.
        if (folder.Access == FolderAccess.ReadWrite || folder.PermanentFlags.HasFlag(MailKit.MessageFlags.UserDefined))
            seen.TakesNew[mailbox] = folder.PermanentFlags.HasFlag(MailKit.MessageFlags.UserDefined);
        Note(account, folder.AcceptedKeywords.Concat(folder.PermanentKeywords));
    }

    private void OnChange(AccountId account, MailboxChange change)
    {
        if (change is MessagesChanged { Flags.Count: > 0 } messages)
            Note(account, messages.Flags.Values.SelectMany(static flags => flags.Keywords.IsDefault ? [] : flags.Keywords));
    }
}
