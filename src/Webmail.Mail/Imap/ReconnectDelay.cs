namespace Webmail.Mail.Imap;

/// <summary>When to try again: 1, 2, 4 … 60 seconds after each failure, a quarter more or less so that not all users come at once.</summary>
internal sealed class ReconnectDelay(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Failures in a row.</summary>
    public int Failures { get; private set; }

    /// <summary>The last failure, until the next success.</summary>
    public MailException? LastFailure { get; private set; }

    /// <summary>Not before this moment, unless the user asks.</summary>
    public DateTimeOffset NextAttempt { get; private set; }

    /// <summary>Whether an attempt may be made now.</summary>
    public bool MayTry => LastFailure is null || time.GetUtcNow() >= NextAttempt;

    /// <summary>Notes a failure and returns how long to wait.</summary>
    public TimeSpan Fail(MailException failure)
    {
        LastFailure = failure;
        Failures++;
        var seconds = Math.Min(Longest.TotalSeconds, Math.Pow(2, Math.Min(Failures - 1, 10)));
        var delay = TimeSpan.FromSeconds(seconds * (0.75 + (Random.Shared.NextDouble() / 2)));
        // A refused password is refused again, and servers count: only the user can change that.
        NextAttempt = failure.Failure == MailFailure.SignInRefused ? DateTimeOffset.MaxValue : time.GetUtcNow() + delay;
        return delay;
    }

    /// <summary>Notes a success.</summary>
    public void Succeed()
    {
        LastFailure = null;
        Failures = 0;
    }

    /// <summary>Allows the next attempt now.</summary>
    public void Skip() => NextAttempt = default;
}
