using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Snapshots;
using Webmail.Web.Session;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Snapshots;

/// <summary>
/// Asks what to copy where, and shows how far it is. The copy belongs to the account, not to the page: every tab shows the same one,
/// and it goes on when all of them are closed.
/// </summary>
public sealed partial class SnapshotPage : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<Mailbox> _mailboxes = [];
    private IReadOnlyList<(Mailbox Mailbox, int Level)> _choices = [];
    private IDisposable? _subscription;
    private SnapshotProgress? _progress;
    private SnapshotForm? _form;
    private string? _failure;
    private bool _starting;
    private bool _checked;

    [Inject] private FolderSnapshots Snapshots { get; set; } = null!;

    [Inject] private MailboxService MailboxList { get; set; } = null!;

    [Inject] private CurrentAccount Current { get; set; } = null!;

    [Inject] private IOptions<MailOptions> Mail { get; set; } = null!;

    [Inject] private IOptions<InstanceOptions> Instance { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _progress = Snapshots.Find(Current.Id);
        _form = _progress is null ? NewForm() : null;
        Show(MailboxList.Known(Current.Id) ?? []);
        if (!RendererInfo.IsInteractive)
            return;
        _subscription = Snapshots.Subscribe(Current.Id, () => _ = InvokeAsync(Refresh));
        Refresh();
        if (_mailboxes.Count == 0)
            await LoadAsync();
    }

    private SnapshotForm NewForm() => new() { Folder = L["Copied mail"] };

    private void Refresh()
    {
        if (_gone.IsCancellationRequested)
            return;
        _progress = Snapshots.Find(Current.Id);
        if (_progress is null)
            _form ??= NewForm();
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        try
        {
            Show(await MailboxList.ListAsync(Current.Id, _gone.Token));
        }
        catch (MailException e)
        {
            _failure = FailureText.Of(e, Texts);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    private void Show(IReadOnlyList<Mailbox> mailboxes)
    {
        _mailboxes = mailboxes;
        var choices = new List<(Mailbox, int)>(mailboxes.Count);
        var known = mailboxes.Select(static mailbox => mailbox.Name).ToHashSet();
        var inside = mailboxes.Where(mailbox => mailbox.Parent is { } parent && known.Contains(parent)).ToLookup(static mailbox => mailbox.Parent!.Value);
        foreach (var top in mailboxes.Where(mailbox => mailbox.Parent is not { } parent || !known.Contains(parent)))
            Add(top, 0);
        _choices = choices;

        void Add(Mailbox mailbox, int level)
        {
            choices.Add((mailbox, level));
            foreach (var child in inside[mailbox.Name])
                Add(child, level + 1);
        }
    }

    private async Task StartAsync()
    {
        if (_starting || _form is not { } form)
            return;
        _checked = true;
        _failure = null;
        if (!form.IsValid)
            return;
        _starting = true;
        try
        {
            var start = await Snapshots.StartAsync(Current.Id, form.Request(), new Credentials(form.Password), _gone.Token);
            // Whatever came of it: the page keeps no password.
            form.Password = "";
            _checked = false;
            _failure = Explain(start);
            if (start.Outcome == SnapshotOutcome.Started)
                _form = null;
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page was left before the other server answered.
        }
        finally
        {
            _starting = false;
        }

        Refresh();
    }

    private string? Explain(SnapshotStart start) => start.Outcome switch
    {
        SnapshotOutcome.Started => null,
        SnapshotOutcome.AlreadyRunning => L["A copy is running already. Wait for its end, or cancel it."],
        SnapshotOutcome.TooManyAttempts => L["Too many attempts. Try again in {0} min.", SnapshotText.Number((long)Math.Ceiling(start.RetryAfter.TotalMinutes))],
        _ => SnapshotText.Failure(start.Failure ?? MailFailure.ServerRefused, start.Detail, L, Texts),
    };

    private void CancelCopy() => Snapshots.Cancel(Current.Id);

    private void FillAgain()
    {
        if (_progress is { } last)
            _form = SnapshotForm.Of(last.Request);
        _checked = false;
    }

    private void Dismiss()
    {
        _form = null;
        Snapshots.Dismiss(Current.Id);
        Refresh();
    }

    private string Indented(Mailbox mailbox, int level) => new string('\u2003', level) + MailboxLabel.Of(mailbox, Texts);

    private string? Invalid(bool valid) => _checked && !valid ? "true" : null;

    private RenderFragment Error(string id, bool valid, string text) => builder =>
    {
        builder.OpenElement(0, "p");
        builder.AddAttribute(1, "id", id);
        builder.AddAttribute(2, "class", "wrong");
        builder.AddAttribute(3, "role", "alert");
        if (_checked && !valid)
            builder.AddContent(4, text);
        builder.CloseElement();
    };

    public void Dispose()
    {
        _subscription?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }
}
