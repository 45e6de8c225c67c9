using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Webmail.Mail.Composing;

/// <summary>The server's own copy of what is written, from the moment the browser hands it over until it is in the Drafts mailbox.</summary>
public sealed class DraftJournal(IDraftStore store, ILogger<DraftJournal> logger)
{
    /// <summary>Keeps a revision. Durable when this returns.</summary>
    /// <exception cref="Accounts.SessionStoreException">The store does not answer.</exception>
    public Task WriteAsync(AccountId account, JournalledDraft draft, CancellationToken token) => store.WriteAsync(
        account, draft.Draft.Id, JsonSerializer.SerializeToUtf8Bytes(draft, DraftJson.Options), token);

    /// <summary>All drafts that are kept.</summary>
    /// <exception cref="Accounts.SessionStoreException">The store does not answer.</exception>
    public async Task<IReadOnlyList<JournalledDraft>> ReadAsync(AccountId account, CancellationToken token)
    {
        var drafts = new List<JournalledDraft>();
        foreach (var (_, bytes) in await store.ReadAsync(account, token).ConfigureAwait(false))
        {
            try
            {
                if (JsonSerializer.Deserialize<JournalledDraft>(bytes.Span, DraftJson.Options) is { Draft: not null } kept)
                    drafts.Add(kept with { Draft = kept.Draft.Check() });
            }
            catch (Exception damaged) when (damaged is JsonException or ArgumentException)
            {
                ComposingLog.Unreadable(logger, account);
            }
        }

        return drafts;
    }

    /// <summary>Forgets a draft.</summary>
    /// <exception cref="Accounts.SessionStoreException">The store does not answer.</exception>
    public Task RemoveAsync(AccountId account, string id, CancellationToken token) => store.RemoveAsync(account, id, token);
}
