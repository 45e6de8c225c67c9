using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using MudBlazor;
using Webmail.Mail.Accounts;
using Webmail.Web.Session;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Settings;

/// <summary>How mail looks in this browser, and where the account is signed in. Appearance changes without a round trip (shell.js).</summary>
public sealed partial class SettingsPage : IDisposable
{
    private static readonly (string Value, string Name)[] Themes = [("system", "Match system"), ("light", "Light"), ("dark", "Dark")];

    private static readonly (string Value, string Name)[] Densities =
        [("compact", "Compact"), ("cosy", "Cosy"), ("comfortable", "Comfortable")];

    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<ListedSession>? _sessions;
    private string? _failure;
    private bool _ending;

    [Inject] private AccountSessions Sessions { get; set; } = null!;

    [Inject] private CurrentAccount Current { get; set; } = null!;

    [Inject] private CurrentPreferences CurrentPreferences { get; set; } = null!;

    [Inject] private MailDates Dates { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private ISnackbar Snackbar { get; set; } = null!;

    [Inject] private IOptions<InstanceOptions> Instance { get; set; } = null!;

    private ReaderPreferences Preferences => CurrentPreferences.Value;

    private string Zone => Preferences.Zone(Time).Id;

    protected override Task OnInitializedAsync() => LoadAsync();

    private static string Pressed(bool pressed) => pressed ? "true" : "false";

    private async Task LoadAsync()
    {
        _failure = null;
        try
        {
            _sessions = await Sessions.ListAsync(Current.Id, _gone.Token);
        }
        catch (SessionStoreException)
        {
            _failure = L["The list of devices is away. Your mail is safe; try again in a moment."];
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    private Task EndAsync(ListedSession session) =>
        ChangeAsync(token => Sessions.EndAsync(Current.Id, session.Key, token), L["The device was signed out."]);

    private async Task EndOthersAsync()
    {
        var sure = await Dialogs.ShowMessageBoxAsync(
            L["Sign out all other devices?"], L["They ask for the password again. This browser stays signed in."],
            yesText: L["Sign out all"], cancelText: L["Cancel"]);
        if (sure is true)
            await ChangeAsync(token => Sessions.EndAllAsync(Current.Id, Current.SessionKey, token), L["All other devices were signed out."]);
    }

    private async Task ChangeAsync(Func<CancellationToken, Task> change, string done)
    {
        // Two clicks can arrive before the button is disabled.
        if (_ending)
            return;
        _ending = true;
        try
        {
            await change(_gone.Token);
            Snackbar.Add(done);
            await LoadAsync();
        }
        catch (SessionStoreException)
        {
            _failure = L["The list of devices is away. Your mail is safe; try again in a moment."];
        }
        finally
        {
            _ending = false;
        }
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }
}
