using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Webmail.Mail;

/// <summary>
/// An immutable ascending set of UIDs kept as ranges: 100,000 neighbours cost a few bytes, and the n-th UID and the place of
/// a UID are found by binary search. Written as in RFC 9051 ("1:4,7").
/// </summary>
public sealed class UidSet : IReadOnlyList<Uid>, IEquatable<UidSet>
{
    /// <summary>The set without members.</summary>
    public static readonly UidSet Empty = new([]);

    private readonly Range[] _ranges;
    private readonly int[] _before;

    private readonly record struct Range(uint First, uint Last)
    {
        public int Count => checked((int)(Last - First + 1));
    }

    private UidSet(Range[] ranges)
    {
        _ranges = ranges;
        _before = new int[ranges.Length];
        var count = 0;
        for (var i = 0; i < ranges.Length; i++)
        {
            _before[i] = count;
            count = checked(count + ranges[i].Count);
        }

        Count = count;
    }

    /// <summary>How many UIDs the set holds.</summary>
    public int Count { get; }

    /// <summary>The smallest UID, or <see langword="null"/> in an empty set.</summary>
    public Uid? First => Count == 0 ? null : new Uid(_ranges[0].First);

    /// <summary>The largest UID, or <see langword="null"/> in an empty set.</summary>
    public Uid? Last => Count == 0 ? null : new Uid(_ranges[^1].Last);

    /// <summary>How many ranges the set is made of.</summary>
    public int RangeCount => _ranges.Length;

    /// <summary>The UID at a place, 0 being the smallest.</summary>
    public Uid this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var range = Array.BinarySearch(_before, index);
            if (range < 0)
                range = ~range - 1;
            return new Uid(_ranges[range].First + (uint)(index - _before[range]));
        }
    }

    /// <summary>A set of the given UIDs, in any order, repeated or not.</summary>
    public static UidSet Of(IEnumerable<Uid> uids) => FromValues(uids.Select(static u => u.Value).ToArray());

    /// <summary>A set of one range, both ends included.</summary>
    public static UidSet OfRange(uint first, uint last) => last < first || first == 0 ? Empty : new UidSet([new Range(first, last)]);

    /// <summary>A set of ranges, both ends included, in any order.</summary>
    public static UidSet OfRanges(IEnumerable<(uint First, uint Last)> ranges)
    {
        var sorted = ranges.Where(static r => r.First > 0)
            .Select(static r => r.First <= r.Last ? new Range(r.First, r.Last) : new Range(r.Last, r.First)).ToArray();
        Array.Sort(sorted, static (a, b) => a.First.CompareTo(b.First));
        var merged = new List<Range>(sorted.Length);
        foreach (var range in sorted)
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last + (ulong)1)
                merged[^1] = new Range(merged[^1].First, Math.Max(merged[^1].Last, range.Last));
            else
                merged.Add(range);
        }

        return merged.Count == 0 ? Empty : new UidSet([.. merged]);
    }

    private static UidSet FromValues(uint[] values)
    {
        Array.Sort(values);
        var ranges = new List<Range>();
        foreach (var value in values)
        {
            if (value == 0)
                continue;
            if (ranges.Count > 0 && value <= ranges[^1].Last + (ulong)1)
                CollectionsMarshal.AsSpan(ranges)[^1] = new Range(ranges[^1].First, Math.Max(value, ranges[^1].Last));
            else
                ranges.Add(new Range(value, value));
        }

        return ranges.Count == 0 ? Empty : new UidSet([.. ranges]);
    }

    /// <summary>Reads "1:4,7"; the ends of a range may be swapped. "*" is not allowed: it depends on the mailbox.</summary>
    public static bool TryParse(string? text, out UidSet set)
    {
        set = Empty;
        if (string.IsNullOrEmpty(text))
            return text is not null;
        var ranges = new List<(uint, uint)>();
        foreach (var item in text.Split(','))
        {
            var colon = item.IndexOf(':', StringComparison.Ordinal);
            if (!Uid.TryParse(colon < 0 ? item : item[..colon], out var first))
                return false;
            var last = first;
            if (colon >= 0 && !Uid.TryParse(item[(colon + 1)..], out last))
                return false;
            ranges.Add((first.Value, last.Value));
        }

        set = OfRanges(ranges);
        return true;
    }

    /// <summary>Where a UID stands, or -1.</summary>
    public int IndexOf(Uid uid)
    {
        var range = RangeAtOrBefore(uid.Value);
        return range >= 0 && uid.Value <= _ranges[range].Last ? _before[range] + (int)(uid.Value - _ranges[range].First) : -1;
    }

    /// <summary>Whether the UID is in the set.</summary>
    public bool Contains(Uid uid) => IndexOf(uid) >= 0;

    /// <summary>How many members are smaller than <paramref name="uid"/>: its place if it were a member.</summary>
    public int CountBefore(Uid uid)
    {
        var range = RangeAtOrBefore(uid.Value);
        return range < 0 ? 0 : _before[range] + (int)Math.Min(uid.Value - _ranges[range].First, (uint)_ranges[range].Count);
    }

    /// <summary>The members of either set.</summary>
    public UidSet Union(UidSet other) =>
        other.Count == 0 ? this : Count == 0 ? other : OfRanges(Ranges.Concat(other.Ranges));

    /// <summary>The members of this set that are not in <paramref name="other"/>.</summary>
    public UidSet Except(UidSet other)
    {
        if (Count == 0 || other.Count == 0)
            return this;
        var result = new List<Range>(_ranges.Length);
        var skip = 0;
        foreach (var range in _ranges)
        {
            ulong first = range.First;
            while (skip < other._ranges.Length && other._ranges[skip].Last < first)
                skip++;
            for (var i = skip; i < other._ranges.Length && other._ranges[i].First <= range.Last; i++)
            {
                if (other._ranges[i].First > first)
                    result.Add(new Range((uint)first, other._ranges[i].First - 1));
                first = Math.Max(first, other._ranges[i].Last + (ulong)1);
            }

            if (first <= range.Last)
                result.Add(new Range((uint)first, range.Last));
        }

        return result.Count == 0 ? Empty : new UidSet([.. result]);
    }

    /// <summary>The members of both sets.</summary>
    public UidSet Intersect(UidSet other) => Except(Except(other));

    /// <summary>Whether some member is in both sets.</summary>
    public bool Overlaps(UidSet other)
    {
        for (int i = 0, j = 0; i < _ranges.Length && j < other._ranges.Length;)
        {
            if (_ranges[i].Last < other._ranges[j].First)
                i++;
            else if (other._ranges[j].Last < _ranges[i].First)
                j++;
            else
                return true;
        }

        return false;
    }

    /// <summary>The ranges, ascending, both ends included.</summary>
    public IEnumerable<(uint First, uint Last)> Ranges => _ranges.Select(static r => (r.First, r.Last));

    private int RangeAtOrBefore(uint value)
    {
        int low = 0, high = _ranges.Length - 1, found = -1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].First <= value)
            {
                found = middle;
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public IEnumerator<Uid> GetEnumerator()
    {
        foreach (var range in _ranges)
        {
            for (ulong value = range.First; value <= range.Last; value++)
                yield return new Uid((uint)value);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(UidSet? other) => other is not null && _ranges.AsSpan().SequenceEqual(other._ranges);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as UidSet);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, First, Last);

    /// <summary>The set as IMAP writes it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (first, last) in _ranges)
        {
            if (text.Length > 0)
                text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{first}");
            if (last > first)
                text.Append(CultureInfo.InvariantCulture, $":{last}");
        }

        return text.ToString();
    }
}
