using MailKit;
using MailKit.Net.Imap;
using Webmail.Mail.Imap;

namespace Webmail.Mail.Watching;

/// <summary>
/// Watches through one connection: the mailbox in view by IDLE (or by NOOP where IDLE is missing), and with NOTIFY all others too.
/// </summary>
internal sealed class MailboxWatch(ImapConnection connection, ViewedMailboxes views, TouchedMailboxes touched, TimeProvider time)
{
    // RFC 2177 says 29 minutes; routers forget sooner.
    private static readonly TimeSpan IdleLength = TimeSpan.FromMinutes(9);
    private static readonly TimeSpan NoOpEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan DonePatience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<MailboxName, IMailFolder> _notified = [];
    private readonly Interruption _listChanged = new();
    private IMailFolder? _selected;
    private MailboxName? _gone;
    private bool _notifying;
    private bool _listIsStale = true;

    /// <summary>Raised when a watched mailbox turned out not to exist.</summary>
    public event Action<MailboxName>? Gone;

    /// <summary>The mailbox that is selected.</summary>
    public MailboxName? Selected { get; private set; }

    /// <summary>Raised when another mailbox was selected.</summary>
    public Interruption Moved { get; } = new();

    /// <summary>Whether news of this mailbox come through this connection.</summary>
    public bool Covers(MailboxName mailbox)
    {
        lock (_notified)
            return Selected == mailbox || (_notifying && _notified.ContainsKey(mailbox));
    }

    /// <summary>Watches until <paramref name="end"/> is signalled, or fails with <see cref="MailException"/>.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        connection.Responses.ListReported = OnListReported;
        try
        {
            while (!end.IsCancellationRequested)
            {
                var viewChanged = views.Changed.Token;
                var listChanged = _listChanged.Token;
                await SelectAsync(Target()).ConfigureAwait(false);
                if (connection.Features.Notify && _listIsStale && connection.Client.PersonalNamespaces.Count > 0)
                    await NotifyAsync().ConfigureAwait(false);
                using var pause = CancellationTokenSource.CreateLinkedTokenSource(end, viewChanged, listChanged);
                if (connection.Features.Idle)
                    await IdleAsync(pause.Token).ConfigureAwait(false);
                else
                    await NoOpAsync(pause.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (!connection.IsUsable || ImapFailures.IsAboutMail(e))
        {
            throw ImapFailures.From(e, connection.Responses.LastRefusal);
        }
        finally
        {
            connection.Responses.ListReported = null;
        }
    }

    private MailboxName Target()
    {
        var current = views.Current;
        return current.IsEmpty || current[0] == _gone ? MailboxName.Inbox : current[0];
    }

    private async Task SelectAsync(MailboxName mailbox)
    {
        if (Selected == mailbox)
            return;
        if (_selected is not null)
            Unsubscribe(_selected);
        (Selected, _selected) = (null, null);
        connection.Responses.Clear();
        try
        {
            _selected = await connection.SelectAsync(mailbox, MailboxAccess.Read, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (connection.IsUsable && !mailbox.IsInbox && ImapFailures.IsAboutMail(e))
        {
            _gone = mailbox;
            if (ImapFailures.From(e, connection.Responses.LastRefusal).Failure == MailFailure.MailboxGone)
                Gone?.Invoke(mailbox);
            await SelectAsync(MailboxName.Inbox).ConfigureAwait(false);
            return;
        }

        Selected = mailbox;
        Moved.Raise();
        _selected.CountChanged += OnSelectedChanged;
        _selected.MessageExpunged += OnSelectedChanged;
        _selected.MessagesVanished += OnSelectedChanged;
        _selected.MessageFlagsChanged += OnSelectedChanged;
        // What happened since somebody last looked at it is not told by IDLE.
        touched.Touch(mailbox, null);
    }

    private void Unsubscribe(IMailFolder folder)
    {
        folder.CountChanged -= OnSelectedChanged;
        folder.MessageExpunged -= OnSelectedChanged;
        folder.MessagesVanished -= OnSelectedChanged;
        folder.MessageFlagsChanged -= OnSelectedChanged;
    }

    // RFC 5465. MailKit needs to know a folder before it can tell news of it, so the list comes first.
    private async Task NotifyAsync()
    {
        var folders = await connection.Client.GetFoldersAsync(
            connection.Client.PersonalNamespaces[0], StatusItems.None, false, CancellationToken.None).ConfigureAwait(false);
        // Only now: the answers to our own LIST are no news.
        _listIsStale = false;
        lock (_notified)
        {
            foreach (var folder in folders.Where(FolderStatus.IsSelectable))
            {
                if (!_notified.TryAdd(new MailboxName(folder.FullName), folder))
                    continue;
                folder.CountChanged += OnNotified;
                folder.UnreadChanged += OnNotified;
                folder.UidNextChanged += OnNotified;
                folder.UidValidityChanged += OnNotified;
                folder.HighestModSeqChanged += OnNotified;
            }
        }

        if (_notifying)
            return;
        ImapEvent[] messages = [new ImapEvent.MessageNew(), ImapEvent.MessageExpunge, ImapEvent.FlagChange];
        // With STATUS the server starts by telling the counts of all mailboxes.
        await connection.Client.NotifyAsync(
            status: true,
            [
                new ImapEventGroup(ImapMailboxFilter.Selected, messages),
                new ImapEventGroup(ImapMailboxFilter.Personal, [.. messages, ImapEvent.MailboxName, ImapEvent.SubscriptionChange]),
            ],
            CancellationToken.None).ConfigureAwait(false);
        _notifying = true;
    }

    private async Task IdleAsync(CancellationToken pause)
    {
        using var renew = new CancellationTokenSource(IdleLength, time);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(pause, renew.Token);
        // A server that does not answer DONE is not there any more.
        using var patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var asked = done.Token.UnsafeRegister(
            static state => ((CancellationTokenSource)state!).CancelAfter(DonePatience), patience).ConfigureAwait(false);
        await using var cut = patience.Token.UnsafeRegister(
            static state => ((ImapConnection)state!).Sacrifice(), connection).ConfigureAwait(false);
        await connection.Client.IdleAsync(done.Token, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task NoOpAsync(CancellationToken pause)
    {
        await Task.Delay(NoOpEvery, time, pause).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await connection.Client.NoOpAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private void OnSelectedChanged(object? sender, EventArgs e)
    {
        if (Selected is { } mailbox)
            touched.Touch(mailbox, null);
    }

    private void OnNotified(object? sender, EventArgs e)
    {
        // The selected mailbox has no STATUS: what is known of it are EXISTS and EXPUNGE.
        if (sender is IMailFolder folder)
            touched.Touch(new MailboxName(folder.FullName), folder == _selected ? null : FolderStatus.Of(folder));
    }

    private void OnListReported()
    {
        // While nothing is asked, a LIST is news (RFC 5465 section 5.4).
        if (!_notifying || _listIsStale)
            return;
        _listIsStale = true;
        touched.ListChanged();
        _listChanged.Raise();
    }
}
