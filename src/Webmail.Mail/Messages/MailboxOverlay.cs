using System.Collections.Concurrent;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Messages;

/// <summary>Something a user did to messages that the server has not done yet, or that the memory of the mailbox does not show yet.</summary>
/// <param name="Uids">Which messages.</param>
/// <param name="Flags">What changed on them.</param>
/// <param name="Leaves">They are not in the mailbox any more.</param>
internal sealed record OverlaidChange(UidSet Uids, FlagChange Flags, bool Leaves);

/// <summary>
/// What users did and servers have still to do, laid over what is known of each mailbox: views and rows show mail the way it will
/// be.
/// </summary>
internal sealed class MailboxOverlay
{
    private readonly ConcurrentDictionary<(AccountId, MailboxName, uint), Layer> _layers = new();

    /// <summary>Lays a change over a mailbox, or takes it off.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="mailbox">Which mailbox.</param>
    /// <param name="uidValidity">Its UIDVALIDITY.</param>
    /// <param name="order">Names the change; a higher one was made later.</param>
    /// <param name="change">What changed, or <see langword="null"/> when nothing is laid over any more.</param>
    public void Set(AccountId account, MailboxName mailbox, uint uidValidity, long order, OverlaidChange? change)
    {
        var key = (account, mailbox, uidValidity);
        if (change is not null)
            _layers.GetOrAdd(key, static _ => new Layer()).Set(order, change);
        else
            Find(account, mailbox, uidValidity)?.Remove(order);
    }

    /// <summary>The messages that left.</summary>
    public UidSet Hidden(AccountId account, MailboxName mailbox, uint uidValidity) =>
        Find(account, mailbox, uidValidity)?.Hidden ?? UidSet.Empty;

    /// <summary>A view without the messages that left.</summary>
    public UidSet Show(AccountId account, MailboxName mailbox, uint uidValidity, UidSet uids) =>
        uids.Except(Hidden(account, mailbox, uidValidity));

    /// <summary>A row with the flags it will have.</summary>
    public MessageSummary Show(AccountId account, MailboxName mailbox, uint uidValidity, MessageSummary row)
    {
        if (Find(account, mailbox, uidValidity) is not { } layer)
            return row;
        var flags = layer.Apply(row.Uid, row.Flags);
        return flags == row.Flags ? row : row with { Flags = flags };
    }

    /// <summary>Flags as they will be.</summary>
    public MessageFlags Show(AccountId account, MessageKey message, MessageFlags flags) =>
        Find(account, message.Mailbox, message.UidValidity)?.Apply(message.Uid, flags) ?? flags;

    /// <summary>News as they are to be shown.</summary>
    public MessagesChanged Show(AccountId account, MessagesChanged change)
    {
        if (Find(account, change.Mailbox, change.UidValidity) is not { } layer)
            return change;
        return change with
        {
            Uids = change.Uids.Except(layer.Hidden),
            Arrived = change.Arrived.Except(layer.Hidden),
            Flags = change.Flags.ToDictionary(static pair => pair.Key, pair => layer.Apply(pair.Key, pair.Value)),
        };
    }

    private Layer? Find(AccountId account, MailboxName mailbox, uint uidValidity) =>
        _layers.GetValueOrDefault((account, mailbox, uidValidity));

    private sealed class Layer
    {
        // Thousands of small changes may wait; a row must not walk through them all.
        private const int Small = 50;

        private readonly Lock _gate = new();
        private readonly Dictionary<long, OverlaidChange> _changes = [];
        private readonly Dictionary<Uid, SortedList<long, FlagChange>> _bySingle = [];
        private readonly SortedList<long, OverlaidChange> _large = [];
        private UidSet? _hidden = UidSet.Empty;

        public UidSet Hidden
        {
            get
            {
                lock (_gate)
                    return _hidden ??= UidSet.OfRanges(_changes.Values.Where(static c => c.Leaves).SelectMany(static c => c.Uids.Ranges));
            }
        }

        public void Set(long order, OverlaidChange change)
        {
            lock (_gate)
            {
                Remove(order);
                _changes[order] = change;
                if (change.Leaves)
                    _hidden = _hidden?.Union(change.Uids);
                if (change.Flags.IsEmpty)
                    return;
                if (change.Uids.Count > Small)
                {
                    _large[order] = change;
                    return;
                }

                foreach (var uid in change.Uids)
                {
                    if (!_bySingle.TryGetValue(uid, out var list))
                        _bySingle[uid] = list = [];
                    list[order] = change.Flags;
                }
            }
        }

        public void Remove(long order)
        {
            lock (_gate)
            {
                if (!_changes.Remove(order, out var change))
                    return;
                if (change.Leaves)
                    _hidden = null;
                _large.Remove(order);
                if (change.Uids.Count > Small)
                    return;
                foreach (var uid in change.Uids)
                {
                    if (_bySingle.TryGetValue(uid, out var list) && list.Remove(order) && list.Count == 0)
                        _bySingle.Remove(uid);
                }
            }
        }

        public MessageFlags Apply(Uid uid, MessageFlags flags)
        {
            lock (_gate)
            {
                IEnumerable<KeyValuePair<long, FlagChange>> all = _large.Where(item => item.Value.Uids.Contains(uid))
                    .Select(static item => KeyValuePair.Create(item.Key, item.Value.Flags));
                if (_bySingle.TryGetValue(uid, out var small))
                    all = all.Concat(small);
                return all.OrderBy(static item => item.Key).Aggregate(flags, static (now, item) => item.Value.ApplyTo(now));
            }
        }
    }
}
