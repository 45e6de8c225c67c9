using Webmail.Mail;
using Webmail.Mail.Watching;

namespace Webmail.Web.Features.Reading;

/// <summary>What happens while a message is open: it becomes read, its flags change here and elsewhere, it may vanish.</summary>
public sealed partial class ReadingPane
{
    /// <summary>Whoever stays this long is reading, not walking through the list: the neighbours are worth fetching.</summary>
    private static readonly TimeSpan PrefetchAfter = TimeSpan.FromMilliseconds(300);

    /// <summary>Whoever stays this long has seen it.</summary>
    private static readonly TimeSpan SeenAfter = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan RenewAfter = MessageCapabilities.Lifetime - TimeSpan.FromMinutes(2);

    private MessageFlags _flags = MessageFlags.None;
    private MailException? _flagFailure;
    private bool _readStateChosen;
    private DateTimeOffset _issuedAt;

    private void ShowFlags(MessageFlags flags) => (_flags, _flagFailure, _readStateChosen) = (flags, null, false);

    /// <summary>Somebody looks at it from now on.</summary>
    private void Stay()
    {
        _staying = true;
        _arrived = true;
        if (RendererInfo.IsInteractive)
            _ = StayAsync(Message!.Value, _stay.Token);
    }

    private async Task StopStayingAsync()
    {
        _staying = false;
        await _stay.CancelAsync();
        _stay.Dispose();
        _stay = new CancellationTokenSource();
    }

    /// <summary>It is looked at again: as it was, with addresses that still open.</summary>
    private Task ReturnAsync()
    {
        // One that is still on its way was in no hurry so far.
        if (_open is null)
            return LoadAsync();
        if (Time.GetUtcNow() - _issuedAt >= RenewAfter)
            Renew(Message!.Value);
        Stay();
        return Task.CompletedTask;
    }

    private void Renew(MessageKey key)
    {
        _open = _open! with { Capability = Opener.Renew(Account, key, Section) };
        _issuedAt = Time.GetUtcNow();
    }

    /// <summary>What happens by itself while somebody reads; ends when they leave.</summary>
    private async Task StayAsync(MessageKey key, CancellationToken token)
    {
        try
        {
            await Task.Delay(PrefetchAfter, Time, token);
            await Expected.InvokeAsync(Neighbours(key));
            await Task.Delay(SeenAfter - PrefetchAfter, Time, token);
            if (!_flags.Seen && !_readStateChosen)
                await ChangeFlagsAsync(key, SystemFlags.Seen, SystemFlags.None, chosen: false);
            while (true)
            {
                await Task.Delay(RenewAfter, Time, token);
                Renew(key);
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // They left.
        }
    }

    private List<MessageKey> Neighbours(MessageKey key)
    {
        if (View is null || View.RowOf(key.Uid) is not (>= 0 and var row))
            return [];
        return [.. new[] { row + 1, row - 1 }.Where(r => r >= 0 && r < View.Count).Select(r => View.KeyOf(View.UidAt(r)))];
    }

    private Task SetUnreadAsync(bool unread)
    {
        _readStateChosen = true;
        return unread
            ? ChangeFlagsAsync(Message!.Value, SystemFlags.None, SystemFlags.Seen, chosen: true)
            : ChangeFlagsAsync(Message!.Value, SystemFlags.Seen, SystemFlags.None, chosen: true);
    }

    private Task SetFlaggedAsync(bool flagged) => flagged
        ? ChangeFlagsAsync(Message!.Value, SystemFlags.Flagged, SystemFlags.None, chosen: true)
        : ChangeFlagsAsync(Message!.Value, SystemFlags.None, SystemFlags.Flagged, chosen: true);

    /// <summary>Shows the change at once and takes it back when the server refuses.</summary>
    /// <param name="key">The message.</param>
    /// <param name="add">Flags to set.</param>
    /// <param name="remove">Flags to clear.</param>
    /// <param name="chosen">Somebody asked for it, so they are told when it fails.</param>
    private async Task ChangeFlagsAsync(MessageKey key, SystemFlags add, SystemFlags remove, bool chosen)
    {
        var before = _flags;
        _flags = before with { System = (before.System | add) & ~remove };
        _flagFailure = null;
        StateHasChanged();
        try
        {
            // What somebody did is done, also when they move on to the next message meanwhile.
            await Flagger.SetAsync(Account, key, add, remove, CancellationToken.None);
        }
        catch (MailException failure)
        {
            if (Message != key)
                return;
            _flags = before;
            _flagFailure = chosen ? failure : null;
            StateHasChanged();
        }
    }

    private void Apply(IReadOnlyList<MailboxChange> changes)
    {
        if (Message is not { } key)
            return;
        var shown = (_lost, _flags);
        foreach (var change in changes)
        {
            switch (change)
            {
                case MessagesChanged messages when messages.Mailbox == key.Mailbox && messages.UidValidity == key.UidValidity:
                    _lost |= messages.Vanished.Contains(key.Uid);
                    if (messages.Flags.TryGetValue(key.Uid, out var flags))
                        _flags = flags;
                    break;
                case MailboxReset reset when reset.Mailbox == key.Mailbox:
                    _lost = true;
                    break;
                case ServerReachable { Online: true } when _failure is { IsTransient: true }:
                    _ = InvokeAsync(LoadAndShowAsync);
                    break;
            }
        }

        if (shown != (_lost, _flags))
            StateHasChanged();
    }

    private async Task LoadAndShowAsync()
    {
        var loading = LoadAsync();
        StateHasChanged();
        await loading;
        StateHasChanged();
    }
}
