using Microsoft.Extensions.Logging;
using Webmail.Mail.Imap;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Messages;

/// <summary>Message lists: views over mailboxes and their rows by window, from memory, the header cache or the server.</summary>
public sealed class MessageListing : IDisposable
{
    private const int FirstWindow = 50;
    private const int LargestWindow = 1000;

    private readonly ImapSessionPool _pool;
    private readonly MailboxService _mailboxes;
    private readonly IHeaderCache _cache;
    private readonly MailboxChanges _changes;
    private readonly ILogger<MessageListing> _logger;
    private readonly MailboxMemory _memory = new();
    private readonly MailboxSynchroniser _synchroniser;
    private readonly IDisposable _subscription;

    /// <summary>Lists over the connections of a pool.</summary>
    public MessageListing(
        ImapSessionPool pool, MailboxService mailboxes, IHeaderCache cache, MailboxChanges changes, ILogger<MessageListing> logger)
    {
        (_pool, _mailboxes, _cache, _changes, _logger) = (pool, mailboxes, cache, changes, logger);
        _synchroniser = new MailboxSynchroniser(pool, cache, changes, _memory, Overlay);
        _subscription = changes.SubscribeAll(OnChange);
        pool.Closed += _memory.Forget;
    }

    /// <summary>What users did and the server has still to do.</summary>
    internal MailboxOverlay Overlay { get; } = new();

    /// <summary>
    /// Opens a mailbox. Known in memory or in the cache: at once, and what changed since follows as <see cref="MessagesChanged"/>.
    /// Else one SELECT, and the first window comes along.
    /// </summary>
    public async ValueTask<MailboxView> OpenAsync(AccountId account, MailboxName mailbox, CancellationToken token)
    {
        var state = _memory.Get(account, mailbox);
        if (state.Shape is null)
        {
            await state.Written.WaitAsync(token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            token.ThrowIfCancellationRequested();
        }

        if (state.Shape is null && await _cache.ReadMailboxAsync(account, mailbox, token).ConfigureAwait(false) is { } cached)
            state.Shape ??= cached;
        if (state.Shape is { } shape)
        {
            SynchroniseSoon(state);
            return ViewOf(state, shape);
        }

        // Whoever asks first pays; when they leave, the others still get it.
        shape = await state.ShareAsync("open", () => ReadFromServerAsync(state)).WaitAsync(token).ConfigureAwait(false);
        return ViewOf(state, shape);
    }

    /// <summary>
    /// The rows from <paramref name="first"/> on, one entry per row of the view; <see langword="null"/> where the message vanished
    /// since. Completes synchronously when all rows are in memory.
    /// </summary>
    public ValueTask<IReadOnlyList<MessageSummary?>> WindowAsync(
        AccountId account, MailboxView view, int first, int count, CancellationToken token)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var uids = new Uid[Math.Clamp(view.Count - first, 0, Math.Min(count, LargestWindow))];
        for (var i = 0; i < uids.Length; i++)
            uids[i] = view.UidAt(first + i);
        if (_memory.Find(account, view.Mailbox) is { Shape: { } shape } state && shape.UidValidity == view.UidValidity)
        {
            var rows = _memory.Rows(state, view.UidValidity, uids);
            if (Missing(rows, uids, shape).Count == 0)
                return ValueTask.FromResult<IReadOnlyList<MessageSummary?>>(Overlaid(account, view, rows));
        }

        return LoadAsync(account, view, uids, token);
    }

    /// <summary>Finds out what changed in a mailbox and publishes it.</summary>
    public Task SynchroniseAsync(AccountId account, MailboxName mailbox, CancellationToken token) =>
        SynchroniseAsync(_memory.Get(account, mailbox)).WaitAsync(token);

    /// <summary>The flags of a message with what the user did to it since, whether or not the server has it yet.</summary>
    public MessageFlags FlagsOf(AccountId account, MessageKey message, MessageFlags flags) => Overlay.Show(account, message, flags);

    /// <summary>Whether somebody opened the mailbox, so that there is something to keep current.</summary>
    internal bool IsOpen(AccountId account, MailboxName mailbox) => _memory.Find(account, mailbox) is { Shape: not null };

    /// <summary>Tells every open view how messages look now that something else is laid over them.</summary>
    internal void ShowOverlaid(AccountId account, MailboxName mailbox, uint uidValidity, UidSet uids)
    {
        if (_memory.Find(account, mailbox) is not { Shape: { } shape } state || shape.UidValidity != uidValidity)
            return;
        Uid[] known = [.. _memory.RememberedOf(state, uidValidity).Intersect(uids)];
        var flags = _memory.Rows(state, uidValidity, known).OfType<MessageSummary>().ToDictionary(static row => row.Uid, static row => row.Flags);
        var hidden = Overlay.Hidden(account, mailbox, uidValidity).Intersect(uids);
        _changes.Publish(account, Overlay.Show(account, new MessagesChanged(mailbox, uidValidity, shape.Uids, UidSet.Empty, hidden, flags)));
    }

