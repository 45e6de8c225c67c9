using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using Webmail.Mail;
using Webmail.Mail.Messages;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Reading;

/// <summary>The open message: what it says, who wrote it, what came along, and what can be done with it.</summary>
public sealed partial class ReadingPane
{
    private const string Script = "./Features/Reading/ReadingPane.razor.js";

    /// <summary>A message of more text than this, or in more parts, is not laid out while nobody looks at it.</summary>
    private const long HeldBytes = 256 * 1024;

    private const int HeldParts = 4;

    private ElementReference _pane;
    private IJSObjectReference? _module;
    private IDisposable? _subscription;
    private CancellationTokenSource _load = new();
    private CancellationTokenSource _stay = new();
    private (AccountId, MessageKey?, string) _loaded;
    private bool _staying;
    private OpenMessage? _open;
    private MessageSummary? _expected;
    private MailException? _failure;
    private bool _lost;
    private bool _arrived;

    [Parameter, EditorRequired] public AccountId Account { get; set; }

    /// <summary>The message to show; null shows the empty state.</summary>
    [Parameter] public MessageKey? Message { get; set; }

    /// <summary>A message inside it; empty for itself.</summary>
    [Parameter] public string Section { get; set; } = "";

    /// <summary>Whether it is looked at. One that is not keeps what it has, so that coming back costs nothing.</summary>
    [Parameter] public bool Shown { get; set; } = true;

    /// <summary>Told which messages somebody who reads this one is likely to open next.</summary>
    [Parameter] public EventCallback<IReadOnlyList<MessageKey>> Expected { get; set; }

    /// <summary>The list it was opened from: where next and previous lead.</summary>
    [Parameter] public MailboxView? View { get; set; }

    /// <summary>Carried from the prerendered page into the circuit, so that the addresses on it stay the same.</summary>
    [PersistentState]
    public string? Capability { get; set; }

    private bool Loading => Message is not null && _open is null && _failure is null && !_lost;

    private bool InJunk => Use == SpecialUse.Junk;

    private SpecialUse? Use => Mailboxes.Known(Account)?.FirstOrDefault(m => m.Name == Message?.Mailbox)?.SpecialUse;

    private string ListUrl => MailUrls.Mailbox(Account, Message!.Value.Mailbox, View?.Query);

    /// <summary>Names it for the browser, which shows it as soon as its address is chosen (cards.js).</summary>
    private string Card => Message is { } key ? MailUrls.Message(Account, key, section: Section) : "";

    protected override async Task OnParametersSetAsync()
    {
        var wanted = (Account, Message, Section);
        if (wanted != _loaded)
        {
            _loaded = wanted;
            await (Message is null ? LeaveAsync() : LoadAsync());
        }
        else if (Shown != _staying && Message is not null)
        {
            await (Shown ? ReturnAsync() : StopStayingAsync());
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _subscription = Live.Subscribe(changes => InvokeAsync(() => Apply(changes)));
            await BrowserAsync(async () => _module = await Browser.InvokeAsync<IJSObjectReference>("import", Script));
            await BrowserAsync(() => _module!.InvokeVoidAsync("attach", _pane).AsTask());
        }

        if (_arrived && _module is not null)
        {
            _arrived = false;
            await BrowserAsync(() => _module.InvokeVoidAsync("arrived", _pane).AsTask());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _load.CancelAsync();
        _load.Dispose();
        await _stay.CancelAsync();
        _stay.Dispose();
        _subscription?.Dispose();
        if (_module is not null)
        {
            await BrowserAsync(() => _module.InvokeVoidAsync("detach", _pane).AsTask());
            await BrowserAsync(() => _module.DisposeAsync().AsTask());
        }
    }

    private async Task LeaveAsync()
    {
        await _load.CancelAsync();
        _load.Dispose();
        _load = new CancellationTokenSource();
        await StopStayingAsync();
        (_open, _expected, _failure, _lost) = (null, null, null, false);
        ShowFlags(MessageFlags.None);
    }

    private async Task LoadAsync()
    {
        await LeaveAsync();
        var token = _load.Token;
        var key = Message!.Value;
        _expected = KnownRow(key);
        ShowFlags(_expected?.Flags ?? MessageFlags.None);
        try
        {
            if (!Shown)
                await Reader.PrefetchAsync(Account, key, token);
            var open = await Opener.OpenAsync(Account, key, Section, Capability, token);
            if (token.IsCancellationRequested)
                return;
            _open = open;
            ShowFlags(open.Message.Flags);
            Capability = open.Capability;
            _issuedAt = Time.GetUtcNow();
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Another message was opened meanwhile, or the page was left: this answer is nobody's any more.
            return;
        }
        catch (MailException failure)
        {
            if (token.IsCancellationRequested)
                return;
            _lost = failure.Failure is MailFailure.MessageGone or MailFailure.MailboxGone or MailFailure.MailboxRecreated;
            _failure = _lost ? null : failure;
            return;
        }

        if (Shown)
            Stay();
    }

    /// <summary>What the list shows for it already, without asking the server.</summary>
    private MessageSummary? KnownRow(MessageKey key)
    {
        if (View is null || View.UidValidity != key.UidValidity || View.Mailbox != key.Mailbox || View.RowOf(key.Uid) is not (>= 0 and var row))
            return null;
        var window = Listing.WindowAsync(Account, View, row, 1, _load.Token);
        return window.IsCompletedSuccessfully ? window.Result[0] : null;
    }

    /// <summary>Names the frame for the browser, which keeps one that is loaded when the page is drawn anew.</summary>
    private string FrameName(BodyFrame frame) => $"{Card}#{frame.Section}{_open!.Look.Query}";

    /// <summary>How many frames are on the page: none of a heavy message that is only held ready.</summary>
    private int HeldFrames => Shown || (_open!.Frames.Count <= HeldParts && _open.Message.Texts.Sum(static text => text.Size) <= HeldBytes)
        ? _open!.Frames.Count : 0;

    private string FrameTitle(int index) => index == 0 ? L["Message body"] : L["Message body {0}", index + 1];

    /// <summary>Shows this message alone in the other colours.</summary>
    private Task RecolourAsync() => TakeOnAsync((open, token) => Opener.RecolourAsync(Account, open, token));

    /// <summary>The message is long or complex, and its reader wants to see it all the same.</summary>
    private Task AskAsync() => TakeOnAsync((open, token) => Opener.ShowLongAsync(Account, open, token));

    private async Task ShowHeadersAsync()
    {
        var key = Message!.Value;
        var account = Account;
        var section = Section;
        var parameters = new DialogParameters<AllHeadersDialog>
        {
            { dialog => dialog.Read, token => Reader.ReadHeaderAsync(account, key, section, token) },
        };
        await Dialogs.ShowAsync<AllHeadersDialog>(L["All headers"], parameters, AllHeadersDialog.Options);
    }

    private static async Task BrowserAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The browser left: what was asked of it does not matter any more.
        }
    }
}
