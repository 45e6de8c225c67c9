using Webmail.Mail.Accounts;

namespace Webmail.Mail.SigningIn;

/// <summary>
/// Counts sign-in attempts of a subject (an address range or an account) over all nodes. Failures of the store surface as
/// <see cref="SessionStoreException"/>.
/// </summary>
public interface ISignInAttempts
{
    /// <summary>How long the subject still has to wait; zero when not at all.</summary>
    Task<TimeSpan> WaitAsync(string subject, CancellationToken token);

    /// <summary>Counts one more attempt; how many there are now. They are forgotten when none came for <paramref name="memory"/>.</summary>
    Task<long> CountAsync(string subject, TimeSpan memory, CancellationToken token);

    /// <summary>Makes the subject wait; <see langword="false"/> when it already does.</summary>
    Task<bool> TryBlockAsync(string subject, TimeSpan wait, CancellationToken token);

    /// <summary>Takes back one attempt, and with <paramref name="unblock"/> the wait it caused.</summary>
    Task ForgiveAsync(string subject, bool unblock, CancellationToken token);

    /// <summary>Forgets every attempt and the wait.</summary>
    Task ForgetAsync(string subject, CancellationToken token);
}
