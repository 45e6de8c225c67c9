namespace Webmail.Mail.Watching;

/// <summary>Somebody looking at an account.</summary>
public sealed class MailboxPresence : IDisposable
{
    private readonly ViewedMailboxes _views;
    private Action? _leave;

    internal MailboxPresence(ViewedMailboxes views, Action leave) => (_views, _leave) = (views, leave);

    /// <summary>Says which mailbox they look at: it is watched closely.</summary>
    public void View(MailboxName? mailbox) => _views.Set(this, mailbox);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _leave, null) is not { } leave)
            return;
        _views.Set(this, null);
        leave();
    }
}
