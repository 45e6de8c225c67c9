using System.Security.Cryptography;
using System.Text;
using Webmail.Mail.Accounts;
using Webmail.Mail.Settings;

namespace Webmail.Mail.SigningIn;

/// <summary>
/// The second factor of accounts: codes of an authenticator app, and recovery codes. It guards this webmail alone (the mail server goes
/// on taking the password), and lives in the account's settings on the mail server: whoever knows the password can delete it there with
/// another mail program, but cannot read it.
/// </summary>
public sealed class SecondFactors
{
    // A recovery code leaves the settings when it is used; this is for two that come at the same moment.
    private static readonly TimeSpan RecoveryMemory = TimeSpan.FromHours(1);

    private readonly AccountSettingsStore _settings;
    private readonly FactorSealer _sealer;
    private readonly UsedCodes _used;
    private readonly SignInThrottle _throttle;
    private readonly SignedInAccounts _accounts;
    private readonly TimeProvider _time;

    internal SecondFactors(
        AccountSettingsStore settings, FactorSealer sealer, UsedCodes used, SignInThrottle throttle, SignedInAccounts accounts, TimeProvider time) =>
        (_settings, _sealer, _used, _throttle, _accounts, _time) = (settings, sealer, used, throttle, accounts, time);

    /// <summary>Whether the account has a factor here, and what is left of it.</summary>
    /// <exception cref="MailException">The settings cannot be read.</exception>
    public async Task<FactorStatus> StatusAsync(AccountId account, CancellationToken token) =>
        StatusOf(await FindAsync(account, token).ConfigureAwait(false));

    /// <summary>A secret for an app that is about to be set up. Nothing is kept until <see cref="TurnOnAsync"/>.</summary>
    public static FactorSecret NewSecret() => new(Totp.NewSecret());

    /// <summary>Turns the factor on, for somebody who knows the password and whose app shows the right code.</summary>
    /// <exception cref="MailException">The settings cannot be written.</exception>
    public async Task<FactorResult> TurnOnAsync(AccountId account, FactorSecret secret, string password, string code, CancellationToken token)
    {
        var ticket = await _throttle.EnterAsync(null, Subject(account), token).ConfigureAwait(false);
        if (!ticket.IsAllowed)
            return new FactorResult(FactorOutcome.TooManyAttempts) { RetryAfter = ticket.Wait };
        if (!IsPassword(account, password))
            return new FactorResult(FactorOutcome.PasswordRefused);
        if (Totp.Match(secret.Bytes, RecoveryCode.Plain(code), _time.GetUtcNow()) is not { } step
            || !await _used.TryUseAsync(account, StepName(step), Totp.Window, token).ConfigureAwait(false))
        {
            return new FactorResult(FactorOutcome.CodeRefused);
        }

        var codes = RecoveryCode.NewSet();
        var factor = new SecondFactor(secret.Bytes, Hashes(codes), _time.GetUtcNow());
        await _settings.UpdateAsync(account, current => _sealer.With(current, account, factor), token).ConfigureAwait(false);
        await ticket.SucceededAsync(token).ConfigureAwait(false);
        return new FactorResult(FactorOutcome.Done) { RecoveryCodes = codes };
    }

    /// <summary>Replaces the recovery codes by new ones, against a code.</summary>
    /// <exception cref="MailException">The settings cannot be read or written.</exception>
    public Task<FactorResult> RenewRecoveryCodesAsync(AccountId account, string code, CancellationToken token) => ConfirmedAsync(account, code, async () =>
    {
        var codes = RecoveryCode.NewSet();
        await ChangeAsync(account, factor => factor with { RecoveryHashes = Hashes(codes) }, token).ConfigureAwait(false);
        return new FactorResult(FactorOutcome.Done) { RecoveryCodes = codes };
    }, token);

