namespace Webmail.Mail.Watching;

/// <summary>
/// Collects hints for a moment and publishes each mailbox once: a server that reports 500 new messages says so in 500 lines.
/// </summary>
internal sealed class TouchedMailboxes(AccountId account, MailboxChanges changes, TimeProvider time)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Dictionary<MailboxName, (MailboxStatus? Status, long Noticed)> _touched = [];
    private ITimer? _flush;
    private bool _listChanged;

    /// <summary>Something happened in a mailbox; its counts, when the server told them.</summary>
    public void Touch(MailboxName mailbox, MailboxStatus? status)
    {
        lock (_gate)
        {
            _touched[mailbox] = _touched.TryGetValue(mailbox, out var earlier)
                ? (status ?? earlier.Status, earlier.Noticed) : (status, time.GetTimestamp());
            Schedule();
        }
    }

    /// <summary>Mailboxes came or went.</summary>
    public void ListChanged()
    {
        lock (_gate)
        {
            _listChanged = true;
            Schedule();
        }
    }

    private void Schedule() => _flush ??= time.CreateTimer(_ => Flush(), null, Moment, Timeout.InfiniteTimeSpan);

    private void Flush()
    {
        KeyValuePair<MailboxName, (MailboxStatus? Status, long Noticed)>[] touched;
        bool listChanged;
        lock (_gate)
        {
            touched = [.. _touched];
            listChanged = _listChanged;
            _touched.Clear();
            _listChanged = false;
            _flush?.Dispose();
            _flush = null;
        }

        if (listChanged)
            changes.Publish(account, new MailboxListChanged());
        foreach (var (mailbox, (status, noticed)) in touched)
        {
            changes.Publish(account, new MailboxTouched(mailbox) { Noticed = noticed });
            if (status is not null)
                changes.Publish(account, new StatusChanged(mailbox, status) { Noticed = noticed });
        }
    }
}
