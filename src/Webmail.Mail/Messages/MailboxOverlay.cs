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

    /// <summary>What is laid over a mailbox from now on, oldest first; nothing takes it off.</summary>
    public void Set(AccountId account, MailboxName mailbox, uint uidValidity, IReadOnlyList<OverlaidChange> changes)
    {
        if (changes.Count == 0)
            _layers.TryRemove((account, mailbox, uidValidity), out _);
        else
            _layers[(account, mailbox, uidValidity)] = new Layer(changes);
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

        private readonly Dictionary<Uid, List<(int Order, FlagChange Flags)>> _bySingle = [];
        private readonly List<(int Order, OverlaidChange Change)> _large = [];

        public Layer(IReadOnlyList<OverlaidChange> changes)
        {
            var hidden = new List<(uint, uint)>();
            for (var i = 0; i < changes.Count; i++)
            {
                var change = changes[i];
                if (change.Leaves)
                    hidden.AddRange(change.Uids.Ranges);
                if (change.Flags.IsEmpty)
                    continue;
                if (change.Uids.Count > Small)
                {
                    _large.Add((i, change));
                    continue;
                }

                foreach (var uid in change.Uids)
                {
                    if (!_bySingle.TryGetValue(uid, out var list))
                        _bySingle[uid] = list = [];
                    list.Add((i, change.Flags));
                }
            }

            Hidden = UidSet.OfRanges(hidden);
        }

        public UidSet Hidden { get; }

        public MessageFlags Apply(Uid uid, MessageFlags flags)
        {
            var large = _large.Where(item => item.Change.Uids.Contains(uid)).Select(static item => (item.Order, item.Change.Flags));
            var all = _bySingle.TryGetValue(uid, out var small) ? large.Concat(small) : large;
            return all.OrderBy(static item => item.Order).Aggregate(flags, static (now, item) => item.Flags.ApplyTo(now));
        }
    }
}
