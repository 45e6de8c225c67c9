using Webmail.Mail.Accounts;

namespace Webmail.Mail.SigningIn;

/// <summary>An attempt that was counted, and whether it makes the following ones wait.</summary>
internal readonly record struct CountedAttempt(string Subject, bool Blocks);

/// <summary>An attempt to sign in that was let through, or told to wait. What is not taken back counts as failed.</summary>
internal sealed class SignInTicket
{
    private readonly ISignInAttempts? _attempts;
    private readonly IReadOnlyList<CountedAttempt> _counted;

    private SignInTicket(ISignInAttempts? attempts, IReadOnlyList<CountedAttempt> counted, TimeSpan wait) =>
        (_attempts, _counted, Wait) = (attempts, counted, wait);

    /// <summary>How long to wait before the next attempt; zero when this one is allowed.</summary>
    public TimeSpan Wait { get; }

    /// <summary>Whether the password may be tried.</summary>
    public bool IsAllowed => _attempts is not null;

    public static SignInTicket Refused(TimeSpan wait) => new(null, [], wait);

    /// <summary>The account comes last.</summary>
    public static SignInTicket Allowed(ISignInAttempts attempts, IReadOnlyList<CountedAttempt> counted) =>
        new(attempts, counted, TimeSpan.Zero);

    /// <summary>
    /// The password was right: the account starts afresh. The network gets back this attempt only, else one good account would
    /// allow guessing at others.
    /// </summary>
    public Task SucceededAsync(CancellationToken token) => TellAsync(
        (attempts, counted) => counted == _counted[^1]
            ? attempts.ForgetAsync(counted.Subject, token)
            : attempts.ForgiveAsync(counted.Subject, counted.Blocks, token));

    /// <summary>No password was tried: the attempt does not count.</summary>
    public Task NotTriedAsync(CancellationToken token) =>
        TellAsync((attempts, counted) => attempts.ForgiveAsync(counted.Subject, counted.Blocks, token));

    private async Task TellAsync(Func<ISignInAttempts, CountedAttempt, Task> tell)
    {
        if (_attempts is not { } attempts)
            return;
        try
        {
            await Task.WhenAll(_counted.Select(counted => tell(attempts, counted))).ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            // The attempt stays counted: slower than fair, never faster.
        }
    }
}
