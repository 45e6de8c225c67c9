using System.Collections.Concurrent;
using MailKit;
using MailKit.Search;
using Webmail.Mail.Imap;
using Webmail.Mail.Messages;

namespace Webmail.Mail.Composing;

/// <summary>A message in the Drafts mailbox that this program wrote and nobody changed.</summary>
/// <param name="Uid">Which.</param>
/// <param name="Revision">The draft's revision.</param>
/// <param name="Writer">The window it was written in; may be empty.</param>
/// <param name="Digest">What it holds.</param>
internal sealed record DraftCopy(Uid Uid, long Revision, string Writer, string Digest);

/// <summary>
/// Tells our copies of a draft from those that another program made of one, which may keep every field of ours: a copy is ours when it
/// still holds what its digest says. Content under a UID never changes (RFC 9051 section 2.3.1.1), so each is looked at once.
/// </summary>
internal sealed class DraftCopies
{
    private const int Slice = 256 * 1024;
    private const int MostKnown = 10_000;

    private readonly ConcurrentDictionary<(AccountId Account, MessageKey Key), bool> _known = new();

    /// <summary>Our copies of a draft, in the order of their UIDs.</summary>
    public async Task<IReadOnlyList<DraftCopy>> FindAsync(
        ImapSession session, AccountId account, MailboxName mailbox, string id, CancellationToken token)
    {
        // A mailbox that was selected a while ago need not show yet what came since.
        await session.Client.NoOpAsync(token).ConfigureAwait(false);
        var query = SearchQuery.HeaderContains(DraftMessage.IdField, id).And(SearchQuery.NotDeleted);
        var found = await session.Opened.SearchAsync(query, token).ConfigureAwait(false);
        var copies = new List<DraftCopy>();
        foreach (var one in await HeadersAsync(session, found, token).ConfigureAwait(false))
        {
            // SEARCH finds parts of words too.
            if (one.Headers![DraftMessage.IdField]?.Trim() == id
                && await CopyAsync(session, account, mailbox, one, token).ConfigureAwait(false) is { } copy)
            {
                copies.Add(copy);
            }
        }

        return copies;
    }

    /// <summary>The copy of ours that a message is; <see langword="null"/> for one of another program.</summary>
    public async Task<DraftCopy?> FindAsync(ImapSession session, AccountId account, MessageKey key, CancellationToken token) =>
        (await HeadersAsync(session, [new UniqueId(key.Uid.Value)], token).ConfigureAwait(false)).FirstOrDefault() is { } one
            ? await CopyAsync(session, account, key.Mailbox, one, token).ConfigureAwait(false) : null;

    /// <summary>This one was written just now.</summary>
    public void Add(AccountId account, MessageKey key) => Note(account, key, ours: true);

    private static async Task<IEnumerable<IMessageSummary>> HeadersAsync(ImapSession session, IList<UniqueId> uids, CancellationToken token)
    {
        if (uids.Count == 0)
            return [];
        string[] fields = [DraftMessage.IdField, DraftMessage.RevisionField, DraftMessage.WriterField, DraftMessage.DigestField];
        var headers = await session.Opened.FetchAsync(uids, new FetchRequest(MessageSummaryItems.UniqueId, fields), token).ConfigureAwait(false);
        return headers.Where(static one => one.Headers is not null).OrderBy(static one => one.UniqueId.Id);
    }

    private async Task<DraftCopy?> CopyAsync(
        ImapSession session, AccountId account, MailboxName mailbox, IMessageSummary found, CancellationToken token)
    {
        if (found.Headers![DraftMessage.DigestField]?.Trim() is not { Length: > 0 } digest)
            return null;
        var key = new MessageKey(mailbox, session.Opened.UidValidity, new Uid(found.UniqueId.Id));
        if (!_known.TryGetValue((account, key), out var ours))
        {
            ours = await DigestAsync(session, key, token).ConfigureAwait(false) == digest;
            Note(account, key, ours);
        }

        var writer = found.Headers[DraftMessage.WriterField]?.Trim() ?? "";
        return ours ? new DraftCopy(key.Uid, DraftMessage.RevisionOf(found.Headers), writer, digest) : null;
    }

    private static async Task<string> DigestAsync(ImapSession session, MessageKey key, CancellationToken token)
    {
        using var digest = new DraftDigest();
        for (var offset = 0; ;)
        {
            var slice = await SectionFetch.ReadAsync(session, key, "", offset, Slice, token).ConfigureAwait(false);
            digest.Write(slice);
            if (slice.Count < Slice)
                return digest.Take();
            offset = checked(offset + slice.Count);
        }
    }

    private void Note(AccountId account, MessageKey key, bool ours)
    {
        if (_known.Count > MostKnown)
            _known.Clear();
        _known[(account, key)] = ours;
    }
}
