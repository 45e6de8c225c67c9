using System.Diagnostics.CodeAnalysis;

namespace Webmail.Mail.Messages;

/// <summary>The in-process layer: mailboxes and rows of all accounts, bounded, the least recently used forgotten first.</summary>
internal sealed class MailboxMemory(int maxRows = 20_000, int maxMailboxes = 2_000)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(AccountId, MailboxName), LinkedListNode<MailboxState>> _mailboxes = [];
    private readonly LinkedList<MailboxState> _mailboxOrder = new();
    private readonly Dictionary<RowKey, LinkedListNode<Row>> _rows = [];
    private readonly LinkedList<Row> _rowOrder = new();

    // The shape's object is not part of the key: a recreated mailbox gets another UIDVALIDITY.
    private readonly record struct RowKey(MailboxState State, uint UidValidity, Uid Uid);

    private readonly record struct Row(RowKey Key, MessageSummary Summary);

    /// <summary>The mailbox, remembered from now on.</summary>
    public MailboxState Get(AccountId account, MailboxName mailbox)
    {
        lock (_gate)
        {
            if (TryFind(account, mailbox, out var known))
                return known;
            var state = new MailboxState(account, mailbox);
            _mailboxes[(account, mailbox)] = _mailboxOrder.AddFirst(state);
            if (_mailboxOrder.Count > maxMailboxes && _mailboxOrder.Last is { } oldest)
                Remove(oldest.Value);
            return state;
        }
    }

    /// <summary>The mailbox when it is remembered.</summary>
    public MailboxState? Find(AccountId account, MailboxName mailbox)
    {
        lock (_gate)
            return TryFind(account, mailbox, out var state) ? state : null;
    }

    /// <summary>Forgets a mailbox and its rows.</summary>
    public void Forget(AccountId account, MailboxName mailbox)
    {
        lock (_gate)
        {
            if (_mailboxes.TryGetValue((account, mailbox), out var node))
                Remove(node.Value);
        }
    }

    /// <summary>Forgets all of an account.</summary>
    public void Forget(AccountId account)
    {
        lock (_gate)
        {
            foreach (var state in _mailboxOrder.Where(state => state.Account == account).ToArray())
                Remove(state);
        }
    }

    /// <summary>Adds or replaces rows.</summary>
    public void Add(MailboxState state, uint uidValidity, IEnumerable<MessageSummary> rows)
    {
        lock (_gate)
        {
            // A mailbox that was forgotten meanwhile must not leave rows behind.
            if (!_mailboxes.TryGetValue((state.Account, state.Mailbox), out var current) || current.Value != state)
                return;
            foreach (var row in rows)
            {
                var key = new RowKey(state, uidValidity, row.Uid);
                if (_rows.Remove(key, out var old))
                    _rowOrder.Remove(old);
                _rows[key] = _rowOrder.AddFirst(new Row(key, row));
            }

            while (_rows.Count > maxRows && _rowOrder.Last is { } oldest)
                RemoveRow(oldest);
        }
    }

    /// <summary>The rows of those messages that are remembered, in the order asked for; <see langword="null"/> for the others.</summary>
    public MessageSummary?[] Rows(MailboxState state, uint uidValidity, IReadOnlyList<Uid> uids)
    {
        var rows = new MessageSummary?[uids.Count];
        lock (_gate)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                if (!_rows.TryGetValue(new RowKey(state, uidValidity, uids[i]), out var node))
                    continue;
                _rowOrder.Remove(node);
                _rowOrder.AddFirst(node);
                rows[i] = node.Value.Summary;
            }
        }

        return rows;
    }

    /// <summary>The messages of a mailbox whose rows are remembered.</summary>
    public UidSet RememberedOf(MailboxState state, uint uidValidity)
    {
        lock (_gate)
            return UidSet.Of(_rowOrder.Where(row => row.Key.State == state && row.Key.UidValidity == uidValidity).Select(row => row.Key.Uid));
    }

    /// <summary>Puts new flags on remembered rows; the rows that changed are returned.</summary>
    public IReadOnlyList<MessageSummary> SetFlags(MailboxState state, uint uidValidity, IReadOnlyDictionary<Uid, MessageFlags> flags)
    {
        var changed = new List<MessageSummary>();
        lock (_gate)
        {
            foreach (var (uid, now) in flags)
            {
                var key = new RowKey(state, uidValidity, uid);
                if (!_rows.TryGetValue(key, out var node) || node.Value.Summary.Flags == now)
                    continue;
                var summary = node.Value.Summary with { Flags = now };
                node.Value = new Row(key, summary);
                changed.Add(summary);
            }
        }

        return changed;
    }

    private bool TryFind(AccountId account, MailboxName mailbox, [NotNullWhen(true)] out MailboxState? state)
    {
        state = null;
        if (!_mailboxes.TryGetValue((account, mailbox), out var node))
            return false;
        _mailboxOrder.Remove(node);
        _mailboxOrder.AddFirst(node);
        state = node.Value;
        return true;
    }

    private void Remove(MailboxState state)
    {
        if (_mailboxes.Remove((state.Account, state.Mailbox), out var node))
            _mailboxOrder.Remove(node);
        for (var row = _rowOrder.First; row is not null;)
        {
            var next = row.Next;
            if (row.Value.Key.State == state)
                RemoveRow(row);
            row = next;
        }
    }

    private void RemoveRow(LinkedListNode<Row> row)
    {
        _rows.Remove(row.Value.Key);
        _rowOrder.Remove(row);
    }
}
