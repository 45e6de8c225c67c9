using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Webmail.Mail.SigningIn;

/// <summary>Checks what is shown for a second factor, and uses it up. The caller counts the attempts.</summary>
internal sealed class FactorProofs(FactorStore store, UsedCodes used, PasskeyCeremony passkeys, TimeProvider time, ILogger<FactorProofs> logger)
{
    // A recovery code leaves the settings when it is used; this is for two that come at the same moment.
    private static readonly TimeSpan RecoveryMemory = TimeSpan.FromHours(1);

    /// <summary>Whether a proof is right; <paramref name="purpose"/> is what a passkey was asked for.</summary>
    public Task<FactorOutcome> TryAsync(AccountId account, SecondFactor factor, FactorProof proof, string purpose, CancellationToken token) => proof switch
    {
        CodeProof code => TryCodeAsync(account, factor, code.Typed, token),
        PasskeyProof passkey => TryPasskeyAsync(account, factor, passkey, purpose, token),
        _ => Task.FromResult(FactorOutcome.NotConfirmed),
    };

    /// <summary>Whether an app shows the code now; it is used up then.</summary>
    public async Task<bool> TryAppAsync(AccountId account, byte[] secret, string code, CancellationToken token) =>
        Totp.Match(secret, code, time.GetUtcNow()) is { } step
        && await used.TryUseAsync(account, step.ToString(CultureInfo.InvariantCulture), Totp.Window, token).ConfigureAwait(false);

    private async Task<FactorOutcome> TryCodeAsync(AccountId account, SecondFactor factor, string typed, CancellationToken token)
    {
        var code = RecoveryCode.Plain(typed);
        if (code.Length == Totp.Digits)
        {
            var isRight = factor.Secret is { } secret && await TryAppAsync(account, secret, code, token).ConfigureAwait(false);
            return isRight ? FactorOutcome.Done : FactorOutcome.CodeRefused;
        }

        var hash = RecoveryCode.Hash(code);
        return factor.RecoveryHashes.Contains(hash)
            && await used.TryUseAsync(account, hash, RecoveryMemory, token).ConfigureAwait(false)
            && await SpendAsync(account, hash, token).ConfigureAwait(false) ? FactorOutcome.Done : FactorOutcome.CodeRefused;
    }

    private async Task<bool> SpendAsync(AccountId account, string hash, CancellationToken token)
    {
        var spent = false;
        await store.ChangeAsync(account, factor =>
        {
            spent = factor?.RecoveryHashes.Contains(hash) == true;
            return spent ? factor! with { RecoveryHashes = [.. factor.RecoveryHashes.Where(other => other != hash)] } : factor;
        }, token).ConfigureAwait(false);
        return spent;
    }

    private async Task<FactorOutcome> TryPasskeyAsync(AccountId account, SecondFactor factor, PasskeyProof proof, string purpose, CancellationToken token)
    {
        if (await passkeys.AnswerAsync(account, purpose, proof, factor.Passkeys, token).ConfigureAwait(false) is not { } answer)
            return FactorOutcome.PasskeyRefused;
        if (!Passkey.MayFollow(answer.Passkey.Counter, answer.Counter))
            return FactorOutcome.PasskeyCopied;
        if (answer.Counter == 0)
            return FactorOutcome.Done;
        try
        {
            return await KeepCounterAsync(account, answer, token).ConfigureAwait(false);
        }
        catch (MailException e) when (e.Failure is not (MailFailure.FactorUnreadable or MailFailure.SignInRefused))
        {
            // A mailbox that takes nothing (it is full) must not lock its owner out: the answer itself is right, and used up.
            SigningInLog.CounterNotKept(logger, e.Failure);
            return FactorOutcome.Done;
        }
    }

    // Of two answers at the same moment the later one may come first: what counts is what is kept by then.
    private async Task<FactorOutcome> KeepCounterAsync(AccountId account, AnsweredPasskey answer, CancellationToken token)
    {
        var outcome = FactorOutcome.PasskeyRefused;
        await store.ChangeAsync(account, factor =>
        {
            var kept = factor?.Passkeys.FirstOrDefault(one => one.Handle.Name == answer.Passkey.Handle.Name);
            outcome = kept is null ? FactorOutcome.PasskeyRefused
                : Passkey.MayFollow(kept.Counter, answer.Counter) ? FactorOutcome.Done : FactorOutcome.PasskeyCopied;
            return outcome != FactorOutcome.Done ? factor
                : factor! with { Passkeys = [.. factor.Passkeys.Select(one => ReferenceEquals(one, kept) ? one with { Counter = answer.Counter } : one)] };
        }, token).ConfigureAwait(false);
        return outcome;
    }
}
