using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Messages;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Operations;

/// <summary>
/// The door for every change to messages: on screen at once, written down, brought to the server in order, over outages, restarts
/// and crashes, and taken back on demand (the log of RFC 4549 section 3, kept by the server). Changes are told as
/// <see cref="OperationsChanged"/>.
/// </summary>
public sealed class OperationJournal : IDisposable
{
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<AccountId, Lazy<Account>> _accounts = new();
    private readonly IJournalStore _store;
    private readonly ImapSessionPool _pool;
    private readonly MessageListing _listing;
    private readonly MailboxChanges _changes;
    private readonly SignedInAccounts _signedIn;
    private readonly TargetMailboxes _targets;
    private readonly TimeProvider _time;
    private readonly ILogger<OperationJournal> _logger;
    private readonly ITimer _check;

    /// <summary>Keeps journals in a store, over the connections of a pool.</summary>
    public OperationJournal(
        IJournalStore store, ImapSessionPool pool, MailboxService mailboxes, MessageListing listing, MailboxChanges changes,
        SignedInAccounts signedIn, TimeProvider time, ILogger<OperationJournal> logger)
    {
        (_store, _pool, _listing, _changes, _signedIn, _time, _logger) = (store, pool, listing, changes, signedIn, time, logger);
        _targets = new TargetMailboxes(pool, mailboxes, changes);
        _check = time.CreateTimer(_ => Check(), null, CheckEvery, CheckEvery);
        pool.ReachabilityChanged += OnReachabilityChanged;
        pool.RetryRequested += Wake;
        signedIn.Appeared += OnAppeared;
        // Made when it is first asked for, which is after the first request of a user who comes back.
        foreach (var account in signedIn.Present)
            OnAppeared(account);
    }

    /// <summary>
    /// Takes an operation in. It is on screen when this returns; <see cref="OperationEntry.Durable"/> says whether it is also written
    /// where a crash does not reach it. Asked for again under the same name, it is not done again.
    /// </summary>
    /// <exception cref="ArgumentException">It is about nothing, or has a name or a keyword that cannot be.</exception>
    public async Task<OperationEntry> AddAsync(AccountId account, Operation operation, CancellationToken token)
    {
        if (operation.Id.Length is 0 or > Operation.MaxIdLength || operation.Uids.Count == 0 || !operation.Flags.IsValid)
            throw new ArgumentException("An operation needs a name, messages and flags that can be sent.", nameof(operation));
        var of = await OpenAsync(account, token).ConfigureAwait(false);
        var (entry, added) = of.Journal.Add(operation);
        if (added)
            of.Show(entry);
        // Begun while it is written down: before anything that must not be done twice, its part is noted after this record.
        var saved = entry.Durable ? Task.CompletedTask : of.Journal.SaveAsync(entry, token);
        of.Runner.Wake();
        await saved.ConfigureAwait(false);
        return of.Snapshot(entry);
    }

