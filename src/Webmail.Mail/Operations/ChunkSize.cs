namespace Webmail.Mail.Operations;

/// <summary>
/// How many messages one command is about: enough to be fast, few enough that progress is seen, others get their turn and a stop
/// is soon obeyed.
/// </summary>
internal sealed class ChunkSize
{
    private const int Smallest = 50;
    private const int Largest = 5_000;

    // RFC 7162 section 4 asks servers to take lines of at least 8192 octets.
    private const int LongestSet = 7_000;

    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    private int _size = 500;

    /// <summary>The oldest messages of a set, as many as the next command may be about.</summary>
    public UidSet Next(UidSet uids)
    {
        var ranges = new List<(uint, uint)>();
        var room = _size;
        var length = 0;
        foreach (var (first, last) in uids.Ranges)
        {
            length += first == last ? 11 : 22;
            if (room == 0 || length > LongestSet)
                break;
            var end = (uint)Math.Min(last, (ulong)first + (uint)room - 1);
            ranges.Add((first, end));
            room -= (int)(end - first + 1);
        }

        return UidSet.OfRanges(ranges);
    }

    /// <summary>Learns from a command about a full chunk.</summary>
    public void Took(TimeSpan time)
    {
        if (time < Quick)
            _size = Math.Min(Largest, _size * 3);
        else if (time > Slow)
            _size = Math.Max(Smallest, _size / 2);
    }
}
