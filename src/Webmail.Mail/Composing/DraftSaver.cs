using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Accounts;
using Webmail.Mail.Attaching;

namespace Webmail.Mail.Composing;

/// <summary>
/// Takes in what is written and brings it to the Drafts mailbox: journalled at once, saved when the hands rest for a second and a half, at
/// the latest after ten, and tried again for as long as the mail server is away. What a process that is no more left in the journal
/// goes on when its writer is back.
/// </summary>
public sealed class DraftSaver : IDisposable
{
    private static readonly TimeSpan TidyEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan IdleFor = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<(AccountId, string), OpenDraft> _open = new();
    private readonly ConcurrentDictionary<AccountId, Task> _loading = new();
    private readonly DraftJournal _journal;
    private readonly DraftService _drafts;
    private readonly SignedInAccounts _signedIn;
    private readonly AttachmentSpool _spool;
    private readonly TimeProvider _time;
    private readonly ILogger<DraftSaver> _logger;
    private readonly ITimer _tidy;

    /// <summary>Saves over a service what a journal keeps.</summary>
    public DraftSaver(
        DraftJournal journal, DraftService drafts, AttachmentSpool spool, SignedInAccounts signedIn, TimeProvider time, ILogger<DraftSaver> logger)
    {
        (_journal, _drafts, _spool, _signedIn, _time, _logger) = (journal, drafts, spool, signedIn, time, logger);
        _tidy = time.CreateTimer(_ => Tidy(), null, TidyEvery, TidyEvery);
        signedIn.Appeared += OnAppeared;
        foreach (var account in signedIn.Present)
            OnAppeared(account);
    }

    /// <summary>Takes a revision in: durable when this returns.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="draft">The revision; one that is older than what is known is no news.</param>
    /// <param name="known">The newest revision its writer has seen.</param>
    /// <param name="token">Ends the wait.</param>
    /// <exception cref="DraftConflictException">There is another revision that the writer has not seen.</exception>
    /// <exception cref="SessionStoreException">The journal does not answer; the writer must keep it.</exception>
    public async Task PutAsync(AccountId account, Draft draft, long known, CancellationToken token)
    {
        await LoadAsync(account, token).ConfigureAwait(false);
        await Of(account, draft.Id).PutAsync(draft.Check(), known, token).ConfigureAwait(false);
    }

    /// <summary>The newest revision that is known here or in the Drafts mailbox; <see langword="null"/> when there is none.</summary>
    public async Task<Draft?> FindAsync(AccountId account, string id, CancellationToken token) =>
        (await KnownAsync(account, id, token).ConfigureAwait(false))?.Latest
            ?? await _drafts.FindAsync(account, id, token).ConfigureAwait(false);

    /// <summary>
    /// The draft in a message, in its newest revision: what a node that is no more took in and did not save goes on here.
    /// <see langword="null"/> when it cannot be written on here without losing parts of it.
    /// </summary>
    /// <exception cref="MailException">It cannot be read.</exception>
    public async Task<Draft?> OpenAsync(AccountId account, MessageKey message, CancellationToken token)
    {
        if (await _drafts.OpenAsync(account, message, token).ConfigureAwait(false) is not { } draft)
            return null;
        await ReadAsync(account).WaitAsync(token).ConfigureAwait(false);
        return _open.TryGetValue((account, draft.Id), out var open) && open.Latest is { } latest && latest.Revision > draft.Revision ? latest : draft;
    }

    /// <summary>
    /// Waits until a revision is in the Drafts mailbox, or an attempt failed, or the token ends; then how far it is.
    /// <see langword="null"/> at once when nobody has it: its writer must hand it over again.
    /// </summary>
    /// <exception cref="MailException">The Drafts mailbox cannot be read.</exception>
    public async Task<DraftState?> WaitAsync(AccountId account, string id, long revision, CancellationToken token)
    {
        if (await KnownAsync(account, id, token).ConfigureAwait(false) is { Latest: { } latest } open && latest.Revision >= revision)
            return await open.WaitAsync(revision, token).ConfigureAwait(false);
        return await _drafts.FindAsync(account, id, token).ConfigureAwait(false) is { } saved && saved.Revision >= revision
            ? new DraftState(saved.Revision, null, null) : null;
    }

    /// <summary>
    /// Forgets a draft and takes it out of the Drafts mailbox: it was sent, or is not wanted. What was not saved yet is not saved any
    /// more.
    /// </summary>
    /// <exception cref="MailException">It is still in the Drafts mailbox.</exception>
    public async Task RemoveAsync(AccountId account, string id, CancellationToken token)
    {
        if (_open.TryRemove((account, id), out var open))
            await open.StopAsync(token).ConfigureAwait(false);
        // First the journal: what is left in the mailbox is seen and can be thrown away, what is left here would come back.
        await _journal.RemoveAsync(account, id, token).ConfigureAwait(false);
        await _drafts.RemoveAsync(account, id, token).ConfigureAwait(false);
        _spool.Remove(account, id);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tidy.Dispose();
        _signedIn.Appeared -= OnAppeared;
        foreach (var (_, open) in _open)
            open.Dispose();
    }

    // What is in the mailbox need not be in memory.
    private void Tidy()
    {
        foreach (var (key, open) in _open)
        {
            if (open.IsAtRestSince(_time.GetUtcNow() - IdleFor) && _open.TryRemove(KeyValuePair.Create(key, open)) && open.Latest is not null)
                _spool.RemoveUnlessHeld(key.Item1, key.Item2);
        }
    }

    // What is not known here may be in the journal since it was last read: the node that wrote it there is no more.
    private async Task<OpenDraft?> KnownAsync(AccountId account, string id, CancellationToken token)
    {
        await LoadAsync(account, token).ConfigureAwait(false);
        if (!_open.ContainsKey((account, id)))
            await ReadAsync(account).WaitAsync(token).ConfigureAwait(false);
        return _open.GetValueOrDefault((account, id));
    }

    private OpenDraft Of(AccountId account, string id) =>
        _open.GetOrAdd((account, id), static (key, self) => new OpenDraft(key.Item1, self._journal, self._drafts, self._time, self._logger), this);

    private void OnAppeared(AccountId account) => _ = Task.Run(async () =>
    {
        try
        {
            await LoadAsync(account, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SessionStoreException e)
        {
            // Asked again with the next key somebody types.
            ComposingLog.StoreAway(_logger, account, e.Message);
        }

        foreach (var (key, open) in _open)
        {
            if (key.Item1 == account)
                open.Wake();
        }
    });

    private async Task LoadAsync(AccountId account, CancellationToken token)
    {
        var loading = _loading.GetOrAdd(account, static (id, self) => self.ReadAsync(id), this);
        try
        {
            await loading.WaitAsync(token).ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            _loading.TryRemove(KeyValuePair.Create(account, loading));
            throw;
        }
    }

    private async Task ReadAsync(AccountId account)
    {
        foreach (var kept in await _journal.ReadAsync(account, CancellationToken.None).ConfigureAwait(false))
            Of(account, kept.Draft.Id).Adopt(kept);
    }
}
