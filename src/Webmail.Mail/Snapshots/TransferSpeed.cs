namespace Webmail.Mail.Snapshots;

/// <summary>How fast it goes, over the last seconds.</summary>
internal sealed class TransferSpeed(TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private readonly Queue<(long Moment, int Messages, long Bytes)> _marks = new();

    /// <summary>Notes how much is done by now.</summary>
    public void Mark(int messages, long bytes)
    {
        var now = time.GetTimestamp();
        _marks.Enqueue((now, messages, bytes));
        while (_marks.Count > 2 && time.GetElapsedTime(_marks.Peek().Moment, now) > Memory)
            _marks.Dequeue();
    }

    /// <summary>Bytes per second, and how long the rest takes at this speed; zero and <see langword="null"/> before that can be said.</summary>
    public (double BytesPerSecond, TimeSpan? Left) Estimate(int messages, long bytes, int messagesLeft, long bytesLeft)
    {
        if (_marks.Count == 0)
            return (0, null);
        var (moment, messagesThen, bytesThen) = _marks.Peek();
        var took = time.GetElapsedTime(moment);
        if (took < Least || messages <= messagesThen)
            return (0, null);
        // Many small messages take their time by number, few large ones by size: the slower counts.
        var byNumber = messagesLeft / ((messages - messagesThen) / took.TotalSeconds);
        var bySize = bytes > bytesThen ? bytesLeft / ((bytes - bytesThen) / took.TotalSeconds) : 0;
        return ((bytes - bytesThen) / took.TotalSeconds, TimeSpan.FromSeconds(Math.Min(Math.Max(byNumber, bySize), 30 * 24 * 3600.0)));
    }
}
