using Webmail.Mail.Imap;

namespace Webmail.Mail.Watching;

/// <summary>Keeps one watcher per account that somebody is looking at; the last one to leave ends it.</summary>
public sealed class MailboxWatchers(ImapSessionPool pool, MailboxChanges changes, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Says that somebody looks at this account. Dispose when they leave.</summary>
    public MailboxPresence Attach(AccountId account) => throw new NotImplementedException($"{pool}{changes}{time}{account}");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Somebody looking at an account.</summary>
public sealed class MailboxPresence : IDisposable
{
    /// <summary>Says which mailbox they look at: it is watched closely.</summary>
    public void View(MailboxName? mailbox) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
