using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Operations;

/// <summary>
/// The operations of one account: in memory, and in the store as far as it answers. What the store lost is written there again.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asks for holds nothing to dispose.")]
internal sealed class AccountJournal(AccountId account, IJournalStore store, TimeProvider time, ILogger logger)
{
    /// <summary>How long an operation can be taken back.</summary>
    public static readonly TimeSpan UndoWindow = TimeSpan.FromMinutes(10);

    // A browser that slept may ask again for what was done long ago: it is known by its name, and not done twice.
    private static readonly TimeSpan Memory = TimeSpan.FromDays(1);
    private const int FinishedAtMost = 1_000;
    private const int TidyEvery = 64;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SortedDictionary<long, JournalEntry> _entries = [];
    private readonly Dictionary<string, long> _orders = [];
    private readonly HashSet<string> _records = [];
    private long _lastOrder;
    private int _saves;
    private bool _loaded;

    /// <summary>Whose.</summary>
    public AccountId Account => account;

    /// <summary>Whether what an earlier process left behind was read.</summary>
    public bool IsLoaded => _loaded;

    /// <summary>Takes in what an earlier process left behind; <see langword="false"/> while the store does not answer.</summary>
    public async Task<bool> LoadAsync(CancellationToken token)
    {
        if (_loaded)
            return true;
        try
        {
            var records = await store.ReadAsync(account, token).ConfigureAwait(false);
            var (entries, unreadable) = JournalRecords.Read(records);
            if (unreadable > 0)
                OperationsLog.Unreadable(logger, account, unreadable);
            lock (_gate)
            {
                foreach (var (order, entry) in entries)
                {
                    entry.Order = order;
                    entry.LookAfter = time.GetUtcNow() + OperationRunner.Settling;
                    if (_orders.TryAdd(entry.Operation.Id, order))
                        _entries[order] = entry;
                }

                _lastOrder = Math.Max(_lastOrder, _entries.Count == 0 ? 0 : _entries.Keys.Last());
                foreach (var name in records.Keys)
                    _records.Add(name);
                _loaded = true;
            }

            return true;
        }
        catch (SessionStoreException e)
        {
            OperationsLog.StoreAway(logger, account, e.Message);
            return false;
        }
    }

    /// <summary>Adds an operation, or finds the one of the same name.</summary>
    public (JournalEntry Entry, bool Added) Add(Operation operation)
    {
        lock (_gate)
        {
            if (_orders.TryGetValue(operation.Id, out var known))
                return (_entries[known], false);
            _lastOrder = Math.Max(_lastOrder + 1, time.GetUtcNow().UtcTicks);
            var entry = new JournalEntry(operation) { Order = _lastOrder };
            _entries[_lastOrder] = entry;
            _orders[operation.Id] = _lastOrder;
            return (entry, true);
        }
    }

    /// <summary>The operation of a name.</summary>
    public JournalEntry? Find(string id)
    {
        lock (_gate)
            return _orders.TryGetValue(id, out var order) ? _entries[order] : null;
    }

    /// <summary>Looks at the operations, oldest first, while nobody changes them.</summary>
    public T Read<T>(Func<IReadOnlyCollection<JournalEntry>, T> read)
    {
        lock (_gate)
            return read(_entries.Values);
    }

    /// <summary>Changes an operation while nobody looks.</summary>
    public void Change(Action change)
    {
        lock (_gate)
            change();
    }

