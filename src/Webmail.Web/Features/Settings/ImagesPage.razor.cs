using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using MudBlazor;
using Webmail.Mail.Settings;
using Webmail.Web.Session;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Settings;

/// <summary>What mail may load from elsewhere: for whom without asking, and what links tell.</summary>
public sealed partial class ImagesPage
{
    private static readonly (RemoteImageChoice Choice, string Name)[] Choices =
        [(RemoteImageChoice.Never, "Only when I say so"), (RemoteImageChoice.FromContacts, "Automatically for people I wrote to")];

    private AccountSettings? _chosen;

    [Inject] private AccountSettingsStore Store { get; set; } = null!;

    [Inject] private CurrentAccount Current { get; set; } = null!;

    [Inject] private ISnackbar Snackbar { get; set; } = null!;

    [Inject] private IOptions<InstanceOptions> Instance { get; set; } = null!;

    private List<string> Senders => _chosen is { ImagesFrom.IsDefault: false } ? [.. _chosen.ImagesFrom.Order(StringComparer.OrdinalIgnoreCase)] : [];

    protected override string Full => L["The settings are full. Remove something else first."];

    protected override Task LoadAsync() => RunAsync(async token => _chosen = await Store.ReadAsync(Current.Id, token));

    private Task ChangeAsync(Func<AccountSettings, AccountSettings> change) => RunAsync(async token =>
    {
        _chosen = await Store.UpdateAsync(Current.Id, change, token);
        Snackbar.Add(L["The choice was saved."]);
    });
}
