using Webmail.Mail;
using Webmail.Mail.Watching;

namespace Webmail.Web.Session;

/// <summary>
/// Changes that wait for a slow page, merged so that they never take more room than the mailboxes they are about: of counts the
/// latest, of messages the sum.
/// </summary>
internal sealed class PendingChanges
{
    private readonly List<MailboxChange> _changes = [];

    public bool IsEmpty => _changes.Count == 0;

    public void Add(MailboxChange change)
    {
        switch (change)
        {
            case MessagesChanged later:
                AddMessages(later);
                break;
            case StatusChanged status:
                ReplaceOrAdd(status, c => c is StatusChanged earlier && earlier.Mailbox == status.Mailbox);
                break;
            case MailboxReset reset:
                // Whatever waited about its messages means nothing any more.
                _changes.RemoveAll(c => c is MessagesChanged m && m.Mailbox == reset.Mailbox);
                ReplaceOrAdd(reset, c => c is MailboxReset earlier && earlier.Mailbox == reset.Mailbox);
                break;
            case ServerReachable:
                ReplaceOrAdd(change, static c => c is ServerReachable);
                break;
            default:
                if (!_changes.Contains(change))
                    _changes.Add(change);
                break;
        }
    }

    public IReadOnlyList<MailboxChange> TakeAll()
    {
        MailboxChange[] all = [.. _changes];
        _changes.Clear();
        return all;
    }

    private void AddMessages(MessagesChanged later)
    {
        var index = _changes.FindIndex(c => c is MessagesChanged m && m.Mailbox == later.Mailbox);
        if (index < 0 || _changes[index] is not MessagesChanged earlier || earlier.UidValidity != later.UidValidity)
        {
            _changes.Add(later);
            return;
        }

        var flags = new Dictionary<Uid, MessageFlags>(earlier.Flags);
        foreach (var (uid, value) in later.Flags)
            flags[uid] = value;
        _changes[index] = later with
        {
            Arrived = earlier.Arrived.Except(later.Vanished).Union(later.Arrived),
            Vanished = earlier.Vanished.Union(later.Vanished),
            Flags = flags.Where(f => !later.Vanished.Contains(f.Key)).ToDictionary(),
        };
    }

    private void ReplaceOrAdd(MailboxChange change, Predicate<MailboxChange> same)
    {
        var index = _changes.FindIndex(same);
        if (index < 0)
            _changes.Add(change);
        else
            _changes[index] = change;
    }
}
