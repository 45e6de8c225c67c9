using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using Webmail.Mail;
using Webmail.Mail.Operations;
using Webmail.Mail.Watching;
using Webmail.Web.Session;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Acting;

/// <summary>
/// What is done to messages: where the browser's wishes arrive (Acting.razor.js shows them at once and asks until they are written
/// down), jobs under way, undo, and the list of what waits and what failed.
/// </summary>
public sealed partial class Acting
{
    private const string ScriptPath = "./Features/Acting/Acting.razor.js";
    private const int MostShown = 50;

    /// <summary>What a page that was just closed did can be taken back on the next one.</summary>
    private static readonly TimeSpan JustNow = TimeSpan.FromSeconds(30);

    private readonly HashSet<string> _told = [];
    private IReadOnlyList<OperationEntry> _jobs = [];
    private IReadOnlyList<OperationEntry> _waiting = [];
    private IReadOnlyList<OperationEntry> _failed = [];
    private string? _earlier;
    private bool _busy;
    private ElementReference _place;
    private ComponentScript<Acting>? _script;
    private IDisposable? _subscription;

    private ComponentScript<Acting> Script => _script ??= new(Browser, ScriptPath);

    [Parameter, EditorRequired] public AccountId Account { get; set; }

    [Inject] private Wishes Wishes { get; set; } = null!;

    [Inject] private ActingState State { get; set; } = null!;

    [Inject] private OperationJournal Journal { get; set; } = null!;

    [Inject] private LiveChanges Live { get; set; } = null!;

    [Inject] private ISnackbar Snackbar { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    private string BarWords => JsonSerializer.Serialize(new Dictionary<string, string[]>
    {
        ["archive"] = [L["Archived"], L["{0} messages archived"]],
        ["delete"] = [L["Deleted"], L["{0} messages deleted"]],
        ["expunge"] = [L["Deleted for good"], L["{0} messages deleted for good"]],
        ["spam"] = [L["Reported as spam"], L["{0} messages reported as spam"]],
        ["notspam"] = [L["Moved to the inbox"], L["{0} messages moved to the inbox"]],
        ["move"] = [L["Moved"], L["{0} messages moved"]],
        ["copy"] = [L["Copied"], L["{0} messages copied"]],
        ["seen"] = [L["Marked as read"], L["{0} messages marked as read"]],
        ["unseen"] = [L["Marked as unread"], L["{0} messages marked as unread"]],
        ["flag"] = [L["Flagged"], L["{0} messages flagged"]],
        ["unflag"] = [L["Flag taken off"], L["Flag taken off {0} messages"]],
        ["newlabel"] = [L["Label put on"], L["Label put on {0} messages"]],
        ["label"] = [L["Label put on"], L["Label put on {0} messages"]],
        ["unlabel"] = [L["Label taken off"], L["Label taken off {0} messages"]],
        ["pin"] = [L["Pinned"], L["{0} messages pinned"]],
        ["unpin"] = [L["Unpinned"], L["{0} messages unpinned"]],
        ["mute"] = [L["Muted"], L["{0} messages muted"]],
        ["unmute"] = [L["Unmuted"], L["{0} messages unmuted"]],
        ["undone"] = [L["Undone"], L["Undone for {0} messages"]],
    });

    private string PickerWords => JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["move"] = L["Move to"],
        ["moveFind"] = L["Find a folder"],
        ["copy"] = L["Copy to"],
        ["copyFind"] = L["Find a folder"],
        ["label"] = L["Label"],
        ["labelFind"] = L["Find or create a label"],
    });

    /// <summary>Writes down what the browser asks for.</summary>
    [JSInvokable]
    public async Task<object> AskAsync(JsonElement wish)
    {
        try
        {
            if (wish.Deserialize<Wish>(JsonSerializerOptions.Web) is not { } read)
                return WishAnswer.Refused;
            var answer = await Wishes.AskAsync(Account, read, CancellationToken.None);
            // What waits here is shown before the browser hears that it need not wait there any more.
            Look();
            StateHasChanged();
            return answer;
        }
        catch (Exception unreadable) when (unreadable is JsonException or NullReferenceException)
        {
            return WishAnswer.Refused;
        }
        catch (MailException failure) when (failure.IsTransient)
        {
            return WishAnswer.Later;
        }
        catch (MailException failure)
        {
            await InvokeAsync(() => Snackbar.Add(FailureText.Of(failure, Words), Severity.Warning));
            return WishAnswer.Refused;
        }
    }

    protected override void OnParametersSet()
    {
        foreach (var entry in State.All(Account).Where(static entry => !entry.IsPending))
            _told.Add(entry.Operation.Id);
        Look();
        if (Wishes.Last(Account) is { } last && last.Operation.Made > Time.GetUtcNow() - JustNow)
        {
            _earlier = JsonSerializer.Serialize(
                new { kind = Wishes.NameOf(last.Operation.Kind), ids = new[] { last.Operation.Id }, count = last.Total });
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _subscription = Live.Subscribe(changes => InvokeAsync(() => Apply(changes)));
        await Script.ServeAsync(this, self => [_place, self, $"mail/{Account}/"]);
    }

    private void Apply(IReadOnlyList<MailboxChange> changes)
    {
        if (!changes.Any(static change => change is OperationsChanged))
            return;
        Tell();
        Look();
        StateHasChanged();
    }

    private void Look()
    {
        var all = State.All(Account);
        _busy = all.Any(static entry => entry.IsPending);
        _jobs = [.. ActingState.Jobs(all)];
        _waiting = [.. State.Waiting(all)];
        _failed = [.. ActingState.Failed(all)];
    }

    /// <summary>What did not go as asked is told, once.</summary>
    private void Tell()
    {
        foreach (var entry in State.All(Account).Where(entry => !entry.IsPending && !Wishes.IsByItself(entry.Operation) && _told.Add(entry.Operation.Id)))
        {
            if (entry.State == OperationState.Failed)
                Snackbar.Add(State.Failure(entry, Words), Severity.Warning);
            else if (entry is { State: OperationState.Done, Missing: > 0, Undone: false })
                Snackbar.Add(L.Counted(entry.Missing, "{0} message was not there any more.", "{0} messages were not there any more."), Severity.Info);
        }
    }

    private Task CancelAsync(OperationEntry entry) => Journal.CancelAsync(Account, entry.Operation.Id, CancellationToken.None);

    private Task RetryAsync(OperationEntry entry)
    {
        _told.Remove(entry.Operation.Id);
        return Journal.RetryAsync(Account, entry.Operation.Id, CancellationToken.None);
    }

    private Task DropAsync(OperationEntry entry) => Journal.DropAsync(Account, entry.Operation.Id, CancellationToken.None);

    private async Task UndoAsync(OperationEntry entry) =>
        await Journal.UndoAsync(Account, entry.Operation.Id, Guid.NewGuid().ToString("N"), CancellationToken.None);

    private static int Percent(OperationEntry entry) => (int)Math.Clamp(entry.Done * 100L / Math.Max(1, entry.Total), 0, 100);

    public async ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        if (_script is not null)
            await _script.DisposeAsync();
    }
}
