using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Webmail.Mail;
using Webmail.Mail.Labels;
using Webmail.Mail.Messages;
using Webmail.Mail.Watching;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Listing;

/// <summary>
/// The messages of a mailbox or search. The scrollbar spans all of them, the page holds a window of rows around what is seen; the
/// browser says which rows it wants next (<see cref="ShowAsync"/>).
/// </summary>
public sealed partial class MessageList
{
    private const string Script = "./Features/Listing/MessageList.razor.js";

    /// <summary>The header by which a page that begins anew says which row it shows (wwwroot/js/fresh-page.js).</summary>
    private const string FirstRowHeader = "webmail-first-row";

    /// <summary>How long the first HTML waits for rows before it goes out without them.</summary>
    private static readonly TimeSpan FirstHtmlPatience = TimeSpan.FromSeconds(2.5);

    private readonly CancellationTokenSource _gone = new();
    private (AccountId, MailboxName, string?)? _shown;
    private string _key = "";
    private string[] _marks = [];
    private AccountLabels _labels = AccountLabels.Standard;
    private bool _outgoing;
    private bool _spam;
    private bool _refreshing;
    private MailboxView? _announced;
    private MailboxView? _told;
    private string _uids = "";
    private ElementReference _root;
    private IDisposable? _subscription;
    private ITimer? _midnight;
    private IJSObjectReference? _module;
    private IJSObjectReference? _list;
    private DotNetObjectReference<MessageList>? _self;

    [Parameter, EditorRequired] public AccountId Account { get; set; }

    [Parameter, EditorRequired] public MailboxName Mailbox { get; set; }

    /// <summary>What is searched for, or null for the whole mailbox.</summary>
    [Parameter] public string? Query { get; set; }

    /// <summary>The message in the reading pane.</summary>
    [Parameter] public MessageKey? Open { get; set; }

    /// <summary>The name shown as the list's title.</summary>
    [Parameter] public string Title { get; set; } = "";

    /// <summary>Tells the shell what the list shows now, so that the reading pane knows its neighbours.</summary>
    [Parameter] public EventCallback<MailboxView> ViewChanged { get; set; }

    /// <summary>The row that was seen at the top when the page began anew, so that its first rows are those it shows already.</summary>
    [PersistentState]
    public int FirstRow { get; set; }

    /// <summary>The request that is answered; null in a circuit.</summary>
    [CascadingParameter] private HttpContext? Request { get; set; }

    /// <summary>The list's own address, relative to the base path.</summary>
    private string Path => MailUrls.Mailbox(Account, Mailbox);

    /// <summary>How many ranges of UIDs the page is told of with the rows: all of most mailboxes, 16 kB at the most.</summary>
    private const int UidRanges = 1_000;

    private string? OpenUid => Open is { } open && open.Mailbox == Mailbox ? open.Uid.ToString() : null;

    private string Heading => Query is null ? Title
        : State.Window is { } found ? L["{0} in {1}", L.Counted(found.View.Count, "{0} result", "{0} results"), Title]
        : State.Opening ? L["Searching in {0}", Title]
        : Title;

    private string? Detail => Query is null && State.Unseen is { } unseen and > 0
        ? L["{0} unread", unseen.ToString("N0", CultureInfo.CurrentCulture)].Value
        : null;

