using System.Net;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;

namespace Webmail.Mail.SigningIn;

/// <summary>
/// The second step of signing in: after the password was accepted, a code within five minutes and five tries. Until then nobody is
/// signed in, and the connection that proved the password is for looking up the factor only.
/// </summary>
internal sealed class SecondStep(
    SecondFactors factors, HalfWaySignIns halfWay, SignInThrottle throttle, ISignInAttempts attempts, SignedInAccounts accounts,
    ImapSessionPool pool, ILoggerFactory loggers)
{
    private const int MostTries = 5;

    private readonly ILogger _failures = loggers.CreateLogger(SigningInLog.FailureCategory);

    /// <summary>Whether an account whose password was accepted has a factor.</summary>
    /// <exception cref="MailException">That could not be found out: nobody is signed in.</exception>
    public async Task<bool> IsAskedForAsync(HalfWay half, CancellationToken token)
    {
        var keep = false;
        var loan = accounts.Lend(half.Account, new Credentials(half.Password));
        try
        {
            var asks = await factors.FindAsync(half.Account.Id, token).ConfigureAwait(false) is not null;
            keep = !asks;
            return asks;
        }
        finally
        {
            if (loan.Return() && !keep)
                await pool.CloseAsync(half.Account.Id).ConfigureAwait(false);
        }
    }

    /// <summary>Begins to wait for the code.</summary>
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

    /// <summary>Tries a code; <paramref name="begin"/> begins the session.</summary>
    public async Task<SignInResult> TryAsync(
        SessionToken step, string code, IPAddress? remote, Func<HalfWay, IPAddress?, CancellationToken, Task<SignInResult>> begin, CancellationToken token)
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

            return await TryAsync(step, half, code, remote, begin, token).ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            return new SignInResult(SignInOutcome.StoreAway);
        }
    }

    private async Task<SignInResult> TryAsync(
        SessionToken step, HalfWay half, string code, IPAddress? remote, Func<HalfWay, IPAddress?, CancellationToken, Task<SignInResult>> begin,
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
            var factor = await factors.FindAsync(account, token).ConfigureAwait(false);
            if (factor is null)
            {
                // Turned off meanwhile: the password alone is asked for, anew.
                await ticket.NotTriedAsync(token).ConfigureAwait(false);
                await halfWay.EndAsync(step, token).ConfigureAwait(false);
                return new SignInResult(SignInOutcome.StepEnded);
            }

            if (!await factors.TryUseAsync(account, factor, code, token).ConfigureAwait(false))
            {
                SigningInLog.Failed(_failures, half.Account.Address, remote, "code");
                return new SignInResult(SignInOutcome.CodeRefused);
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
}
