using Microsoft.AspNetCore.Components;
using MudBlazor;
using Webmail.Mail;
using Webmail.Mail.Mailboxes;

namespace Webmail.Web.Features.Mailboxes;

/// <summary>The entries of a mailbox's access control list (RFC 4314), to be looked at and changed.</summary>
public sealed partial class MailboxSharingDialog
{
    internal static readonly DialogOptions Options = new() { FullWidth = true, MaxWidth = MaxWidth.Small, CloseOnEscapeKey = true, CloseButton = true };

    private readonly CancellationTokenSource _closed = new();
    private IReadOnlyList<SharingEntry>? _entries;
    private MailException? _failure;
    private string? _detailed;
    private string _who = "";
    private string _level = MailboxAccessLevels.Read;
    private bool _saving;

    [Parameter, EditorRequired] public AccountId Account { get; set; }

    [Parameter, EditorRequired] public MailboxName Mailbox { get; set; }

    [CascadingParameter] private IMudDialogInstance Dialog { get; set; } = null!;

    protected override Task OnInitializedAsync() => LoadAsync();

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    private async Task LoadAsync()
    {
        _failure = null;
        try
        {
            _entries = await Sharing.EntriesAsync(Account, Mailbox, _closed.Token);
        }
        catch (MailException failure)
        {
            _failure = failure;
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The dialog was closed; nobody waits for the list.
        }
    }

    private Task ChooseAsync(SharingEntry entry, string? level) =>
        MailboxAccessLevels.RightsOf(level) is { } rights ? SetAsync(entry.Identifier, rights) : Task.CompletedTask;

    private async Task AddAsync()
    {
        if (_who.Trim() is { Length: > 0 } who && MailboxAccessLevels.RightsOf(_level) is { } rights && await SetAsync(who, rights))
            _who = "";
    }

    // What the server made of it is what is shown: it may have added or left out rights.
    private async Task<bool> SetAsync(string who, MailboxRights rights)
    {
        if (_saving)
            return false;
        _saving = true;
        _failure = null;
        MailException? refused = null;
        try
        {
            await Sharing.SetAsync(Account, Mailbox, who, rights, CancellationToken.None);
        }
        catch (MailException failure)
        {
            refused = failure;
        }

        await LoadAsync();
        _failure = refused ?? _failure;
        _saving = false;
        return refused is null;
    }

    private void Detail(string who) => _detailed = _detailed == who ? null : who;

    private string Person(string identifier) => identifier switch
    {
        "anyone" => L["Everybody on the server"],
        "anonymous" => L["Guests who do not sign in"],
        "owner" => L["The owner"],
        _ => identifier,
    };

    private (string Name, string Text)[] Levels(MailboxRights rights)
    {
        (string, string)[] levels =
        [
            (MailboxAccessLevels.Read, L["Read"]), (MailboxAccessLevels.Write, L["Read and write"]), (MailboxAccessLevels.Full, L["Full access"]),
        ];
        return MailboxAccessLevels.Of(rights) == MailboxAccessLevels.Own ? [.. levels, (MailboxAccessLevels.Own, L["Chosen rights"])] : levels;
    }

    private (MailboxRights Right, string Text)[] Rights() =>
    [
        (MailboxRights.Lookup, L["See the folder"]), (MailboxRights.Read, L["Read messages"]), (MailboxRights.Seen, L["Mark as read"]),
        (MailboxRights.Write, L["Flag and label"]), (MailboxRights.Insert, L["Add messages"]), (MailboxRights.Post, L["Send mail to the folder"]),
        (MailboxRights.CreateInside, L["Create folders inside"]), (MailboxRights.DeleteMailbox, L["Rename and delete the folder"]),
        (MailboxRights.DeleteMessages, L["Delete messages"]), (MailboxRights.Expunge, L["Remove deleted messages"]),
        (MailboxRights.Administer, L["Share the folder"]),
    ];
}