    /// <summary>Writes an operation down: its head and its last part. Whether the store has it now.</summary>
    public async Task<bool> SaveAsync(JournalEntry entry, CancellationToken token)
    {
        await _writing.WaitAsync(token).ConfigureAwait(false);
        try
        {
            Dictionary<string, ReadOnlyMemory<byte>> records;
            List<string> removed;
            lock (_gate)
            {
                // Taken out meanwhile: there is nothing to keep.
                if (!_orders.TryGetValue(entry.Operation.Id, out var order) || _entries[order] != entry)
                    return true;
                records = RecordsOf(order, entry, onlyLast: entry.Durable);
                removed = [.. StaleParts(order, entry)];
                if (++_saves % TidyEvery == 0)
                    removed.AddRange(TakeOld());
            }

            var written = await TryWriteAsync(records, removed, token).ConfigureAwait(false);
            lock (_gate)
                entry.Durable = written;
            return written;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Writes everything again when the store lost it; whether the store has all now.</summary>
    public async Task<bool> RestoreAsync(CancellationToken token)
    {
        await _writing.WaitAsync(token).ConfigureAwait(false);
        try
        {
            int expected;
            lock (_gate)
                expected = _records.Count;
            var count = await store.CountAsync(account, token).ConfigureAwait(false);
            Dictionary<string, ReadOnlyMemory<byte>> records = [];
            lock (_gate)
            {
                foreach (var (order, entry) in _entries)
                {
                    if (count >= expected && entry.Durable)
                        continue;
                    foreach (var (name, value) in RecordsOf(order, entry, onlyLast: false))
                        records[name] = value;
                }
            }

            if (records.Count == 0)
                return true;
            if (!await TryWriteAsync(records, [], token).ConfigureAwait(false))
                return false;
            lock (_gate)
            {
                foreach (var entry in _entries.Values)
                    entry.Durable = true;
            }

            return true;
        }
        catch (SessionStoreException e)
        {
            OperationsLog.StoreAway(logger, account, e.Message);
            return false;
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task<bool> TryWriteAsync(Dictionary<string, ReadOnlyMemory<byte>> records, List<string> removed, CancellationToken token)
    {
        lock (_gate)
        {
            foreach (var name in records.Keys)
                _records.Add(name);
            foreach (var name in removed)
                _records.Remove(name);
        }

        if (records.Count + removed.Count == 0)
            return true;
        try
        {
            await store.WriteAsync(account, records, removed, token).ConfigureAwait(false);
            return true;
        }
        catch (SessionStoreException e)
        {
            // It is in memory, and goes on; the store gets it when it answers again.
            OperationsLog.StoreAway(logger, account, e.Message);
            return false;
        }
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> RecordsOf(long order, JournalEntry entry, bool onlyLast)
    {
        var head = JournalRecords.NameOf(order, entry.Operation.Id);
        var records = new Dictionary<string, ReadOnlyMemory<byte>> { [head] = JournalRecords.Write(entry) };
        for (var part = onlyLast ? Math.Max(0, entry.Chunks.Count - 1) : 0; part < entry.Chunks.Count; part++)
            records[JournalRecords.NameOf(head, part)] = JournalRecords.Write(entry.Chunks[part]);
        return records;
    }

    private static IEnumerable<string> NamesOf(long order, JournalEntry entry)
    {
        var head = JournalRecords.NameOf(order, entry.Operation.Id);
        // One more: a part that was begun and dropped.
        return Enumerable.Range(0, entry.Chunks.Count + 1).Select(part => JournalRecords.NameOf(head, part)).Prepend(head);
    }

    private IEnumerable<string> StaleParts(long order, JournalEntry entry)
    {
        var next = JournalRecords.NameOf(JournalRecords.NameOf(order, entry.Operation.Id), entry.Chunks.Count);
        return _records.Contains(next) ? [next] : [];
    }

    // What nobody will ask for any more.
    private List<string> TakeOld()
    {
        var now = time.GetUtcNow();
        var finished = _entries.Where(static pair => !pair.Value.IsPending && pair.Value is { Settled: true } and not { State: OperationState.Failed, Undone: false });
        var excess = finished.Count() - FinishedAtMost;
        List<string> names = [];
        foreach (var (order, entry) in finished.ToList())
        {
            if (excess-- <= 0 && now - entry.Ended < Memory)
                continue;
            _entries.Remove(order);
            _orders.Remove(entry.Operation.Id);
            names.AddRange(NamesOf(order, entry).Where(_records.Contains));
        }

        return names;
    }
}
