using Webmail.Mail;
using Webmail.Mail.Watching;
using Webmail.Web.Shared;

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
    private bool _readStateChosen;
    private DateTimeOffset _issuedAt;

    private void ShowFlags(MessageFlags flags) => (_flags, _readStateChosen) = (
        Message is { } key ? Listing.FlagsOf(Account, key, flags) : flags, false);

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
            LookAgain();
            if (!_flags.Seen && !_readStateChosen)
                await SeeAsync(key);
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

    /// <summary>By now more may be known about people: warnings come late rather than not at all, what is less than one does not.</summary>
    private void LookAgain()
    {
        if (_open is not { } open)
            return;
        var late = Opener.DoubtsOf(Account, open.Message).Where(doubt => !doubt.IsQuiet && !open.Doubts.Contains(doubt)).ToList();
        if (late.Count == 0)
            return;
        _open = open with { Doubts = [.. late, .. open.Doubts] };
        StateHasChanged();
    }

    private List<MessageKey> Neighbours(MessageKey key)
    {
        if (View is null || View.RowOf(key.Uid) is not (>= 0 and var row))
            return [];
        return [.. new[] { row + 1, row - 1 }.Where(r => r >= 0 && r < View.Count).Select(r => View.KeyOf(View.UidAt(r)))];
    }

    /// <summary>Whoever reads a message has seen it, also when they move on to the next one meanwhile. The journal shows it at once.</summary>
    private async Task SeeAsync(MessageKey key) =>
        await Journal.AddAsync(Account, MessageRead.Operation(key, Time.GetUtcNow()), CancellationToken.None);

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
                    {
                        // Somebody, here or elsewhere, just said whether it is read: that stands.
                        _readStateChosen |= flags.Seen != _flags.Seen;
                        _flags = flags;
                    }

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
