using System.Security.Cryptography;
using System.Text;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.SigningIn;

/// <summary>
/// The second factor of accounts: codes of an authenticator app, passkeys or both, and recovery codes. It guards this webmail alone (the
/// mail server goes on taking the password), and lives in the account's settings on the mail server: whoever knows the password can
/// delete it there with another mail program, but cannot read it.
/// </summary>
public sealed class SecondFactors
{
    private const string Confirming = "confirm";

    private readonly FactorStore _store;
    private readonly FactorProofs _proofs;
    private readonly PasskeyCeremony _passkeys;
    private readonly SignInThrottle _throttle;
    private readonly SignedInAccounts _accounts;
    private readonly TimeProvider _time;

    internal SecondFactors(
        FactorStore store, FactorProofs proofs, PasskeyCeremony passkeys, SignInThrottle throttle, SignedInAccounts accounts, TimeProvider time) =>
        (_store, _proofs, _passkeys, _throttle, _accounts, _time) = (store, proofs, passkeys, throttle, accounts, time);

    /// <summary>Whether the account has a factor here, and what it is made of.</summary>
    /// <exception cref="MailException">The settings cannot be read.</exception>
    public async Task<FactorStatus> StatusAsync(AccountId account, CancellationToken token) =>
        await _store.FindAsync(account, token).ConfigureAwait(false) is { } factor
            ? new FactorStatus(true, factor.RecoveryHashes.Count, factor.Since)
            {
                HasApp = factor.Secret is not null,
                Passkeys = [.. factor.Passkeys.Select(static one => one.ToEntry())],
            }
            : new FactorStatus(false, 0, default);

    /// <summary>A secret for an app that is about to be set up. Nothing is kept until <see cref="SetUpAppAsync"/>.</summary>
    public static FactorSecret NewSecret() => new(Totp.NewSecret());

    /// <summary>
    /// Lets somebody change the factor: against a code or a passkey while one is on, against the password while none is. Wrong ones count
    /// like those of signing in.
    /// </summary>
    /// <exception cref="MailException">The settings cannot be read.</exception>
    public async Task<FactorResult> ConfirmAsync(AccountId account, FactorProof proof, CancellationToken token)
    {
        var factor = await _store.FindAsync(account, token).ConfigureAwait(false);
        var ticket = await _throttle.EnterAsync(null, Subject(account), token).ConfigureAwait(false);
        if (!ticket.IsAllowed)
            return new FactorResult(FactorOutcome.TooManyAttempts) { RetryAfter = ticket.Wait };
        var outcome = factor is not null ? await _proofs.TryAsync(account, factor, proof, Confirming, token).ConfigureAwait(false)
            : proof is PasswordProof typed ? IsPassword(account, typed.Password) ? FactorOutcome.Done : FactorOutcome.PasswordRefused
            : FactorOutcome.NotConfirmed;
        if (outcome == FactorOutcome.Done)
            await ticket.SucceededAsync(token).ConfigureAwait(false);
        else if (outcome == FactorOutcome.NotConfirmed)
            await ticket.NotTriedAsync(token).ConfigureAwait(false);
        return new FactorResult(outcome) { Pass = outcome == FactorOutcome.Done ? Pass(account, factor is not null) : null };
    }

    /// <summary>What a browser asks a passkey with to confirm (JSON); <see langword="null"/> when none works at this place.</summary>
    /// <exception cref="MailException">The settings cannot be read.</exception>
    public async Task<string?> PasskeyQuestionAsync(AccountId account, PasskeyPlace place, CancellationToken token) =>
        await _store.FindAsync(account, token).ConfigureAwait(false) is { } factor
            ? _passkeys.Question(account, Confirming, place, factor.Passkeys.Select(static one => one.Handle)) : null;

    /// <summary>What a browser makes a new passkey from (JSON).</summary>
    /// <exception cref="MailException">The settings cannot be read.</exception>
    public async Task<string> NewPasskeyAsync(MailAccount account, string site, PasskeyPlace place, CancellationToken token)
    {
        var existing = (await _store.FindAsync(account.Id, token).ConfigureAwait(false))?.Passkeys.Select(static one => one.Handle) ?? [];
        return _passkeys.CreationOptions(account, site, place, existing);
    }

    /// <summary>Adds a passkey that a browser made (JSON). The first thing of a factor turns it on, and brings recovery codes.</summary>
    /// <exception cref="MailException">The settings cannot be written.</exception>
    public async Task<FactorResult> AddPasskeyAsync(FactorPass pass, string answer, string name, PasskeyPlace place, CancellationToken token)
    {
        if (await _passkeys.CreateAsync(pass.Account, answer, name, place, _time.GetUtcNow(), token).ConfigureAwait(false) is not { } made)
            return new FactorResult(FactorOutcome.PasskeyRefused);
        var refused = false;
        var result = await SetUpAsync(pass, factor =>
        {
            refused = factor.Passkeys.Count >= Passkey.Most || factor.Passkeys.Any(one => one.Handle.Name == made.Handle.Name);
            return refused ? factor : factor with { Passkeys = [.. factor.Passkeys, made] };
        }, token).ConfigureAwait(false);
        return refused ? new FactorResult(FactorOutcome.PasskeyRefused) : result;
    }

