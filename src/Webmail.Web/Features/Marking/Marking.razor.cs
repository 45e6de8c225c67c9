using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using MudBlazor;
using Webmail.Mail;
using Webmail.Mail.Messages;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Marking;

/// <summary>
/// Where marks arrive that somebody set on a message: read, flagged. The browser shows them at once, keeps them until they are
/// answered for, and sends them in order (Marking.razor.js). Each says how the message shall be, not that something changes: sent
/// twice, it is done once.
/// </summary>
public sealed partial class Marking
{
    private const string Script = "./Features/Marking/Marking.razor.js";

    private readonly CancellationTokenSource _gone = new();
    private ElementReference _place;
    private IJSObjectReference? _module;
    private DotNetObjectReference<Marking>? _self;

    [Parameter, EditorRequired] public AccountId Account { get; set; }

    [Inject] private MessageFlagger Flagger { get; set; } = null!;

    [Inject] private ISnackbar Snackbar { get; set; } = null!;

    [Inject] private IStringLocalizer<Words> Words { get; set; } = null!;

    /// <summary>Sets or clears a mark on the mail server.</summary>
    /// <param name="path">The message's address, relative to the base path.</param>
    /// <param name="mark">"seen" or "flagged".</param>
    /// <param name="set">How it shall be.</param>
    /// <returns>What became of it: "done"; "later" when the mail server is away; "refused" when it will never be, which the user was told.</returns>
    [JSInvokable]
    public async Task<string> MarkAsync(string path, string mark, bool set)
    {
        if (MailLocation.Parse(path) is not { Message: { } message } at || at.Account != Account || FlagOf(mark) is not { } flag)
            return "refused";
        try
        {
            await Flagger.SetAsync(
                Account, message, set ? flag : SystemFlags.None, set ? SystemFlags.None : flag, CancellationToken.None);
            return "done";
        }
        catch (MailException failure) when (failure.IsTransient)
        {
            return "later";
        }
        catch (MailException failure)
        {
            await InvokeAsync(() => Snackbar.Add(FailureText.Of(failure, Words), Severity.Warning));
            return "refused";
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        try
        {
            _self = DotNetObjectReference.Create(this);
            _module = await Browser.InvokeAsync<IJSObjectReference>("import", _gone.Token, Script);
            await _module.InvokeVoidAsync("serve", _gone.Token, _place, _self);
        }
        catch (Exception left) when (left is JSDisconnectedException or OperationCanceledException)
        {
            // The page was left while the module was on its way; marks wait for the next one.
        }
    }

    private static SystemFlags? FlagOf(string mark) => mark switch
    {
        "seen" => SystemFlags.Seen,
        "flagged" => SystemFlags.Flagged,
        _ => null,
    };

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        _gone.Dispose();
        try
        {
            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser left first.
        }

        _self?.Dispose();
    }
}
