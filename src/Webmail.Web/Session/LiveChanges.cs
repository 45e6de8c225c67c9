using Webmail.Mail;
using Webmail.Mail.Watching;

namespace Webmail.Web.Session;

/// <summary>
/// What happens on the server, for one circuit: says which account and mailbox are looked at, and hands changes to components,
/// coalesced so that a burst costs one render.
/// </summary>
internal sealed class LiveChanges(MailboxWatchers watchers, MailboxChanges changes) : IDisposable
{
    /// <summary>Says which mailbox is shown: it is watched closely.</summary>
    public void View(MailboxName mailbox) => throw new NotImplementedException($"{watchers}{changes}{mailbox}");

    /// <summary>
    /// Calls back with changes in order, batches at least 100 ms apart, until disposed. The callback is not on the renderer's
    /// thread: components use InvokeAsync.
    /// </summary>
    public IDisposable Subscribe(Func<IReadOnlyList<MailboxChange>, Task> callback) => throw new NotImplementedException($"{callback}");

    public void Dispose()
    {
    }
}