    /// <summary>Takes a passkey away. With the last thing of a factor it is off.</summary>
    /// <exception cref="MailException">The settings cannot be written.</exception>
    public Task<FactorResult> RemovePasskeyAsync(FactorPass pass, string id, CancellationToken token) => ChangeAsync(pass, factor =>
        factor is null ? null : factor with { Passkeys = [.. factor.Passkeys.Where(one => one.Handle.Name != id)] }, token);

    /// <summary>Sets up an app that shows the right code. The first thing of a factor turns it on, and brings recovery codes.</summary>
    /// <exception cref="MailException">The settings cannot be written.</exception>
    public async Task<FactorResult> SetUpAppAsync(FactorPass pass, FactorSecret secret, string code, CancellationToken token) =>
        await _proofs.TryAppAsync(pass.Account, secret.Bytes, RecoveryCode.Plain(code), token).ConfigureAwait(false)
            ? await SetUpAsync(pass, factor => factor with { Secret = secret.Bytes }, token).ConfigureAwait(false)
            : new FactorResult(FactorOutcome.CodeRefused);

    /// <summary>Takes the app away. With the last thing of a factor it is off.</summary>
    /// <exception cref="MailException">The settings cannot be written.</exception>
    public Task<FactorResult> RemoveAppAsync(FactorPass pass, CancellationToken token) =>
        ChangeAsync(pass, static factor => factor is null ? null : factor with { Secret = null }, token);

    /// <summary>Replaces the recovery codes by new ones.</summary>
    /// <exception cref="MailException">The settings cannot be written.</exception>
    public async Task<FactorResult> RenewRecoveryCodesAsync(FactorPass pass, CancellationToken token)
    {
        var codes = RecoveryCode.NewSet();
        var result = await ChangeAsync(pass, factor => factor is null ? null : factor with { RecoveryHashes = Hashes(codes) }, token).ConfigureAwait(false);
        return result.Outcome == FactorOutcome.Done ? result with { RecoveryCodes = codes } : result;
    }

    /// <summary>Turns the factor off.</summary>
    /// <exception cref="MailException">The settings cannot be written.</exception>
    public Task<FactorResult> TurnOffAsync(FactorPass pass, CancellationToken token) => ChangeAsync(pass, static _ => null, token);

    /// <summary>Whom wrong proofs are counted for.</summary>
    internal static string Subject(AccountId account) => $"second step of {account}";

    private async Task<FactorResult> SetUpAsync(FactorPass pass, Func<SecondFactor, SecondFactor> change, CancellationToken token)
    {
        var (codes, isFirst) = (RecoveryCode.NewSet(), false);
        var result = await ChangeAsync(pass, factor =>
        {
            isFirst = factor is null;
            return change(factor ?? new SecondFactor(null, Hashes(codes), _time.GetUtcNow()));
        }, token).ConfigureAwait(false);
        return isFirst && result.Outcome == FactorOutcome.Done ? result with { RecoveryCodes = codes, Pass = Pass(pass.Account, true) } : result;
    }

    private async Task<FactorResult> ChangeAsync(FactorPass pass, Func<SecondFactor?, SecondFactor?> change, CancellationToken token)
    {
        var outcome = FactorOutcome.NotConfirmed;
        if (_time.GetUtcNow() < pass.Until)
        {
            await _store.ChangeAsync(pass.Account, factor =>
            {
                // What the password allowed while nothing was on, it does not allow once something is.
                outcome = pass.ByFactor == factor is not null ? FactorOutcome.Done : FactorOutcome.NotConfirmed;
                return outcome == FactorOutcome.Done ? change(factor) : factor;
            }, token).ConfigureAwait(false);
        }

        return new FactorResult(outcome) { Pass = outcome == FactorOutcome.Done ? pass : null };
    }

    private FactorPass Pass(AccountId account, bool byFactor) => new(account, byFactor, _time.GetUtcNow() + FactorPass.Lifetime);

    private bool IsPassword(AccountId account, string password) =>
        _accounts.Find(account) is { } signedIn && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(signedIn.Credentials.Password)), SHA256.HashData(Encoding.UTF8.GetBytes(password)));

    private static string[] Hashes(IEnumerable<string> codes) => [.. codes.Select(RecoveryCode.Hash)];
}
