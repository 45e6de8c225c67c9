using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using Webmail.Mail;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Settings;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Mailboxes;

/// <summary>What is done to mailboxes by menu, by key and by dragging: asks where something is to be asked, does it, and offers to undo it.</summary>
public sealed partial class MailboxActions
{
    private const string ScriptPath = "./Features/Mailboxes/MailboxActions.razor.js";

    private ElementReference _place;
    private ComponentScript<MailboxActions>? _script;

    private ComponentScript<MailboxActions> Script => _script ??= new(Browser, ScriptPath);

    [Parameter, EditorRequired] public AccountId Account { get; set; }

    /// <summary>All mailboxes, as the tree shows them.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<Mailbox> List { get; set; } = [];

    /// <summary>What the user chose for them.</summary>
    [Parameter, EditorRequired] public MailboxChoices Choices { get; set; } = null!;

    /// <summary>The one that is open.</summary>
    [Parameter] public MailboxName? Selected { get; set; }

    /// <summary>Called when the user's rights of a mailbox were read.</summary>
    [Parameter] public EventCallback RightsRead { get; set; }

    [Inject] private MailboxEditor Editor { get; set; } = null!;

    [Inject] private MailboxSharing Sharing { get; set; } = null!;

    [Inject] private EmptyingJobs Jobs { get; set; } = null!;

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private ISnackbar Snackbar { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    /// <summary>The menu was opened on a mailbox of which nobody knows yet what the user may do.</summary>
    [JSInvokable]
    public async Task ReadRightsAsync(string mailbox)
    {
        try
        {
            await Sharing.MyRightsAsync(Account, new MailboxName(mailbox), Script.Gone);
            await RightsRead.InvokeAsync();
        }
        catch (MailException)
        {
            // The menu stays as it is: what is refused is told when it is tried.
        }
        catch (OperationCanceledException) when (Script.Gone.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    /// <summary>Something was chosen in the menu, or a folder dropped.</summary>
    /// <param name="act">A word of <see cref="MailboxActs"/>, "drop", "before" or "after".</param>
    /// <param name="mailbox">The mailbox it is about; empty for the top.</param>
    /// <param name="target">Where it was dropped; empty for the top. The number of a colour.</param>
    [JSInvokable]
    public async Task ActAsync(string act, string mailbox, string target)
    {
        if (act == "new" && mailbox.Length == 0)
        {
            await CreateAsync(null);
            return;
        }

        if (List.FirstOrDefault(m => m.Name.FullName == mailbox) is not { } chosen)
            return;
        try
        {
            await ActAsync(act, chosen, target);
        }
        catch (MailException failure)
        {
            Snackbar.Add(FailureText.Of(failure, Words), Severity.Warning);
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Script.ServeAsync(this, self => [_place, self]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_script is not null)
            await _script.DisposeAsync();
    }

    private (string Act, string Icon, string Text)[] Items() =>
    [
        ("favourite", "star", L["Add to favourites"]), ("unfavourite", "star-f", L["Remove from favourites"]),
        ("new", "create_new_folder", L["New folder inside"]), ("rename", "edit", L["Rename"]), ("move", "drive_file_move", L["Move to…"]),
        ("up", "arrow_upward", L["Move up"]), ("down", "arrow_downward", L["Move down"]),
        ("unpaint", "format_color_reset", L["No colour"]),
        ("read", "mark_email_read", L["Mark all as read"]), ("subscribe", "visibility", L["Subscribe"]),
        ("unsubscribe", "visibility_off", L["Unsubscribe"]), ("share", "group_add", L["Sharing…"]), ("empty", "delete_sweep", L["Empty…"]),
        ("delete", "delete", L["Delete"]),
    ];

    private Task ActAsync(string act, Mailbox mailbox, string target) => act switch
    {
        "new" => CreateAsync(mailbox),
        "rename" => RenameAsync(mailbox),
        "move" => ChoosePlaceAsync(mailbox),
        "drop" => MoveAsync(mailbox, target.Length == 0 ? null : new MailboxName(target)),
        "read" => MarkAllReadAsync(mailbox),
        "empty" => EmptyAsync(mailbox),
        "subscribe" or "unsubscribe" => SubscribeAsync(mailbox, act == "subscribe"),
        "share" => ShareAsync(mailbox),
        "delete" => DeleteAsync(mailbox),
        "favourite" or "unfavourite" or "paint" or "unpaint" or "up" or "down" or "before" or "after" => ChooseAsync(act, mailbox, target),
        _ => Task.CompletedTask,
    };

    private async Task CreateAsync(Mailbox? parent)
    {
        var parameters = new DialogParameters<MailboxNameDialog>
        {
            { static d => d.Verb, L["Create"] },
            { static d => d.Where, parent is null ? "" : MailboxLabel.Of(parent, Words) },
            { static d => d.Save, name => Editor.CreateAsync(Account, parent?.Name, name, CancellationToken.None) },
        };
        await AskAsync<MailboxNameDialog>(L["New folder"], parameters, MailboxNameDialog.Options, parent);
    }

    private async Task RenameAsync(Mailbox mailbox)
    {
        var parameters = new DialogParameters<MailboxNameDialog>
        {
            { static d => d.Verb, L["Rename"] },
            { static d => d.Name, mailbox.DisplayName },
            { static d => d.Save, name => Editor.RenameAsync(Account, mailbox.Name, mailbox.Parent, name, CancellationToken.None) },
        };
        await AskAsync<MailboxNameDialog>(L["Rename “{0}”", mailbox.DisplayName], parameters, MailboxNameDialog.Options, mailbox);
    }

    private async Task ChoosePlaceAsync(Mailbox mailbox)
    {
        var chosen = Choices.Shown.Folder(mailbox.Name);
        var parameters = new DialogParameters<MailboxMoveDialog>
        {
            { static d => d.Places, Places(mailbox) },
            { static d => d.Move, parent => Editor.RenameAsync(Account, mailbox.Name, parent, mailbox.DisplayName, CancellationToken.None) },
        };
        if (await AskAsync<MailboxMoveDialog>(L["Move “{0}” to", mailbox.DisplayName], parameters, MailboxMoveDialog.Options, mailbox) is { } moved)
            TellMoved(mailbox, chosen, moved);
    }

    private async Task MoveAsync(Mailbox mailbox, MailboxName? parent)
    {
        var chosen = Choices.Shown.Folder(mailbox.Name);
        var moved = await Editor.RenameAsync(Account, mailbox.Name, parent, mailbox.DisplayName, CancellationToken.None);
        if (moved == mailbox.Name)
            return;
        TellMoved(mailbox, chosen, moved);
        await ReturnFocusAsync(moved);
    }

    private void TellMoved(Mailbox mailbox, FolderSettings? chosen, MailboxName moved) => OfferUndo(
        L["“{0}” moved", mailbox.DisplayName],
        async () =>
        {
            await Editor.RenameAsync(Account, moved, mailbox.Parent, mailbox.DisplayName, CancellationToken.None);
            // Its place among the others does not move along.
            if (chosen is { Order: not null })
                await Choices.MakeAsync(settings => settings.Restore([chosen]));
        });

    private async Task MarkAllReadAsync(Mailbox mailbox)
    {
        var marked = await Editor.MarkAllReadAsync(Account, mailbox.Name, CancellationToken.None);
        if (marked.Uids.Count > 0)
        {
            OfferUndo(
                L.Counted(marked.Uids.Count, "{0} message marked as read", "{0} messages marked as read"),
                () => Editor.MarkUnreadAsync(Account, marked, CancellationToken.None));
        }
    }

    private async Task SubscribeAsync(Mailbox mailbox, bool subscribe)
    {
        await Editor.SubscribeAsync(Account, mailbox.Name, subscribe, CancellationToken.None);
        OfferUndo(
            subscribe ? L["Subscribed to “{0}”", mailbox.DisplayName] : L["Unsubscribed from “{0}”", mailbox.DisplayName],
            () => Editor.SubscribeAsync(Account, mailbox.Name, !subscribe, CancellationToken.None));
    }

    private async Task ShareAsync(Mailbox mailbox)
    {
        var parameters = new DialogParameters<MailboxSharingDialog>
        {
            { static d => d.Account, Account },
            { static d => d.Mailbox, mailbox.Name },
        };
        await AskAsync<MailboxSharingDialog>(
            L["Sharing “{0}”", MailboxLabel.Of(mailbox, Words)], parameters, MailboxSharingDialog.Options, mailbox);
    }

    private async Task EmptyAsync(Mailbox mailbox)
    {
        var name = MailboxLabel.Of(mailbox, Words);
        var text = mailbox.SpecialUse == SpecialUse.Trash && List.Any(m => m.Parent == mailbox.Name)
            ? L["All messages in {0}, and the folders inside it, are deleted. This cannot be undone.", name]
            : L["All messages in {0} are deleted. This cannot be undone.", name];
        if (!await ConfirmAsync(L["Empty {0}", name], text, L["Empty {0}", name], mailbox)
            || await Jobs.RunAsync(Account, mailbox.Name, name) is not { } emptied)
        {
            return;
        }

        Snackbar.Add(emptied.OnlyMarked
            ? L["The mail server removes messages only when a mail program tells it to: they are marked as deleted."]
            : emptied.Messages == 0 ? L["{0} is empty", name]
            : L.Counted(emptied.Messages, "{0} message deleted", "{0} messages deleted"));
    }

    private async Task DeleteAsync(Mailbox mailbox)
    {
        if (MailboxEditor.FitsIntoTrash(List, mailbox))
        {
            try
            {
                var trashed = await Editor.DeleteAsync(Account, mailbox.Name, CancellationToken.None);
                Leave(mailbox);
                OfferUndo(
                    L["“{0}” moved to the Trash", mailbox.DisplayName], () => Editor.RestoreAsync(Account, trashed, CancellationToken.None));
                return;
            }
            catch (MailException failure) when (failure.Failure == MailFailure.MailboxNotForTrash)
            {
                // It can only be deleted for good: that is asked.
            }
        }

        var text = L["“{0}”, the folders inside it and all their messages are deleted. This cannot be undone.", mailbox.DisplayName];
        if (!await ConfirmAsync(L["Delete “{0}” for good", mailbox.DisplayName], text, L["Delete for good"], mailbox))
            return;
        await Editor.DeleteForGoodAsync(Account, mailbox.Name, CancellationToken.None);
        Leave(mailbox);
        Snackbar.Add(L["“{0}” deleted", mailbox.DisplayName]);
    }

    // What was open is gone: the inbox is what one wants to see then.
    private void Leave(Mailbox mailbox)
    {
        if (Selected is { } open && mailbox.Subtree.Contains(open))
            Navigation.NavigateTo(MailUrls.Mailbox(Account, MailboxName.Inbox));
    }

    private List<MailboxPlace> Places(Mailbox mailbox)
    {
        var outline = MailboxOutline.Build(List, Choices.Shown);
        List<MailboxPlace> places = [];
        if (mailbox is { Namespace: MailboxNamespace.Personal, Parent: { IsInbox: false } })
            places.Add(new MailboxPlace(null, L["Top level"], "arrow_upward"));
        places.AddRange(outline
            .Where(node => !node.IsRepeated && node.Mailbox.Namespace == mailbox.Namespace && node.Mailbox.Name != mailbox.Parent && !mailbox.Subtree.Contains(node.Mailbox.Name)
                && MailboxActs.Of(node.Mailbox, needed: true, Sharing.Known(Account, node.Mailbox.Name), known: true).Split(' ').Contains("new"))
            .Select(node => new MailboxPlace(
                node.Mailbox.Name, string.Join(" / ", node.Ancestors.Append(node.Mailbox).Select(m => MailboxLabel.Of(m, Words))),
                MailboxLabel.Icon(node.Mailbox.SpecialUse))));
        return places;
    }
}
