using System.Collections.Immutable;
using Webmail.Mail;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Messages;
using Webmail.Mail.Searching;
using Webmail.Mail.Watching;

namespace Webmail.Web.Features.Listing;

/// <summary>
/// What the list of one circuit shows. All members are used on the circuit's own thread of control; between two awaits nothing
/// else runs.
/// </summary>
internal sealed class MessageListState(
    MessageListing listing, SearchService search, MailboxService mailboxes) : IDisposable
{
    /// <summary>How many rows are in the first HTML: more than the largest screen shows.</summary>
    private const int FirstRows = 50;

    /// <summary>How many of them are above the row that is seen at the top.</summary>
    private const int RowsBefore = 10;

    private readonly SemaphoreSlim _applying = new(1, 1);
    private CancellationTokenSource _opening = new();
    private CancellationTokenSource _showing = new();
    private bool _changedWhileOpening;
    private int? _unseen;

    /// <summary>Whose list it is.</summary>
    public AccountId Account { get; private set; }

    /// <summary>The mailbox.</summary>
    public MailboxName Mailbox { get; private set; }

    /// <summary>What is searched for, or <see langword="null"/>.</summary>
    public string? Query { get; private set; }

    /// <summary>The rows on the page; <see langword="null"/> until there are any to show.</summary>
    public RowWindow? Window { get; private set; }

    /// <summary>Why there is nothing to show.</summary>
    public MailException? Failure { get; private set; }

    /// <summary>What went wrong while the rows stayed readable.</summary>
    public MailException? Trouble { get; private set; }

    /// <summary>Set while the mail server does not answer.</summary>
    public ServerReachable? Offline { get; private set; }

    /// <summary>The view is being made.</summary>
    public bool Opening { get; private set; }

    /// <summary>The user stopped the search.</summary>
    public bool Cancelled { get; private set; }

    /// <summary>How many messages arrived since the view was opened.</summary>
    public int Arrived { get; private set; }

    /// <summary>The mailbox as listed, when it is known.</summary>
    public Mailbox? Listed => mailboxes.Known(Account)?.FirstOrDefault(m => m.Name == Mailbox);

    /// <summary>How many messages of the mailbox are unread, when known.</summary>
    public int? Unseen => _unseen ?? Listed?.Status?.Unseen;

    /// <summary>
    /// Shows another mailbox or search, beginning with the rows around <paramref name="row"/>. Completes at once when the services know
    /// them already.
    /// </summary>
    public async Task OpenAsync(AccountId account, MailboxName mailbox, string? query, int row = 0)
    {
        (Account, Mailbox, Query) = (account, mailbox, query);
        (Window, Failure, Trouble, Cancelled, Arrived, Opening, _changedWhileOpening) = (null, null, null, false, 0, true, false);
        _unseen = null;
        await _showing.CancelAsync();
        await _opening.CancelAsync();
        _opening.Dispose();
        var opening = _opening = new CancellationTokenSource();
        try
        {
            var window = await FirstWindowAsync(row, opening.Token);
            if (_changedWhileOpening && query is null && opening == _opening)
                window = await FirstWindowAsync(row, opening.Token);
            if (opening == _opening)
                Window = window;
        }
        catch (MailException failure) when (opening == _opening)
        {
            Failure = failure;
        }
        catch (MailException)
        {
            // The list shows something else by now; its own failures are told there.
        }
        catch (OperationCanceledException) when (opening.IsCancellationRequested)
        {
            // The list shows something else by now, or the user stopped the search.
        }
        finally
        {
            if (opening == _opening)
                Opening = false;
        }
    }

    /// <summary>Opens the same again: after a failure, or when the mailbox was made anew.</summary>
    public Task ReopenAsync() => OpenAsync(Account, Mailbox, Query);

    /// <summary>Ends the search that is running.</summary>
    public async Task CancelAsync()
    {
        Cancelled = true;
        await _opening.CancelAsync();
    }

    /// <summary>Puts other rows of the view on the page. The newest call wins; <see langword="false"/> when this one did not.</summary>
    public async Task<bool> ShowAsync(int first, int count)
    {
        if (Window is not { } window)
            return false;
        first = Math.Clamp(first, 0, window.View.Count);
        count = Math.Clamp(count, 0, Math.Min(RowWindow.Limit, window.View.Count - first));
        await _showing.CancelAsync();
        _showing.Dispose();
        var showing = _showing = CancellationTokenSource.CreateLinkedTokenSource(_opening.Token);
        try
        {
            var rows = await listing.WindowAsync(Account, window.View, first, count, showing.Token);
            if (showing != _showing || Window?.View != window.View)
                return false;
            Put(window.View, first, rows);
            Trouble = null;
            return true;
        }
        catch (MailException failure)
        {
            if (showing == _showing)
                Trouble = failure;
            return false;
        }
        catch (OperationCanceledException) when (showing.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Asks the server what is new.</summary>
    public async Task RefreshAsync()
    {
        if (Window is null)
        {
            await ReopenAsync();
            return;
        }

        Trouble = null;
        try
        {
            await listing.SynchroniseAsync(Account, Mailbox, _opening.Token);
        }
        catch (MailException failure)
        {
            Trouble = failure;
        }
        catch (OperationCanceledException) when (_opening.IsCancellationRequested)
        {
            // Something else is shown by now.
        }
    }

    /// <summary>Forgets what went wrong.</summary>
    public void DismissTrouble() => Trouble = null;

    /// <summary>Follows what happened on the server; <see langword="true"/> when the list looks different now.</summary>
    public async Task<bool> ApplyAsync(IReadOnlyList<MailboxChange> changes)
    {
        // In order: the set of messages in a later change is the newer one.
        await _applying.WaitAsync(CancellationToken.None);
        try
        {
            var different = false;
            foreach (var change in changes)
            {
                different |= change switch
                {
                    MessagesChanged news when news.Mailbox == Mailbox => await ApplyAsync(news),
                    MailboxReset reset when reset.Mailbox == Mailbox => await ApplyAsync(reset),
                    StatusChanged counts when counts.Mailbox == Mailbox => Apply(counts),
                    ServerReachable reachable => await ApplyAsync(reachable),
                    _ => false,
                };
            }

            return different;
        }
        finally
        {
            _applying.Release();
        }
    }

    private bool Apply(StatusChanged counts)
    {
        var changed = _unseen != counts.Status.Unseen;
        _unseen = counts.Status.Unseen;
        return changed;
    }

    private async Task<bool> ApplyAsync(MessagesChanged news)
    {
        if (Opening)
            _changedWhileOpening = true;
        if (Window is not { } window)
            return false;
        if (news.UidValidity != window.View.UidValidity)
        {
            await ReopenAsync();
            return true;
        }

        window = window.With(news.Flags);
        Window = window;
        var uids = Query is null ? news.Uids : window.View.Uids.Except(news.Vanished);
        if (uids.Equals(window.View.Uids))
            return true;
        var view = window.View with { Uids = uids };
        var (first, count) = window.In(view);
        var opening = _opening;
        try
        {
            // Rows and count change together: until the new rows are here, the old ones stay.
            var rows = await listing.WindowAsync(Account, view, first, count, opening.Token);
            if (opening != _opening)
                return true;
            Put(view, first, rows);
            Arrived += Query is null ? news.Arrived.Count : 0;
        }
        catch (MailException failure)
        {
            Trouble = failure;
        }
        catch (OperationCanceledException) when (opening.IsCancellationRequested)
        {
            // Something else is shown by now.
        }

        return true;
    }

    private async Task<bool> ApplyAsync(MailboxReset reset)
    {
        if (!reset.Gone)
        {
            await ReopenAsync();
            return true;
        }

        await _opening.CancelAsync();
        (Window, Failure) = (null, new MailException(MailFailure.MailboxGone));
        return true;
    }

    private async Task<bool> ApplyAsync(ServerReachable reachable)
    {
        Offline = reachable.Online ? null : reachable;
        if (reachable.Online)
            Trouble = null;
        if (reachable.Online && Failure is { IsTransient: true })
            await ReopenAsync();
        return true;
    }

    private async Task<RowWindow> FirstWindowAsync(int row, CancellationToken token)
    {
        var view = Query is null
            ? await listing.OpenAsync(Account, Mailbox, token)
            : await search.FindAsync(Account, Mailbox, Query, token);
        var count = Math.Min(FirstRows, view.Count);
        var first = Math.Clamp(row - RowsBefore, 0, view.Count - count);
        var rows = await listing.WindowAsync(Account, view, first, count, token);
        return new RowWindow(view, first, [.. rows]);
    }

    private void Put(MailboxView view, int first, IReadOnlyList<MessageSummary?> rows) =>
        Window = new RowWindow(view, first, rows.ToImmutableArray());

    public void Dispose()
    {
        _showing.Cancel();
        _showing.Dispose();
        _opening.Cancel();
        _opening.Dispose();
        _applying.Dispose();
    }
}
