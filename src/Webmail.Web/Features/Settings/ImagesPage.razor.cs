using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using MudBlazor;
using Webmail.Mail;
using Webmail.Mail.Settings;
using Webmail.Web.Session;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Settings;

/// <summary>What mail may load from elsewhere: for whom without asking, and what links tell.</summary>
public sealed partial class ImagesPage : IDisposable
{
    private static readonly (RemoteImageChoice Choice, string Name)[] Choices =
        [(RemoteImageChoice.Never, "Only when I say so"), (RemoteImageChoice.FromContacts, "Automatically for people I wrote to")];

    private readonly CancellationTokenSource _gone = new();
    private AccountSettings? _chosen;
    private string? _failure;
    private bool _busy;

    [Inject] private AccountSettingsStore Store { get; set; } = null!;

    [Inject] private CurrentAccount Current { get; set; } = null!;

    [Inject] private ISnackbar Snackbar { get; set; } = null!;

    [Inject] private IOptions<InstanceOptions> Instance { get; set; } = null!;

    private List<string> Senders => _chosen is { ImagesFrom.IsDefault: false } ? [.. _chosen.ImagesFrom.Order(StringComparer.OrdinalIgnoreCase)] : [];

    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive)
            await LoadAsync();
    }

    private Task LoadAsync() => RunAsync(async token => _chosen = await Store.ReadAsync(Current.Id, token));

    private Task ChangeAsync(Func<AccountSettings, AccountSettings> change) => RunAsync(async token =>
    {
        _chosen = await Store.UpdateAsync(Current.Id, change, token);
        Snackbar.Add(L["The choice was saved."]);
    });

    private async Task RunAsync(Func<CancellationToken, Task> work)
    {
        // Two clicks can arrive before a button is disabled.
        if (_busy)
            return;
        (_busy, _failure) = (true, null);
        try
        {
            await work(_gone.Token);
        }
        catch (MailException e)
        {
            _failure = e.Failure == MailFailure.TooLarge ? L["The settings are full. Remove something else first."] : FailureText.Of(e, Texts);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page was left.
        }
        finally
        {
            _busy = false;
        }
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }
}
