using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Microsoft.JSInterop;
using MudBlazor;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Webmail.Mail.SigningIn;
using Webmail.Web.Session;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.TwoStep;

/// <summary>
/// Sets up what the second step of signing in asks for, an app and passkeys, and hands out recovery codes. The first of them takes the
/// password; whoever changes what is on shows first that it is them, and has five minutes then.
/// </summary>
public sealed partial class TwoStepPage : IAsyncDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private FactorStatus? _status;
    private FactorPass? _pass;
    private FactorSecret? _secret;
    private BrowserPasskeys? _passkeys;
    private IReadOnlyList<string> _codes = [];
    private string _password = "";
    private string _code = "";
    private string _name = "";
    private bool _naming;
    private bool _able = true;
    private bool _canAsk;
    private FactorOutcome? _wrong;
    private string? _failure;
    private bool _busy;

    [Inject] private SecondFactors Factors { get; set; } = null!;

    [Inject] private AccountSessions Sessions { get; set; } = null!;

    [Inject] private CurrentAccount Current { get; set; } = null!;

    [Inject] private MailDates Dates { get; set; } = null!;

    [Inject] private ISnackbar Snackbar { get; set; } = null!;

    [Inject] private IOptions<InstanceOptions> Instance { get; set; } = null!;

    [Inject] private IJSRuntime Browser { get; set; } = null!;

    private BrowserPasskeys Passkeys => _passkeys ??= new BrowserPasskeys(Browser);

    private bool MayChange => _pass is not null || _status is { IsOn: false };

    private string? PasskeyObstacle => Current.PasskeyPlace is null ? L["Passkeys need an https address with a host name. This address is not one."].Value
        : _able ? null : L["This browser has no passkeys."].Value;

    // The page is rendered once without a circuit; a code typed there would go nowhere.
    protected override Task OnInitializedAsync() => RendererInfo.IsInteractive ? LoadAsync() : Task.CompletedTask;

    private static string? Invalid(bool wrong) => wrong ? "true" : null;

    // In fours, as they are read out; not in the picture.
    private static string Grouped(string key) => string.Join(' ', key.Chunk(4).Select(static four => new string(four)));

    private Task LoadAsync() => GuardAsync(async () =>
    {
        _status = await Factors.StatusAsync(Current.Id, _gone.Token);
        if (Current.PasskeyPlace is { } place)
        {
            _able = await Passkeys.AreAbleAsync(_gone.Token);
            _canAsk = _able && _status.Passkeys.Any(one => one.Host == place.RpId);
        }
    });

    private void SetUp() => _secret = SecondFactors.NewSecret();

    private void CodesKept() => _codes = [];

    private Task ConfirmAsync() => ChangeAsync(async () => await Factors.ConfirmAsync(Current.Id, FactorProof.OfCode(_code), _gone.Token), null);

    private Task ConfirmByPasskeyAsync() => ChangeAsync(async () =>
    {
        if (Current.PasskeyPlace is not { } place || await Factors.PasskeyQuestionAsync(Current.Id, place, _gone.Token) is not { } question)
            return new FactorResult(FactorOutcome.NotConfirmed);
        var outcome = await Passkeys.AskAsync(question, _gone.Token);
        if (outcome.Answer is { } answer)
            return await Factors.ConfirmAsync(Current.Id, FactorProof.OfPasskey(answer, place), _gone.Token);
        _failure = L["No passkey answered. Try again, or use a code."];
        return null;
    }, null);

    private Task TurnOnAsync() => _secret is not { } secret ? Task.CompletedTask
        : ChangeAsync(() => ConfirmedAsync(async pass => await Factors.SetUpAppAsync(pass, secret, _code, _gone.Token)), L["The app was set up."]);

    private async Task NamePasskeyAsync()
    {
        Clear();
        (_naming, _name) = (true, await DeviceAsync());
    }

    private Task AddPasskeyAsync() => Current.PasskeyPlace is not { } place ? Task.CompletedTask : ChangeAsync(() => ConfirmedAsync(async pass =>
    {
        var outcome = await Passkeys.CreateAsync(await Factors.NewPasskeyAsync(Current.Account, Instance.Value.Name, place, _gone.Token), _gone.Token);
        var name = string.IsNullOrWhiteSpace(_name) ? L["Passkey"].Value : _name;
        if (outcome.Answer is { } answer)
            return await Factors.AddPasskeyAsync(pass, answer, name, place, _gone.Token);
        _failure = outcome.Failure switch
        {
            "known" => L["This device has a passkey for this account already."],
            "cancelled" => L["No passkey was made. Try again when you are ready."],
            _ => L["The browser could not make a passkey here."],
        };
        return null;
    }), L["The passkey was added."]);

    private Task RemovePasskeyAsync(PasskeyEntry passkey) =>
        ChangeAsync(() => ConfirmedAsync(async pass => await Factors.RemovePasskeyAsync(pass, passkey.Id, _gone.Token)), L["The passkey was removed."]);

    private Task RemoveAppAsync() =>
        ChangeAsync(() => ConfirmedAsync(async pass => await Factors.RemoveAppAsync(pass, _gone.Token)), L["The app was removed."]);

    private Task RenewAsync() =>
        ChangeAsync(() => ConfirmedAsync(async pass => await Factors.RenewRecoveryCodesAsync(pass, _gone.Token)), L["The recovery codes before these work no more."]);

    private Task TurnOffAsync() => ChangeAsync(() => ConfirmedAsync(async pass => await Factors.TurnOffAsync(pass, _gone.Token)), null);

    // What begins with nothing on takes the password along.
    private async Task<FactorResult?> ConfirmedAsync(Func<FactorPass, Task<FactorResult?>> act)
    {
        if (_pass is null)
        {
            var confirmed = await Factors.ConfirmAsync(Current.Id, FactorProof.OfPassword(_password), _gone.Token);
            if (confirmed.Pass is null)
                return confirmed;
            (_pass, _password) = (confirmed.Pass, "");
        }

        return await act(_pass);
    }

    private Task ChangeAsync(Func<Task<FactorResult?>> change, string? done)
    {
        // Two clicks can arrive before the buttons are disabled.
        if (_busy)
            return Task.CompletedTask;
        (_busy, _wrong) = (true, null);
        return GuardAsync(async () =>
        {
            if (await change() is { } result)
                await ShowAsync(result, done);
        });
    }

    private async Task ShowAsync(FactorResult result, string? done)
    {
        switch (result.Outcome)
        {
            case FactorOutcome.CodeRefused or FactorOutcome.PasswordRefused:
                (_wrong, _code) = (result.Outcome, "");
                break;
            case FactorOutcome.PasskeyRefused:
                _failure = L["This passkey was not accepted, or it took too long. Try again."];
                break;
            case FactorOutcome.PasskeyCopied:
                _failure = L["This passkey was used elsewhere since: somebody may have copied it, so it was refused. Show with a code that it is you, then remove it."];
                break;
            case FactorOutcome.TooManyAttempts:
                _failure = L.Counted((long)Math.Ceiling(result.RetryAfter.TotalMinutes),
                    "Too many attempts. Try again in {0} minute.", "Too many attempts. Try again in {0} minutes.");
                break;
            default:
                var wasOn = _status?.IsOn;
                Clear();
                (_pass, _codes) = (result.Pass, result.RecoveryCodes);
                await LoadAsync();
                if (result.Outcome == FactorOutcome.NotConfirmed)
                    _failure ??= L["That took too long, or the second step was changed elsewhere. Show again that it is you."];
                else
                    Tell(wasOn, done);
                break;
        }
    }

    private void Tell(bool? wasOn, string? done)
    {
        if (_status is { IsOn: false })
            _pass = null;
        var text = wasOn == _status?.IsOn ? done : _status?.IsOn == true ? L["The second step is on."] : L["The second step is off."];
        if (text is not null)
            Snackbar.Add(text);
    }

    // The device as the list of sessions has it.
    private async Task<string> DeviceAsync()
    {
        try
        {
            return (await Sessions.ListAsync(Current.Id, _gone.Token)).FirstOrDefault(one => one.Key == Current.SessionKey)?.Device ?? "";
        }
        catch (SessionStoreException)
        {
            // A suggestion less.
            return "";
        }
    }

    private async Task GuardAsync(Func<Task> act)
    {
        _failure = null;
        try
        {
            await act();
        }
        catch (MailException e)
        {
            _failure = FailureText.Of(e, Texts);
        }
        catch (Exception left) when (left is JSDisconnectedException || (left is OperationCanceledException && _gone.IsCancellationRequested))
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
        (_secret, _password, _code, _name, _naming, _wrong, _failure) = (null, "", "", "", false, null, null);
        _codes = [];
    }

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        _gone.Dispose();
        if (_passkeys is not null)
            await _passkeys.DisposeAsync();
    }
}
