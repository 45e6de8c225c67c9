using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using Webmail.Mail;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Mailboxes;

/// <summary>How it asks, where the focus goes afterwards, and how what was done is taken back.</summary>
public sealed partial class MailboxActions
{
    private const int UndoMilliseconds = 7_000;

    private async Task<bool> ConfirmAsync(string title, string text, string verb, Mailbox about)
    {
        var parameters = new DialogParameters<MailboxQuestion> { { static d => d.Text, text }, { static d => d.Verb, verb } };
        var dialog = await Dialogs.ShowAsync<MailboxQuestion>(title, parameters, MailboxQuestion.Options);
        var result = await dialog.Result;
        await ReturnFocusAsync(about.Name);
        return result is { Canceled: false };
    }

    private async Task<MailboxName?> AskAsync<T>(string title, DialogParameters parameters, DialogOptions options, Mailbox? about)
        where T : ComponentBase
    {
        var dialog = await Dialogs.ShowAsync<T>(title, parameters, options);
        var answer = (await dialog.Result)?.Data as MailboxName?;
        await ReturnFocusAsync(answer ?? about?.Name);
        return answer;
    }

    // To the row it was about, under its new name if it has one.
    private Task ReturnFocusAsync(MailboxName? mailbox) => CallAsync("focusRow", mailbox?.FullName ?? "");

    private async Task CallAsync(string function, string mailbox)
    {
        try
        {
            if (_module is not null)
                await _module.InvokeVoidAsync(function, _gone.Token, mailbox);
        }
        catch (Exception left) when (left is JSDisconnectedException or OperationCanceledException)
        {
            // There is nobody whose focus it would be.
        }
    }

    private void OfferUndo(string done, Func<Task> undo) => Snackbar.Add(done, Severity.Normal, options =>
    {
        options.VisibleStateDuration = UndoMilliseconds;
        options.Action = L["Undo"];
        options.OnClick = _ => InvokeAsync(async () =>
        {
            try
            {
                await undo();
            }
            catch (MailException failure)
            {
                Snackbar.Add(FailureText.Of(failure, Words), Severity.Warning);
            }
        });
    });
}
