using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Webmail.Mail;
using Webmail.Mail.Settings;
using Webmail.Mail.Watching;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Mailboxes;

/// <summary>The mailboxes of an account with their unread messages, kept current.</summary>
public sealed partial class MailboxTree
{
    /// <summary>With more folders the tree starts folded and has a box to find them in.</summary>
    private const int FindThreshold = 40;

    private const int SkeletonRows = 9;
    private const string Script = "./Features/Mailboxes/MailboxTree.razor.js";
    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<MailboxNode> _nodes = [];
    private HashSet<MailboxName> _open = [];
    private HashSet<MailboxName> _parents = [];
    private HashSet<MailboxName> _needed = [];
    private IReadOnlyList<Mailbox> _list = [];
    private MailboxChoices? _choices;
    private IDisposable? _subscription;
    private MailException? _failure;
    private AccountId? _shown;
    private bool _loading;

    [Parameter, EditorRequired] public AccountId Account { get; set; }

    [Parameter] public MailboxName? Selected { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Account)
            return;
        _shown = Account;
        _choices = new MailboxChoices(Settings, Account, OnChosen);
        _list = [];
        _nodes = [];
        if (Mailboxes.Known(Account) is { } known)
            Show(known);
        var choices = ReadChoicesAsync(_choices);
        if (_nodes.Count == 0)
            await LoadAsync();
        await choices;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _subscription = Live.Subscribe(changes => InvokeAsync(() => ApplyAsync(changes)));
        try
        {
            // The module serves every tree of the page by itself; nothing is kept here.
            await Browser.InvokeVoidAsync("import", _gone.Token, Script);
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // The page was left while the module was on its way: there is no tree to serve any more.
        }
    }

    private async Task LoadAsync()
    {
        _failure = null;
        _loading = true;
        try
        {
            Show(await Mailboxes.ListAsync(Account, _gone.Token));
        }
        catch (MailException failure)
        {
            _failure = failure;
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page was left; nobody waits for the list.
        }
        finally
        {
            _loading = false;
        }
    }

    private async Task ReadChoicesAsync(MailboxChoices choices)
    {
        try
        {
            await choices.ReadAsync(_gone.Token);
            OnChosen();
        }
        catch (MailException)
        {
            // That the mail server is away is told above; what was last seen goes on.
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    private void OnChosen()
    {
        if (_list.Count == 0)
            return;
        Show(_list);
        StateHasChanged();
    }

    private void Show(IReadOnlyList<Mailbox> list)
    {
        var first = _nodes.Count == 0;
        _list = list;
        _nodes = MailboxOutline.Build(list, _choices?.Shown ?? AccountSettings.Default);
        _needed = MailboxActs.Needed(list);
        var before = _parents;
        _parents = _nodes.Where(static n => n.HasChildren).Select(static n => n.Mailbox.Name).ToHashSet();
        if (!first)
        {
            // What was put into a folder just now is not hidden in it.
            if (_list.Count <= FindThreshold)
                _open.UnionWith(_parents.Except(before));
            return;
        }

        // What is open at first. The browser remembers what the user opened and closed.
        _open = _list.Count <= FindThreshold
            ? [.. _parents]
            : _nodes.FirstOrDefault(n => n.Mailbox.Name == Selected)?.Ancestors.Select(static m => m.Name).ToHashSet() ?? [];
    }

    private void OnRightsRead() => StateHasChanged();

    private async Task ApplyAsync(IReadOnlyList<MailboxChange> changes)
    {
        // Whoever looks at a folder that got another name goes on looking at it.
        foreach (var renamed in changes.OfType<MailboxRenamed>())
        {
            if (Selected is { } open && renamed.From.Contains(open))
                Navigation.NavigateTo(MailUrls.Mailbox(Account, renamed.From.Moved(open, renamed.To)), replace: true);
        }

        var counts = changes.OfType<StatusChanged>().GroupBy(static c => c.Mailbox)
            .ToDictionary(static g => g.Key, static g => g.Last().Status);
        var listChanged = changes.Any(static c => c is MailboxListChanged or MailboxReset { Gone: true });
        var backOnline = _failure is not null && changes.Any(static c => c is ServerReachable { Online: true });
        var chosen = changes.Any(static c => c is AccountSettingsChanged);
        if (counts.Count > 0 || chosen)
            Show([.. _list.Select(m => counts.TryGetValue(m.Name, out var status) ? m with { Status = status } : m)]);
        if (listChanged || backOnline)
            await LoadAsync();
        if (counts.Count > 0 || chosen || listChanged || backOnline)
            StateHasChanged();
    }

    private string CanOf(MailboxNode node)
    {
        var name = node.Mailbox.Name;
        var acts = MailboxActs.Of(node.Mailbox, _needed.Contains(name), Sharing.Known(Account, name), Sharing.IsKnown(Account, name));
        return $"{acts} {MailboxActs.Choices(node)}".TrimStart();
    }

    private string? HeadingBefore(MailboxNode node)
    {
        if (node.Level > 1 || node != _nodes.First(n => n.Section == node.Section))
            return null;
        return node.Section switch
        {
            MailboxSection.Favourites => L["Favourites"].Value,
            MailboxSection.Special => HasFavourites ? L["All folders, {0}", _list.Count.ToString("N0", CultureInfo.CurrentCulture)].Value : null,
            MailboxSection.Folders => HasFavourites ? null : L["Folders"].Value,
            _ => L["Shared folders"].Value,
        };
    }

    private bool HasFavourites => _nodes is [{ IsRepeated: true }, ..];

    // Where new folders are made, and where those go that are dragged to the top.
    private bool IsTop(MailboxSection section) => section == (HasFavourites ? MailboxSection.Special : MailboxSection.Folders);

    private string PathOf(MailboxNode node) => string.Join(" / ", node.Ancestors.Select(m => MailboxLabel.Of(m, Words)));

    public void Dispose()
    {
        _subscription?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }
}
