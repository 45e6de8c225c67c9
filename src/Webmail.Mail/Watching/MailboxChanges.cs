namespace Webmail.Mail.Watching;

/// <summary>
/// The way up: what happened on the server, told to whoever shows that account. Callbacks run on the publisher's thread, must be
/// quick and must not throw.
/// </summary>
public sealed class MailboxChanges
{
    private readonly Lock _gate = new();
    private readonly Dictionary<AccountId, List<Action<MailboxChange>>> _byAccount = [];
    private readonly List<Action<AccountId, MailboxChange>> _all = [];

    /// <summary>Calls back for every change of an account until disposed.</summary>
    public IDisposable Subscribe(AccountId account, Action<MailboxChange> callback)
    {
        lock (_gate)
        {
            if (!_byAccount.TryGetValue(account, out var list))
                _byAccount[account] = list = [];
            list.Add(callback);
        }

        return new Subscription(() =>
        {
            lock (_gate)
            {
                if (_byAccount.TryGetValue(account, out var list) && list.Remove(callback) && list.Count == 0)
                    _byAccount.Remove(account);
            }
        });
    }

    /// <summary>Calls back for every change of every account until disposed.</summary>
    public IDisposable SubscribeAll(Action<AccountId, MailboxChange> callback)
    {
        lock (_gate)
            _all.Add(callback);
        return new Subscription(() =>
        {
            lock (_gate)
                _all.Remove(callback);
        });
    }

    /// <summary>Tells everybody who subscribed.</summary>
    public void Publish(AccountId account, MailboxChange change)
    {
        Action<MailboxChange>[] listeners;
        Action<AccountId, MailboxChange>[] all;
        lock (_gate)
        {
            listeners = _byAccount.TryGetValue(account, out var list) ? [.. list] : [];
            all = [.. _all];
        }

        foreach (var listener in all)
            listener(account, change);
        foreach (var listener in listeners)
            listener(change);
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
