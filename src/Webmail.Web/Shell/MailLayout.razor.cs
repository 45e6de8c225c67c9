using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Webmail.Web.Session;
using Webmail.Web.Shared;

namespace Webmail.Web.Shell;

/// <summary>
/// What stays while one goes from mailbox to mailbox: app bar and folders. Also the place where a page learns that its session
/// ended, and leaves for the sign-in page, which leads back here.
/// </summary>
public sealed partial class MailLayout : IDisposable
{
    private static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(1);

    private MailLocation? _at;
    private IDisposable? _ends;
    private IDisposable? _leaving;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private CurrentAccount Current { get; set; } = null!;

    [Inject] private AccountSessions Sessions { get; set; } = null!;

    [Inject] private ServerLeaving Server { get; set; } = null!;

    [Inject] private IJSRuntime Browser { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    private Address Owner => new("", Current.Account.Address);

    // On a phone one pane is shown: which one, the address says.
    private string Pane => _at is null ? "page" : _at.Message is null ? "list" : "message";

    protected override void OnInitialized()
    {
        _at = Locate();
        Navigation.LocationChanged += OnLocationChanged;
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender)
            return;
        _ends = Sessions.OnSessionEnded(key => _ = key == Current.SessionKey ? InvokeAsync(LeaveAsync) : Task.CompletedTask);
        _leaving = Server.Subscribe(until => InvokeAsync(() => MoveOnAsync(until - Time.GetUtcNow())));
    }

    /// <summary>The server stops: the page finds another one, or the same when it is back (wwwroot/js/circuit.js).</summary>
    private async Task MoveOnAsync(TimeSpan left)
    {
        try
        {
            await using var module = await Browser.InvokeAsync<IJSObjectReference>("import", "./js/circuit.js");
            await module.InvokeVoidAsync("moveOn", left.TotalMilliseconds);
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // The page was quicker.
        }
    }

    private async Task LeaveAsync()
    {
        // The page on which somebody signed out is on its way to its own answer by then.
        await Task.Delay(Courtesy, Time);
        var back = "/" + Navigation.ToBaseRelativePath(Navigation.Uri);
        Navigation.NavigateTo($"signin?reason=ended&return={Uri.EscapeDataString(back)}", forceLoad: true);
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change) => _ = InvokeAsync(() =>
    {
        var now = Locate();
        if (now == _at)
            return;
        _at = now;
        StateHasChanged();
    });

    private MailLocation? Locate() =>
        MailLocation.Parse(Navigation.ToBaseRelativePath(Navigation.Uri)) is { } at && at.Account == Current.Id ? at : null;

    public void Dispose()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        _ends?.Dispose();
        _leaving?.Dispose();
    }
}