    /// <summary>Done when the header cache has what was read of a mailbox so far.</summary>
    internal Task CacheWrittenAsync(AccountId account, MailboxName mailbox) =>
        _memory.Find(account, mailbox)?.Written ?? Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscription.Dispose();
        _pool.Closed -= _memory.Forget;
    }

    private MailboxView ViewOf(MailboxState state, CachedMailbox shape) => new(
        state.Mailbox, shape.UidValidity, Overlay.Show(state.Account, state.Mailbox, shape.UidValidity, shape.Uids));

    private MessageSummary?[] Overlaid(AccountId account, MailboxView view, MessageSummary?[] rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] is { } row)
                rows[i] = Overlay.Show(account, view.Mailbox, view.UidValidity, row);
        }

        return rows;
    }

    private async Task<CachedMailbox> ReadFromServerAsync(MailboxState state)
    {
        var (shape, rows) = await _pool.RunAsync(
            state.Account, new ImapRequest(state.Mailbox), ReadMailboxAsync, CancellationToken.None).ConfigureAwait(false);
        _memory.Add(state, shape.UidValidity, rows);
        state.Shape = shape;
        state.BeginCache();
        WriteBehind(state, () => _cache.WriteMailboxAsync(state.Account, state.Mailbox, shape, CancellationToken.None));
        WriteRowsBehind(state, shape, rows);
        return shape;
    }

    private static async Task<(CachedMailbox, IReadOnlyList<MessageSummary>)> ReadMailboxAsync(
        ImapSession session, CancellationToken token)
    {
        // Taken before the rows are read: what changes in between is asked for again, never missed.
        var modSeq = MailboxProbe.HighestModSeq(session);
        var newest = session.Opened.Count == 0
            ? [] : await MessageFetch.NewestAsync(session, FirstWindow, token).ConfigureAwait(false);
        Uid[] uids = [.. newest.Select(static message => message.Uid).Order()];
        var shape = await MailboxProbe.ShapeAsync(session, uids, modSeq, token).ConfigureAwait(false);
        return (shape, [.. newest.Select(SummaryBuilder.Summary)]);
    }

    private async ValueTask<IReadOnlyList<MessageSummary?>> LoadAsync(
        AccountId account, MailboxView view, Uid[] uids, CancellationToken token)
    {
        var state = _memory.Get(account, view.Mailbox);
        if (state.Shape is null)
            await OpenAsync(account, view.Mailbox, token).ConfigureAwait(false);
        if (state.Shape is not { } shape || shape.UidValidity != view.UidValidity)
            throw new MailException(MailFailure.MailboxRecreated);

        var rows = _memory.Rows(state, view.UidValidity, uids);
        var missing = Missing(rows, uids, shape);
        if (missing.Count == 0)
            return Overlaid(account, view, rows);
        var found = await state.ShareAsync($"{view.UidValidity} {missing}", () => FindAsync(state, shape, missing))
            .WaitAsync(token).ConfigureAwait(false);
        for (var i = 0; i < rows.Length; i++)
            rows[i] ??= found.GetValueOrDefault(uids[i]);
        return Overlaid(account, view, rows);
    }

    // The cache first, then one FETCH for the rest.
    private async Task<Dictionary<Uid, MessageSummary>> FindAsync(MailboxState state, CachedMailbox shape, UidSet uids)
    {
        var known = state.MayBeCached(uids);
        var cached = known.Count == 0
            ? [] : await _cache.ReadAsync(state.Account, state.Mailbox, shape.UidValidity, known, CancellationToken.None).ConfigureAwait(false);
        var found = cached.ToDictionary(static row => row.Summary.Uid, static row => row.Summary);
        var missing = uids.Except(UidSet.Of(found.Keys));
        MailTelemetry.CountCachedRows(found.Count, missing.Count);
        _memory.Add(state, shape.UidValidity, found.Values);
        if (missing.Count > 0)
        {
            var fetched = await _pool.RunAsync(
                state.Account, new ImapRequest(state.Mailbox),
                (session, token) => FetchAsync(session, shape.UidValidity, missing, token), CancellationToken.None).ConfigureAwait(false);
            _memory.Add(state, shape.UidValidity, fetched);
            foreach (var row in fetched)
                found[row.Uid] = row;
            WriteRowsBehind(state, shape, fetched);
        }

        var stale = UidSet.Of(cached.Where(row => row.ModSeq == 0 || row.ModSeq < shape.HighestModSeq).Select(row => row.Summary.Uid));
        if (stale.Count > 0)
            Soon(state.Account, () => RefreshFlagsAsync(state, shape, stale));
        return found;
    }

    private static async Task<IReadOnlyList<MessageSummary>> FetchAsync(
        ImapSession session, uint uidValidity, UidSet uids, CancellationToken token)
    {
        if (session.Opened.UidValidity != uidValidity)
            throw new MailException(MailFailure.MailboxRecreated);
        return [.. (await MessageFetch.SummariesAsync(session, uids, token).ConfigureAwait(false)).Select(SummaryBuilder.Summary)];
    }

    // Rows out of the cache are shown at once; what their flags are now follows.
    private async Task RefreshFlagsAsync(MailboxState state, CachedMailbox shape, UidSet uids)
    {
        var flags = await _pool.RunAsync(
            state.Account, new ImapRequest(state.Mailbox, Priority: ImapPriority.Prefetch),
            async (session, token) => session.Opened.UidValidity == shape.UidValidity
                ? await MessageFetch.FlagsAsync(session.Opened, uids, token).ConfigureAwait(false) : [],
            CancellationToken.None).ConfigureAwait(false);
        var changed = _memory.SetFlags(state, shape.UidValidity, flags);
        if (state.Shape is { } now && now.UidValidity == shape.UidValidity && changed.Count > 0)
        {
            _changes.Publish(state.Account, Overlay.Show(state.Account, new MessagesChanged(
                state.Mailbox, now.UidValidity, now.Uids, UidSet.Empty, UidSet.Empty, changed.ToDictionary(r => r.Uid, r => r.Flags))));
        }

        var current = _memory.Rows(state, shape.UidValidity, uids).OfType<MessageSummary>().ToArray();
        WriteRowsBehind(state, shape, current);
    }

    private void WriteRowsBehind(MailboxState state, CachedMailbox shape, IReadOnlyCollection<MessageSummary> rows)
    {
        if (rows.Count == 0)
            return;
        state.NoteCached(UidSet.Of(rows.Select(static row => row.Uid)));
        WriteBehind(state, () => _cache.WriteAsync(
            state.Account, state.Mailbox, shape.UidValidity, [.. rows.Select(row => new CachedSummary(row, shape.HighestModSeq))],
            CancellationToken.None));
    }

    // The reader has the rows already: storing them for the next visit is not worth the wait.
    private void WriteBehind(MailboxState state, Func<ValueTask> write)
    {
        var writing = state.WriteInOrderAsync(() => write().AsTask());
        Soon(state.Account, () => writing);
    }

    // Rows that are not in memory and not known to be gone. A search may have found messages newer than our view of the mailbox.
    private static UidSet Missing(MessageSummary?[] rows, Uid[] uids, CachedMailbox shape)
    {
        var missing = new List<Uid>();
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] is null && (uids[i].Value >= shape.UidNext || shape.Uids.Contains(uids[i])))
                missing.Add(uids[i]);
        }

        return missing.Count == 0 ? UidSet.Empty : UidSet.Of(missing);
    }

    private void OnChange(AccountId account, MailboxChange change)
    {
        if (change is MailboxReset { Gone: true } reset)
            Forget(account, reset.Mailbox);
        if (change is not MailboxTouched touched)
            return;
        // A mailbox that nobody opened has a number in the tree at most.
        if (_memory.Find(account, touched.Mailbox) is { Shape: not null } state)
        {
            state.NoteNotice(touched.Noticed);
            SynchroniseSoon(state);
        }
        else
        {
            _mailboxes.CountSoon(account, touched.Mailbox);
        }
    }

    // Another mailbox may have the name tomorrow.
    private void Forget(AccountId account, MailboxName mailbox)
    {
        var written = _memory.Find(account, mailbox)?.Written ?? Task.CompletedTask;
        _memory.Forget(account, mailbox);
        // Whoever opens the name again waits for this before reading the cache.
        WriteBehind(_memory.Get(account, mailbox), async () =>
        {
            await written.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _cache.ForgetAsync(account, mailbox, CancellationToken.None).ConfigureAwait(false);
        });
    }

    private void SynchroniseSoon(MailboxState state) => Soon(state.Account, () => SynchroniseAsync(state));

    private void Soon(AccountId account, Func<Task> work) => _ = Task.Run(async () =>
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (MailException e)
        {
            // The next touch or the next visit tries again; that the server is away is told by the pool.
            MessagesLog.SynchronisationFailed(_logger, account, e.Failure);
        }
    });

    // One at a time per mailbox; hints that come meanwhile make one more run.
    private async Task SynchroniseAsync(MailboxState state)
    {
        var ticket = state.WantSynchronised();
        while (!state.IsSynchronised(ticket))
        {
            await state.ShareAsync("synchronise", async () =>
            {
                var reached = state.BeginSynchronising();
                await _synchroniser.SynchroniseAsync(state, CancellationToken.None).ConfigureAwait(false);
                state.EndSynchronising(reached);
                return true;
            }).ConfigureAwait(false);
        }
    }
}
