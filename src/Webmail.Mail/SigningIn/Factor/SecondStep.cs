using System.Net;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;

namespace Webmail.Mail.SigningIn;

/// <summary>
/// The second step of signing in: after the password was accepted, a code or a passkey within five minutes and five tries. Until then nobody is
/// signed in, and the connection that proved the password is for looking up the factor only.
/// </summary>
internal sealed class SecondStep(
    FactorStore store, FactorProofs proofs, PasskeyCeremony passkeys, HalfWaySignIns halfWay, SignInThrottle throttle, ISignInAttempts attempts,
    SignedInAccounts accounts, ImapSessionPool pool, ILoggerFactory loggers)
{
    private const int MostTries = 5;

    private readonly ILogger _failures = loggers.CreateLogger(SigningInLog.FailureCategory);

    /// <summary>What an account whose password was accepted still owes; <see langword="null"/> when nothing.</summary>
    /// <exception cref="MailException">That could not be found out: nobody is signed in.</exception>
    public async Task<HalfWay?> OwesAsync(HalfWay half, CancellationToken token)
    {
        var keep = false;
        var loan = accounts.Lend(half.Account, new Credentials(half.Password));
        try
        {
            var factor = await store.FindAsync(half.Account.Id, token).ConfigureAwait(false);
            keep = factor is null;
            return factor is null ? null : half with { HasApp = factor.Secret is not null, Passkeys = [.. factor.Passkeys.Select(static one => one.Handle)] };
        }
        finally
        {
            if (loan.Return() && !keep)
                await pool.CloseAsync(half.Account.Id).ConfigureAwait(false);
        }
    }

    /// <summary>Begins to wait for the proof.</summary>
    public async Task<SignInResult> BeginAsync(HalfWay half, CancellationToken token)
    {
        try
        {
            return new SignInResult(SignInOutcome.NeedsCode) { Token = await halfWay.BeginAsync(half, token).ConfigureAwait(false) };
        }
        catch (SessionStoreException)
        {
            return new SignInResult(SignInOutcome.StoreAway);
        }
    }

    /// <summary>What the page asks for, with a question for passkeys where there is a place for them; <see langword="null"/> when it is over.</summary>
    /// <exception cref="SessionStoreException">The store does not answer.</exception>
    public async Task<SecondStepNeeds?> NeedsAsync(SessionToken step, PasskeyPlace? place, CancellationToken token)
    {
        if (await halfWay.FindAsync(step, token).ConfigureAwait(false) is not { } half)
            return null;
        return new SecondStepNeeds(half.HasApp, [.. half.Passkeys.Select(static one => one.RpId).Distinct()])
        {
            PasskeyQuestion = place is null ? null : passkeys.Question(half.Account.Id, Purpose(step), place, half.Passkeys),
        };
    }

    /// <summary>Tries a proof; <paramref name="begin"/> begins the session.</summary>
    public async Task<SignInResult> TryAsync(
        SessionToken step, FactorProof proof, IPAddress? remote, Func<HalfWay, IPAddress?, CancellationToken, Task<SignInResult>> begin, CancellationToken token)
    {
        try
        {
            if (await halfWay.FindAsync(step, token).ConfigureAwait(false) is not { } half)
                return new SignInResult(SignInOutcome.StepEnded);
            if (await attempts.CountAsync($"code for {step.Key}", HalfWaySignIns.Lifetime, token).ConfigureAwait(false) > MostTries)
            {
                await halfWay.EndAsync(step, token).ConfigureAwait(false);
                return new SignInResult(SignInOutcome.StepEnded);
            }

            return await TryAsync(step, half, proof, remote, begin, token).ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            return new SignInResult(SignInOutcome.StoreAway);
        }
    }

    private async Task<SignInResult> TryAsync(
        SessionToken step, HalfWay half, FactorProof proof, IPAddress? remote, Func<HalfWay, IPAddress?, CancellationToken, Task<SignInResult>> begin,
        CancellationToken token)
    {
        var account = half.Account.Id;
        var ticket = await throttle.EnterAsync(remote, SecondFactors.Subject(account), token).ConfigureAwait(false);
        if (!ticket.IsAllowed)
        {
            SigningInLog.Failed(_failures, half.Account.Address, remote, "throttled");
            return new SignInResult(SignInOutcome.TooManyAttempts) { RetryAfter = ticket.Wait };
        }

        var loan = accounts.Lend(half.Account, new Credentials(half.Password));
        var signedIn = false;
        try
        {
            var factor = await store.FindAsync(account, token).ConfigureAwait(false);
            if (factor is null)
            {
                // Turned off meanwhile: the password alone is asked for, anew.
                await ticket.NotTriedAsync(token).ConfigureAwait(false);
                await halfWay.EndAsync(step, token).ConfigureAwait(false);
                return new SignInResult(SignInOutcome.StepEnded);
            }

            var outcome = await proofs.TryAsync(account, factor, proof, Purpose(step), token).ConfigureAwait(false);
            if (outcome != FactorOutcome.Done)
            {
                SigningInLog.Failed(_failures, half.Account.Address, remote, "code");
                return new SignInResult(outcome switch
                {
                    FactorOutcome.PasskeyRefused => SignInOutcome.PasskeyRefused,
                    FactorOutcome.PasskeyCopied => SignInOutcome.PasskeyCopied,
                    _ => SignInOutcome.CodeRefused,
                });
            }

            await ticket.SucceededAsync(token).ConfigureAwait(false);
            await halfWay.EndAsync(step, token).ConfigureAwait(false);
            var result = await begin(half, remote, token).ConfigureAwait(false);
            signedIn = result.Outcome == SignInOutcome.SignedIn;
            return result;
        }
        catch (MailException e)
        {
            await ticket.NotTriedAsync(token).ConfigureAwait(false);
            var outcome = e.Failure == MailFailure.SignInRefused ? SignInOutcome.StepEnded : SignInOutcome.ServerFailed;
            return new SignInResult(outcome) { Failure = e.Failure, Detail = e.Detail };
        }
        finally
        {
            if (loan.Return() && !signedIn)
                await pool.CloseAsync(account).ConfigureAwait(false);
        }
    }

    // A question is for the browser that proved the password: the answer is good in no other.
    private static string Purpose(SessionToken step) => $"sign in {step.Key}";
}