    /// <summary>Turns the factor off, against a code.</summary>
    /// <exception cref="MailException">The settings cannot be read or written.</exception>
    public Task<FactorResult> TurnOffAsync(AccountId account, string code, CancellationToken token) => ConfirmedAsync(account, code, async () =>
    {
        await ChangeAsync(account, static _ => null, token).ConfigureAwait(false);
        return new FactorResult(FactorOutcome.Done);
    }, token);

    /// <summary>The factor as the server has it now; <see langword="null"/> when there is none.</summary>
    /// <exception cref="MailException">It cannot be read: nobody may conclude that there is none.</exception>
    internal async Task<SecondFactor?> FindAsync(AccountId account, CancellationToken token) =>
        _sealer.Find(await _settings.ReadNowAsync(account, token).ConfigureAwait(false), account);

    /// <summary>Whether a code, of the app or for recovery, is right; it is used up then. The caller counts the attempts.</summary>
    internal async Task<bool> TryUseAsync(AccountId account, SecondFactor factor, string typed, CancellationToken token)
    {
        var code = RecoveryCode.Plain(typed);
        if (code.Length == Totp.Digits)
        {
            return Totp.Match(factor.Secret, code, _time.GetUtcNow()) is { } step
                && await _used.TryUseAsync(account, StepName(step), Totp.Window, token).ConfigureAwait(false);
        }

        var hash = RecoveryCode.Hash(code);
        return factor.RecoveryHashes.Contains(hash)
            && await _used.TryUseAsync(account, hash, RecoveryMemory, token).ConfigureAwait(false)
            && await SpendAsync(account, hash, token).ConfigureAwait(false);
    }

    /// <summary>Whom codes are counted for.</summary>
    internal static string Subject(AccountId account) => $"second step of {account}";

    private async Task<FactorResult> ConfirmedAsync(AccountId account, string code, Func<Task<FactorResult>> act, CancellationToken token)
    {
        if (await FindAsync(account, token).ConfigureAwait(false) is not { } factor)
            return new FactorResult(FactorOutcome.NotSetUp);
        var ticket = await _throttle.EnterAsync(null, Subject(account), token).ConfigureAwait(false);
        if (!ticket.IsAllowed)
            return new FactorResult(FactorOutcome.TooManyAttempts) { RetryAfter = ticket.Wait };
        if (!await TryUseAsync(account, factor, code, token).ConfigureAwait(false))
            return new FactorResult(FactorOutcome.CodeRefused);
        var result = await act().ConfigureAwait(false);
        await ticket.SucceededAsync(token).ConfigureAwait(false);
        return result;
    }

    private async Task<bool> SpendAsync(AccountId account, string hash, CancellationToken token)
    {
        var spent = false;
        await ChangeAsync(account, factor =>
        {
            spent = factor.RecoveryHashes.Contains(hash);
            return spent ? factor with { RecoveryHashes = [.. factor.RecoveryHashes.Where(other => other != hash)] } : factor;
        }, token).ConfigureAwait(false);
        return spent;
    }

    private Task<AccountSettings> ChangeAsync(AccountId account, Func<SecondFactor, SecondFactor?> change, CancellationToken token) =>
        _settings.UpdateAsync(account, current =>
        {
            if (_sealer.Find(current, account) is not { } factor)
                return current;
            var changed = change(factor);
            return ReferenceEquals(changed, factor) ? current : _sealer.With(current, account, changed);
        }, token);

    private bool IsPassword(AccountId account, string password) =>
        _accounts.Find(account) is { } signedIn && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(signedIn.Credentials.Password)), SHA256.HashData(Encoding.UTF8.GetBytes(password)));

    private static string StepName(long step) => step.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string[] Hashes(IEnumerable<string> codes) => [.. codes.Select(RecoveryCode.Hash)];

    private static FactorStatus StatusOf(SecondFactor? factor) =>
        new(factor is not null, factor?.RecoveryHashes.Count ?? 0, factor?.Since ?? default);
}
