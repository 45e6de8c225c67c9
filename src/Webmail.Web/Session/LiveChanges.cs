using Webmail.Mail;
using Webmail.Mail.Watching;

namespace Webmail.Web.Session;

/// <summary>
/// What happens on the server, for one circuit: says which account and mailbox are looked at, and hands changes to components,
/// coalesced so that a burst costs one render. While a page is prerendered nothing is watched: subscriptions stay silent.
/// </summary>
internal sealed class LiveChanges(MailboxWatchers watchers, MailboxChanges changes, TimeProvider time, ILogger<LiveChanges> logger) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<ChangeSubscription> _subscriptions = [];
    private MailboxPresence? _presence;
    private IDisposable? _source;

    /// <summary>A circuit began for this account.</summary>
    public void Begin(AccountId account)
    {
        _presence = watchers.Attach(account);
        _source = changes.Subscribe(account, Add);
    }

    /// <summary>Says which mailbox is shown: it is watched closely.</summary>
    public void View(MailboxName mailbox) => _presence?.View(mailbox);

    /// <summary>
    /// Calls back with changes in order, batches at least 100 ms apart, until disposed. The callback is not on the renderer's
    /// thread: components use InvokeAsync.
    /// </summary>
    public IDisposable Subscribe(Func<IReadOnlyList<MailboxChange>, Task> callback)
    {
        var subscription = new ChangeSubscription(callback, time, logger, Remove);
        lock (_gate)
            _subscriptions.Add(subscription);
        return subscription;
    }

    public void Dispose()
    {
        _source?.Dispose();
        _presence?.Dispose();
        ChangeSubscription[] left;
        lock (_gate)
            left = [.. _subscriptions];
        foreach (var subscription in left)
            subscription.Dispose();
    }

    private void Add(MailboxChange change)
    {
        ChangeSubscription[] subscriptions;
        lock (_gate)
            subscriptions = [.. _subscriptions];
        foreach (var subscription in subscriptions)
            subscription.Add(change);
    }

    private void Remove(ChangeSubscription subscription)
    {
        lock (_gate)
            _subscriptions.Remove(subscription);
    }
}