    protected override void OnInitialized()
    {
        if (!RendererInfo.IsInteractive)
            return;

        // Before the list is opened: what changes in between is not missed.
        _subscription = Live.Subscribe(changes => InvokeAsync(() => ApplyAsync(changes)));
        _midnight = Time.CreateTimer(_ => _ = InvokeAsync(DayChanged), null, UntilMidnight(), Timeout.InfiniteTimeSpan);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == (Account, Mailbox, Query))
            return;
        _shown = (Account, Mailbox, Query);
        _marks = MarkedText.Words(Query);
        _labels = Labels.Known(Account);
        // Positions are remembered in the browser under this name; it tells nobody what the mailbox is called.
        _key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(MailUrls.Mailbox(Account, Mailbox, Query))).AsSpan(0, 8));
        var opening = OpenAsync();
        await (RendererInfo.IsInteractive ? opening : Task.WhenAny(opening, Task.Delay(FirstHtmlPatience, Time, _gone.Token)));
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        try
        {
            _self = DotNetObjectReference.Create(this);
            _module = await Browser.InvokeAsync<IJSObjectReference>("import", _gone.Token, Script);
            _list = await _module.InvokeAsync<IJSObjectReference>("attach", _gone.Token, _root, _self);
        }
        catch (Exception left) when (left is JSDisconnectedException or OperationCanceledException)
        {
            // The page was left while the module was on its way: there is no list to serve any more.
        }
    }

    /// <summary>The browser's wish: the rows around what it shows, and one screen more on each side.</summary>
    [JSInvokable]
    public async Task<bool> ShowAsync(int first, int count)
    {
        var shown = await State.ShowAsync(first, count);
        NoteLabels();
        StateHasChanged();
        return shown;
    }

    /// <summary>All messages of the list, as RFC 9051 writes a set of UIDs; the page is told of the newest alone where they are many.</summary>
    [JSInvokable]
    public string AllUids() => State.Window?.View.Uids.ToString() ?? "";

    private async Task OpenAsync()
    {
        if (Request is not null && int.TryParse(Request.Request.Headers[FirstRowHeader], NumberStyles.None, CultureInfo.InvariantCulture, out var row))
            FirstRow = row;
        await State.OpenAsync(Account, Mailbox, Query, FirstRow);
        if (RendererInfo.IsInteractive)
            FirstRow = 0;
        NoteLabels();
        _outgoing = State.Listed?.SpecialUse is SpecialUse.Sent or SpecialUse.Drafts;
        _spam = State.Listed?.SpecialUse is SpecialUse.Junk;
        await AnnounceViewAsync();
    }

    /// <summary>Rows out of the cache may have labels that no mailbox told of yet.</summary>
    private void NoteLabels()
    {
        if (State.Window is { } window)
            Labels.Note(Account, window.Rows.Where(static row => row is { Flags.Keywords.IsDefaultOrEmpty: false }).SelectMany(static row => row!.Flags.Keywords));
    }

    private async Task ReopenAsync()
    {
        await State.ReopenAsync();
        await AnnounceViewAsync();
    }

    private Task CancelAsync() => State.CancelAsync();

    private async Task RefreshAsync()
    {
        _refreshing = true;
        await State.RefreshAsync();
        _refreshing = false;
        await AnnounceViewAsync();
    }

    private async Task ApplyAsync(IReadOnlyList<MailboxChange> changes)
    {
        var relabelled = changes.Any(static change => change is AccountSettingsChanged or KeywordsSeen);
        if (relabelled)
            _labels = Labels.Known(Account);
        if (!await State.ApplyAsync(changes) && !relabelled)
            return;
        StateHasChanged();
        await AnnounceViewAsync();
    }

    private async Task AnnounceViewAsync()
    {
        if (State.Window?.View is not { } view || ReferenceEquals(view, _announced))
            return;
        _announced = view;
        await ViewChanged.InvokeAsync(view);
    }

    /// <summary>The messages by which the browser knows its rows, also those that are not on the page.</summary>
    private string UidsOf(MailboxView view)
    {
        if (!ReferenceEquals(view, _told))
        {
            _told = view;
            var skipped = Math.Max(0, view.Uids.RangeCount - UidRanges);
            _uids = (skipped == 0 ? view.Uids : UidSet.OfRanges(view.Uids.Ranges.Skip(skipped))).ToString();
        }

        return _uids;
    }

    private int OpenRow(RowWindow window) =>
        Open is { } open && open.Mailbox == Mailbox && open.UidValidity == window.View.UidValidity ? window.View.RowOf(open.Uid) : -1;

    private string DateText(MessageSummary? row) => row is null ? "" : Dates.Row(MessageRow.DateOf(row));

    private string FullDate(MessageSummary? row) => row is null ? "" : Dates.Full(MessageRow.DateOf(row));

    /// <summary>"Yesterday" is another day now.</summary>
    private void DayChanged()
    {
        StateHasChanged();
        _midnight?.Change(UntilMidnight(), Timeout.InfiniteTimeSpan);
    }

    private TimeSpan UntilMidnight()
    {
        var local = TimeZoneInfo.ConvertTime(Time.GetUtcNow(), Preferences.Value.Zone(Time));
        // A second late is early enough, a second early would show the old day until the next midnight.
        return local.Date.AddDays(1) - local.DateTime + TimeSpan.FromSeconds(1);
    }

    public async ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        _midnight?.Dispose();
        await _gone.CancelAsync();
        _gone.Dispose();
        try
        {
            if (_list is not null)
            {
                await _list.InvokeVoidAsync("dispose");
                await _list.DisposeAsync();
            }

            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser left first; what it held went with it.
        }

        _self?.Dispose();
    }
}
