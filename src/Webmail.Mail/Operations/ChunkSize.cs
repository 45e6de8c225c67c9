namespace Webmail.Mail.Operations;

/// <summary>
/// How many messages one command is about: enough to be fast, few enough that progress is seen, others get their turn and a stop
/// is soon obeyed.
/// </summary>
/// <param name="first">How many it begins with.</param>
/// <param name="largest">How many it is about at most.</param>
internal sealed class ChunkSize(int first, int largest)
{
    // Each part has a price of its own (looks, notes, everybody else told of it): where that is what takes the time, smaller parts
    // only make a large job longer.
    private const int Smallest = 250;

    // RFC 7162 section 4 asks servers to take lines of at least 8192 octets.
    private const int LongestSet = 7_000;

    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(3);

    private int _size = first;

    /// <summary>For flags: a server changes thousands in no time.</summary>
    public static ChunkSize ForFlags => new(10_000, 20_000);

    /// <summary>For what moves, copies or deletes messages.</summary>
    public static ChunkSize ForMessages => new(500, 5_000);

    /// <summary>The oldest messages of a set, as many as the next command may be about.</summary>
    public UidSet Next(UidSet uids)
    {
        var ranges = new List<(uint, uint)>();
        var room = _size;
        var length = 0;
        foreach (var (lowest, highest) in uids.Ranges)
        {
            length += lowest == highest ? 11 : 22;
            if (room == 0 || length > LongestSet)
                break;
            var end = (uint)Math.Min(highest, (ulong)lowest + (uint)room - 1);
            ranges.Add((lowest, end));
            room -= (int)(end - lowest + 1);
        }

        return UidSet.OfRanges(ranges);
    }

    /// <summary>Learns from a command about a full chunk.</summary>
    public void Took(TimeSpan time)
    {
        if (time < Quick)
            _size = Math.Min(largest, _size * 3);
        else if (time > Slow)
            _size = Math.Max(Smallest, _size / 2);
    }
}
