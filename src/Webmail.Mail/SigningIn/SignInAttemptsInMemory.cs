namespace Webmail.Mail.SigningIn;

/// <summary>Counts attempts in this process, for the time in which the store does not answer.</summary>
internal sealed class SignInAttemptsInMemory(TimeProvider time) : ISignInAttempts
{
    // Enough for an attack from many addresses, small enough not to become one on our memory.
    private const int MostSubjects = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Attempts> _bySubject = [];

    public Task<TimeSpan> WaitAsync(string subject, CancellationToken token)
    {
        lock (_gate)
        {
            var wait = Of(subject).BlockedUntil - time.GetUtcNow();
            return Task.FromResult(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
        }
    }

    public Task<long> CountAsync(string subject, TimeSpan memory, CancellationToken token)
    {
        lock (_gate)
        {
            MakeRoom();
            var attempts = Of(subject);
            _bySubject[subject] = attempts with { Count = attempts.Count + 1, ForgottenAt = time.GetUtcNow() + memory };
            return Task.FromResult(attempts.Count + 1);
        }
    }

    public Task<bool> TryBlockAsync(string subject, TimeSpan wait, CancellationToken token)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var attempts = Of(subject);
            if (attempts.BlockedUntil > now)
                return Task.FromResult(false);
            _bySubject[subject] = attempts with { BlockedUntil = now + wait };
            return Task.FromResult(true);
        }
    }

    public Task ForgiveAsync(string subject, bool unblock, CancellationToken token)
    {
        lock (_gate)
        {
            if (_bySubject.TryGetValue(subject, out var attempts))
            {
                _bySubject[subject] = attempts with
                {
                    Count = Math.Max(0, attempts.Count - 1),
                    BlockedUntil = unblock ? default : attempts.BlockedUntil,
                };
            }

            return Task.CompletedTask;
        }
    }

    public Task ForgetAsync(string subject, CancellationToken token)
    {
        lock (_gate)
            _bySubject.Remove(subject);
        return Task.CompletedTask;
    }

    private Attempts Of(string subject) =>
        _bySubject.TryGetValue(subject, out var attempts) && attempts.ForgottenAt > time.GetUtcNow() ? attempts : default;

    private void MakeRoom()
    {
        if (_bySubject.Count < MostSubjects)
            return;
        var now = time.GetUtcNow();
        foreach (var subject in _bySubject.Where(entry => entry.Value.ForgottenAt <= now).Select(static entry => entry.Key).ToArray())
            _bySubject.Remove(subject);
        if (_bySubject.Count >= MostSubjects)
            _bySubject.Remove(_bySubject.MinBy(static entry => entry.Value.ForgottenAt).Key);
    }

    private readonly record struct Attempts(long Count, DateTimeOffset BlockedUntil, DateTimeOffset ForgottenAt);
}