    /// <summary>
    /// Takes an operation back: what was not begun is left, what is done is undone by operations of their own. <see langword="null"/>
    /// when there is none of that name or it cannot be taken back.
    /// </summary>
    /// <param name="account">Whose.</param>
    /// <param name="id">What to take back.</param>
    /// <param name="undoId">Names what takes it back; asked for again under the same name, it is not done again.</param>
    /// <param name="token">Ends the wait, not the undoing.</param>
    public async Task<OperationEntry?> UndoAsync(AccountId account, string id, string undoId, CancellationToken token)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(undoId.Length, Operation.MaxIdLength - 8);
        var of = await OpenAsync(account, token).ConfigureAwait(false);
        if (of.Journal.Find(id) is not { } entry)
            return null;
        if (entry.UndoneBy == undoId)
            return of.Snapshot(entry);
        if (!of.IsUndoable(entry))
            return null;
        of.Journal.Change(() =>
        {
            entry.UndoneBy = undoId;
            entry.CancelRequested = true;
            if (entry.State == OperationState.Waiting && entry.Chunks.Count == 0)
                (entry.State, entry.Ended) = (OperationState.Cancelled, _time.GetUtcNow());
        });
        await of.Journal.SaveAsync(entry, token).ConfigureAwait(false);
        of.OnChanged(entry);
        of.Runner.Wake();
        return of.Snapshot(entry);
    }

    /// <summary>All operations of the account that are remembered, oldest first.</summary>
    public IReadOnlyList<OperationEntry> List(AccountId account) => _accounts.TryGetValue(account, out var of)
        ? of.Value.Journal.Read<IReadOnlyList<OperationEntry>>(entries => [.. entries.Select(of.Value.Snapshot)]) : [];

    /// <summary>Does not do the rest of an operation. What is done stays, and can be taken back.</summary>
    public Task CancelAsync(AccountId account, string id, CancellationToken token) =>
        ChangeAsync(account, id, static entry => entry.IsPending, static entry => entry.CancelRequested = true, token);

    /// <summary>Tries a failed operation again.</summary>
    public Task RetryAsync(AccountId account, string id, CancellationToken token) => ChangeAsync(
        account, id, static entry => entry.State == OperationState.Failed,
        static entry => (entry.State, entry.Failure, entry.Detail, entry.Ended, entry.Settled) = (OperationState.Waiting, null, "", null, false), token);

    /// <summary>Gives a failed operation up.</summary>
    public Task DropAsync(AccountId account, string id, CancellationToken token) => ChangeAsync(
        account, id, static entry => entry.State == OperationState.Failed, static entry => entry.State = OperationState.Cancelled, token);

    /// <inheritdoc/>
    public void Dispose()
    {
        _check.Dispose();
        _pool.ReachabilityChanged -= OnReachabilityChanged;
        _pool.RetryRequested -= Wake;
        _signedIn.Appeared -= OnAppeared;
    }

    private async Task ChangeAsync(
        AccountId account, string id, Func<JournalEntry, bool> applies, Action<JournalEntry> change, CancellationToken token)
    {
        var of = await OpenAsync(account, token).ConfigureAwait(false);
        if (of.Journal.Find(id) is not { } entry || !applies(entry))
            return;
        of.Journal.Change(() => change(entry));
        await of.Journal.SaveAsync(entry, token).ConfigureAwait(false);
        of.Show(entry);
        of.Runner.Wake();
    }

    private Account Of(AccountId account) => _accounts.GetOrAdd(account, id => new Lazy<Account>(() => new Account(id, this))).Value;

    private async Task<Account> OpenAsync(AccountId account, CancellationToken token)
    {
        var of = Of(account);
        await of.LoadAsync(token).ConfigureAwait(false);
        return of;
    }

    // What an earlier process could not finish goes on as soon as its user is back.
    private void OnAppeared(AccountId account) => _ = Task.Run(async () =>
    {
        var of = await OpenAsync(account, CancellationToken.None).ConfigureAwait(false);
        of.Runner.Wake();
    });

    private void OnReachabilityChanged(AccountId account, MailException? failure, DateTimeOffset? next)
    {
        if (failure is null)
            Wake(account);
    }

    private void Wake(AccountId account)
    {
        if (!_accounts.TryGetValue(account, out var of))
            return;
        of.Value.Runner.Wake();
        of.Value.Settler.Wake();
    }

    // A store that was away, or was emptied, gets what it lacks.
    private void Check()
    {
        foreach (var (_, of) in _accounts)
        {
            if (of.IsValueCreated && !of.Value.Journal.IsLoaded)
                _ = Task.Run(of.Value.CheckAsync);
            else if (of.IsValueCreated && of.Value.Journal.Read(static entries => entries.Any(static entry => entry.IsPending || !entry.Durable)))
                _ = Task.Run(of.Value.CheckAsync);
        }
    }

    /// <summary>One account's journal, and those who work on it.</summary>
    private sealed class Account
    {
        private readonly OperationJournal _owner;
        private readonly AccountId _id;

        public Account(AccountId id, OperationJournal owner)
        {
            (_id, _owner) = (id, owner);
            Journal = new AccountJournal(id, owner._store, owner._time, owner._logger);
            Runner = new OperationRunner(Journal, owner._pool, owner._targets, OnChanged, owner._time, owner._logger);
            Settler = new OverlaySettler(Journal, owner._listing, owner._changes, owner._time, owner._logger);
        }

        public AccountJournal Journal { get; }

        public OperationRunner Runner { get; }

        public OverlaySettler Settler { get; }

        public async Task LoadAsync(CancellationToken token)
        {
            if (Journal.IsLoaded || !await Journal.LoadAsync(token).ConfigureAwait(false))
                return;
            Settler.ShowAll();
            // A crash may have come between the wish to undo and the operations that do it.
            var since = _owner._time.GetUtcNow() - AccountJournal.UndoWindow;
            foreach (var entry in Journal.Read(entries => entries.Where(entry => entry is { Undone: true, IsPending: false } && entry.Ended > since).ToList()))
                OnChanged(entry);
            _owner._changes.Publish(_id, new OperationsChanged());
        }

        public async Task CheckAsync()
        {
            await LoadAsync(CancellationToken.None).ConfigureAwait(false);
            await Journal.RestoreAsync(CancellationToken.None).ConfigureAwait(false);
            Runner.Wake();
        }

        public void Show(JournalEntry entry)
        {
            Settler.Show(entry);
            _owner._changes.Publish(_id, new OperationsChanged());
        }

        public void OnChanged(JournalEntry entry)
        {
            if (!entry.IsPending && entry.UndoneBy is { } undo)
            {
                foreach (var operation in UndoPlan.Of(entry, undo, _owner._time.GetUtcNow()))
                    _ = _owner.AddAsync(_id, operation, CancellationToken.None);
            }

            Show(entry);
            Settler.Wake();
        }

        public bool IsUndoable(JournalEntry entry)
        {
            if (entry.Undone || entry.Operation.Kind == OperationKind.Undo || entry.State == OperationState.Cancelled && entry.Chunks.Count == 0)
                return false;
            return entry.IsPending
                ? entry.Operation.Fate != MessageFate.Expunge || entry.Chunks.Count == 0
                : entry.Ended + AccountJournal.UndoWindow > _owner._time.GetUtcNow() && entry.Chunks.Count > 0 && UndoPlan.IsPossible(entry);
        }

        public OperationEntry Snapshot(JournalEntry entry) => entry.Snapshot(IsUndoable(entry));
    }
}
