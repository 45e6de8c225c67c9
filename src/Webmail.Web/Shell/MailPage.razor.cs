using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Webmail.Mail;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Messages;
using Webmail.Mail.Watching;
using Webmail.Web.Session;
using Webmail.Web.Shared;

namespace Webmail.Web.Shell;

/// <summary>The mail page: the list and the message that the address names, side by side or one at a time.</summary>
public sealed partial class MailPage : IDisposable
{
    private readonly MessageDeck _deck = new();
    private MailLocation? _at;
    private MailboxView? _view;
    private int? _unseen;
    private IDisposable? _changes;

    /// <summary>The rest of the address; read as a whole by <see cref="MailLocation"/>.</summary>
    [Parameter] public string? Path { get; set; }

    /// <summary>What is searched for: named here so that the router tells of a change in it alone.</summary>
    [SupplyParameterFromQuery(Name = "q")] public string? Query { get; set; }

    /// <summary>The message inside the message: as above.</summary>
    [SupplyParameterFromQuery(Name = "part")] public string? Part { get; set; }

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private CurrentAccount Current { get; set; } = null!;

    [Inject] private LiveChanges Live { get; set; } = null!;

    [Inject] private MailboxService Mailboxes { get; set; } = null!;

    [Inject] private IOptions<InstanceOptions> Options { get; set; } = null!;

    private string MailboxTitle => _at is null ? "" : MailboxLabel.Of(_at.Mailbox, Mailboxes.Known(Current.Id), L);

    private string Title => _at is null || _at.Account != Current.Id
        ? Options.Value.Name
        : $"{(_unseen > 0 ? $"({_unseen.Value.ToString("N0", CultureInfo.CurrentCulture)}) " : "")}{MailboxTitle} - {Options.Value.Name}";

    protected override void OnParametersSet()
    {
        var now = MailLocation.Parse(Navigation.ToBaseRelativePath(Navigation.Uri));
        if (now?.Mailbox != _at?.Mailbox || now?.Query != _at?.Query)
            _view = null;
        _at = now;
        if (_at is null || _at.Account != Current.Id)
            return;
        if (_at.Message is { } message)
            _deck.Show(message, _at.Section);
        _unseen = Mailboxes.Known(Current.Id)?.FirstOrDefault(m => m.Name == _at.Mailbox)?.Status?.Unseen;
        Live.View(_at.Mailbox);
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _changes = Live.Subscribe(changes => InvokeAsync(() => Apply(changes)));
    }

    private void OnViewChanged(MailboxView view)
    {
        _view = view;
        // By now the list of mailboxes may have come too.
        _unseen ??= Mailboxes.Known(Current.Id)?.FirstOrDefault(m => m.Name == view.Mailbox)?.Status?.Unseen;
    }

    /// <summary>Messages that are likely to be opened next are made ready.</summary>
    private void Expect(IReadOnlyList<MessageKey> messages)
    {
        foreach (var message in messages)
            _deck.Prepare(message);
    }

    private void Apply(IReadOnlyList<MailboxChange> changes)
    {
        if (changes.OfType<StatusChanged>().LastOrDefault(c => c.Mailbox == _at?.Mailbox) is not { } change
            || change.Status.Unseen == _unseen)
        {
            return;
        }

        _unseen = change.Status.Unseen;
        StateHasChanged();
    }

    public void Dispose() => _changes?.Dispose();
}
