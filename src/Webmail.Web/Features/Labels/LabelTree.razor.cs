using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using Webmail.Mail;
using Webmail.Mail.Labels;
using Webmail.Mail.Watching;
using Webmail.Web.Session;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Labels;

/// <summary>
/// The labels of an account, and what can be done to them. A label leads to its messages in the mailbox that is looked at. Menu, dialog,
/// keys and dropping are the browser's (LabelTree.razor.js); what is to be changed arrives here.
/// </summary>
public sealed partial class LabelTree
{
    private const string ScriptPath = "./Features/Labels/LabelTree.razor.js";

    /// <summary>Where the script puts the name of the label that is meant.</summary>
    private const string NamePlace = "{0}";

    private AccountLabels _labels = AccountLabels.Standard;
    private Label? _stop;
    private AccountId? _shown;
    private int _hidden;
    private bool _showHidden;
    private IDisposable? _subscription;
    private ComponentScript<LabelTree>? _script;

    private ComponentScript<LabelTree> Script => _script ??= new(Browser, ScriptPath);

    [Parameter, EditorRequired] public AccountId Account { get; set; }

    /// <summary>The mailbox that is looked at; INBOX when none is.</summary>
    [Parameter] public MailboxName? Mailbox { get; set; }

    /// <summary>What is searched for in it.</summary>
    [Parameter] public string? Query { get; set; }

    [Inject] private LabelService Labels { get; set; } = null!;

    [Inject] private LiveChanges Live { get; set; } = null!;

    [Inject] private ISnackbar Snackbar { get; set; } = null!;

    [Inject] private IJSRuntime Browser { get; set; } = null!;

    private IEnumerable<Label> Shown => _labels.All.Where(label => _showHidden || !label.Hidden || IsSelected(label));

    /// <summary>Makes a label, or gives one another name.</summary>
    /// <param name="keyword">Which; empty for a new one.</param>
    /// <param name="name">What was typed.</param>
    /// <returns>Why not, in words for the user; empty when it was done.</returns>
    [JSInvokable]
    public async Task<string> SaveAsync(string keyword, string name)
    {
        var isNew = keyword.Length == 0;
        // A new name becomes a keyword; another name for an old one is only shown.
        if (isNew && ProblemOf(LabelName.TryMakeKeyword(name, out _)) is { } problem)
            return problem;
        if (name.Length > LabelName.MaxKeywordLength)
            return L["This name is too long for a mail server."];
        try
        {
            if (isNew)
                await Labels.CreateAsync(Account, name, null, CancellationToken.None);
            else if (LabelName.IsKeyword(keyword) && _labels.Of(keyword) is not null)
                await Labels.RenameAsync(Account, keyword, name, CancellationToken.None);
            await RefreshAsync();
            return "";
        }
        catch (MailException failure)
        {
            return FailureText.Of(failure, Words);
        }
    }

    /// <summary>Gives a label another colour.</summary>
    /// <returns>Whether it has it now; if not, the user was told why.</returns>
    [JSInvokable]
    public Task<bool> PaintAsync(string keyword, int colour) => ChangeAsync(
        keyword, async label =>
        {
            if (colour >= 0 && colour < ColourSwatches.Count)
                await Labels.PaintAsync(Account, label.Keyword, colour, CancellationToken.None);
        });

    /// <summary>Leaves a label out of the list, or takes it in again.</summary>
    /// <returns>Whether it was done; if not, the user was told why.</returns>
    [JSInvokable]
    public Task<bool> HideAsync(string keyword, bool hidden) => ChangeAsync(
        keyword, async label =>
        {
            await Labels.HideAsync(Account, label.Keyword, hidden, CancellationToken.None);
            if (hidden)
                Say(L["Hidden: {0}", LabelLook.Name(label, Words)], label);
        });

    /// <summary>Forgets a label; messages keep it.</summary>
    /// <returns>Whether it was done; if not, the user was told why.</returns>
    [JSInvokable]
    public Task<bool> DeleteAsync(string keyword) => ChangeAsync(
        keyword, async label =>
        {
            await Labels.DeleteAsync(Account, label.Keyword, CancellationToken.None);
            Say(L["Deleted: {0}. Messages keep it.", LabelLook.Name(label, Words)], label);
        });

    protected override async Task OnParametersSetAsync()
    {
        var isNew = _shown != Account;
        _shown = Account;
        Show(Labels.Known(Account));
        // Asked for at every step through the mailboxes: what another device chose is found by looking now and then.
        if (isNew || RendererInfo.IsInteractive)
            await RefreshAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _subscription = Live.Subscribe(changes => InvokeAsync(() => Apply(changes)));
        await Script.ServeAsync(this, self => [self]);
    }

    private void Apply(IReadOnlyList<MailboxChange> changes)
    {
        if (!changes.Any(static change => change is AccountSettingsChanged or KeywordsSeen))
            return;
        Show(Labels.Known(Account));
        StateHasChanged();
    }

    private async Task RefreshAsync()
    {
        try
        {
            Show(await Labels.ReadAsync(Account, Script.Gone));
        }
        catch (MailException)
        {
            // That the mail server is away is told above the list; here its labels are shown as far as they are known.
            Show(Labels.Known(Account));
        }
        catch (OperationCanceledException) when (Script.Gone.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    private void Show(AccountLabels labels)
    {
        _labels = labels;
        _hidden = labels.All.Count(static label => label.Hidden);
        _showHidden &= _hidden > 0;
        _stop = Shown.FirstOrDefault(IsSelected) ?? Shown.FirstOrDefault();
    }

    private async Task<bool> ChangeAsync(string keyword, Func<Label, Task> change)
    {
        if (_labels.All.FirstOrDefault(label => label.Keyword == keyword) is not { } known)
            return false;
        try
        {
            await change(known);
        }
        catch (MailException failure)
        {
            await InvokeAsync(() => Snackbar.Add(FailureText.Of(failure, Words), Severity.Warning));
            return false;
        }

        await InvokeAsync(() =>
        {
            Show(Labels.Known(Account));
            StateHasChanged();
        });
        return true;
    }

    private void Say(string text, Label before) => _ = InvokeAsync(() => Snackbar.Add(text, Severity.Normal, options =>
    {
        options.Action = L["Undo"];
        options.OnClick = _ => ChangeBackAsync(before);
    }));

    private async Task ChangeBackAsync(Label before)
    {
        try
        {
            await Labels.RestoreAsync(Account, before, CancellationToken.None);
        }
        catch (MailException failure)
        {
            await InvokeAsync(() => Snackbar.Add(FailureText.Of(failure, Words), Severity.Warning));
        }
    }

    private bool IsSelected(Label label) => Query is not null && Query == label.Search;

    private string HrefOf(Label label) => MailUrls.Mailbox(Account, Mailbox ?? MailboxName.Inbox, label.Search);

    private string? ProblemOf(LabelNameProblem problem) => problem switch
    {
        LabelNameProblem.None => null,
        LabelNameProblem.Empty => L["A label needs a name."].Value,
        LabelNameProblem.TooLong => L["This name is too long for a mail server."].Value,
        LabelNameProblem.Technical => L["Mail programs use this name for something else."].Value,
        _ => L["A label cannot have these characters."].Value,
    };

    public async ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        if (_script is not null)
            await _script.DisposeAsync();
    }
}
