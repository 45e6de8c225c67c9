using System.Collections.Immutable;

namespace Webmail.Mail.Watching;

/// <summary>Which mailboxes of an account are looked at right now, the most recently chosen first.</summary>
internal sealed class ViewedMailboxes
{
    private readonly Lock _gate = new();
    private readonly List<(object Viewer, MailboxName Mailbox)> _views = [];
    private readonly List<MailboxSubtree> _avoided = [];

    /// <summary>Raised when the answer of <see cref="Current"/> changed.</summary>
    public Interruption Changed { get; } = new();

    /// <summary>Each viewed mailbox once, but for those that are to be left alone.</summary>
    public ImmutableArray<MailboxName> Current
    {
        get
        {
            lock (_gate)
                return [.. _views.Select(static view => view.Mailbox).Distinct().Where(mailbox => !_avoided.Exists(a => a.Contains(mailbox)))];
        }
    }

    /// <summary>Leaves mailboxes alone, viewed or not, until disposed: they are being renamed or deleted.</summary>
    public IDisposable Avoid(MailboxSubtree mailboxes)
    {
        lock (_gate)
            _avoided.Add(mailboxes);
        Changed.Raise();
        return new Avoidance(() =>
        {
            lock (_gate)
                _avoided.Remove(mailboxes);
            Changed.Raise();
        });
    }

    /// <summary>Notes what a viewer looks at now; <see langword="null"/> for nothing.</summary>
    public void Set(object viewer, MailboxName? mailbox)
    {
        lock (_gate)
        {
            _views.RemoveAll(view => view.Viewer == viewer);
            if (mailbox is { } name)
                _views.Insert(0, (viewer, name));
        }

        Changed.Raise();
    }

    private sealed class Avoidance(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
