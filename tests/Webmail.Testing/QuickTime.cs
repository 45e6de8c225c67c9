namespace Webmail.Testing;

/// <summary>The system's clock, so many times as fast: waits of the product take a fraction of their time.</summary>
/// <param name="times">How many times.</param>
public sealed class QuickTime(int times) : TimeProvider
{
    private readonly DateTimeOffset _began = System.GetUtcNow();
    private readonly long _beganAt = System.GetTimestamp();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _began + (System.GetElapsedTime(_beganAt) * times);

    /// <inheritdoc/>
    public override long GetTimestamp() => _beganAt + ((System.GetTimestamp() - _beganAt) * times);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new QuickTimer(System.CreateTimer(callback, state, Quick(dueTime), Quick(period)), Quick);

    private TimeSpan Quick(TimeSpan time) => time <= TimeSpan.Zero ? time : time / times;

    private sealed class QuickTimer(ITimer timer, Func<TimeSpan, TimeSpan> quick) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(quick(dueTime), quick(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
