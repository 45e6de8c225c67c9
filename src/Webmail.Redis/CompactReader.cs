using System.Text;

namespace Webmail.Redis;

/// <summary>Reads what <see cref="CompactWriter"/> wrote; throws <see cref="InvalidDataException"/> on anything else.</summary>
internal ref struct CompactReader(ReadOnlySpan<byte> data)
{
    private const int LongestOffsetMinutes = 14 * 60;

    private ReadOnlySpan<byte> _rest = data;

    public readonly bool AtEnd => _rest.IsEmpty;

    public ulong Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_rest.IsEmpty)
                break;
            var group = _rest[0];
            _rest = _rest[1..];
            value |= (ulong)(group & 0x7f) << shift;
            if (group < 0x80)
                return value;
        }

        throw new InvalidDataException();
    }

    public uint Number32() => Number() is var value and <= uint.MaxValue ? (uint)value : throw new InvalidDataException();

    public long Signed() => Number() is var value ? (long)(value >> 1) ^ -(long)(value & 1) : 0;

    /// <summary>How many items follow; never more than there are bytes left for.</summary>
    public int Count() => Number() is var value && value <= (ulong)_rest.Length ? (int)value : throw new InvalidDataException();

    public string Text()
    {
        var length = Count();
        var text = Encoding.UTF8.GetString(_rest[..length]);
        _rest = _rest[length..];
        return text;
    }

    public DateTimeOffset Time()
    {
        var ticks = Signed();
        var offset = Signed();
        if (offset is < -LongestOffsetMinutes or > LongestOffsetMinutes)
            throw new InvalidDataException();
        var span = TimeSpan.FromMinutes(offset);
        var local = ticks + span.Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks || local < 0 || local > DateTime.MaxValue.Ticks)
            throw new InvalidDataException();
        return new DateTimeOffset(local, span);
    }

    public DateTimeOffset? OptionalTime() => Number() switch
    {
        0 => null,
        1 => Time(),
        _ => throw new InvalidDataException(),
    };
}
