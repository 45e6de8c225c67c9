using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using MudBlazor;
using Webmail.Mail;
using Webmail.Mail.SigningIn;
using Webmail.Web.Session;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.TwoStep;

/// <summary>Turns the second step of signing in on and off, and hands out recovery codes.</summary>
public sealed partial class TwoStepPage : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private FactorStatus? _status;
    private FactorSecret? _secret;
    private IReadOnlyList<string> _codes = [];
    private string _password = "";
    private string _code = "";
    private FactorOutcome? _wrong;
    private string? _failure;
    private bool _busy;

    [Inject] private SecondFactors Factors { get; set; } = null!;

    [Inject] private CurrentAccount Current { get; set; } = null!;

    [Inject] private MailDates Dates { get; set; } = null!;

    [Inject] private ISnackbar Snackbar { get; set; } = null!;

    [Inject] private IOptions<InstanceOptions> Instance { get; set; } = null!;

    // The page is rendered once without a circuit; a code typed there would go nowhere.
    protected override Task OnInitializedAsync() => RendererInfo.IsInteractive ? LoadAsync() : Task.CompletedTask;

    private static string? Invalid(bool wrong) => wrong ? "true" : null;

    // In fours, as they are read out; not in the picture.
    private static string Grouped(string key) => string.Join(' ', key.Chunk(4).Select(static four => new string(four)));

    private async Task LoadAsync()
    {
        _failure = null;
        try
        {
            _status = await Factors.StatusAsync(Current.Id, _gone.Token);
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

    private void SetUp() => _secret = SecondFactors.NewSecret();

    private void Cancel() => Clear();

    private void CodesKept() => _codes = [];

    private Task TurnOnAsync() => _secret is { } secret
        ? ChangeAsync(() => Factors.TurnOnAsync(Current.Id, secret, _password, _code, _gone.Token), L["The second step is on."])
        : Task.CompletedTask;

    private Task RenewAsync() =>
        ChangeAsync(() => Factors.RenewRecoveryCodesAsync(Current.Id, _code, _gone.Token), L["The recovery codes before these work no more."]);

    private Task TurnOffAsync() =>
        ChangeAsync(() => Factors.TurnOffAsync(Current.Id, _code, _gone.Token), L["The second step is off."]);

    private async Task ChangeAsync(Func<Task<FactorResult>> change, string done)
    {
        // Two clicks can arrive before the buttons are disabled.
        if (_busy)
            return;
        (_busy, _failure, _wrong) = (true, null, null);
        try
        {
            var result = await change();
            if (result.Outcome is FactorOutcome.CodeRefused or FactorOutcome.PasswordRefused)
            {
                _wrong = result.Outcome;
                _code = "";
            }
            else if (result.Outcome == FactorOutcome.TooManyAttempts)
            {
                _failure = L.Counted((long)Math.Ceiling(result.RetryAfter.TotalMinutes),
                    "Too many attempts. Try again in {0} minute.", "Too many attempts. Try again in {0} minutes.");
            }
            else
            {
                Clear();
                _codes = result.RecoveryCodes;
                if (result.Outcome == FactorOutcome.Done)
                    Snackbar.Add(done);
                await LoadAsync();
            }
        }
        catch (MailException e)
        {
            _failure = FailureText.Of(e, Texts);
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

    private void Clear()
    {
        (_secret, _password, _code, _wrong, _failure) = (null, "", "", null, null);
        _codes = [];
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }
}
