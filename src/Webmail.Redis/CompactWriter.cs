using System.Buffers;
using System.Text;

namespace Webmail.Redis;

/// <summary>Writes numbers as 7-bit groups and texts as UTF-8 with their length.</summary>
internal sealed class CompactWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public void Number(ulong value)
    {
        var span = _buffer.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        _buffer.Advance(length);
    }

    public void Signed(long value) => Number((ulong)(value << 1) ^ (ulong)(value >> 63));

    public void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Number((ulong)length);
        Encoding.UTF8.GetBytes(value, _buffer.GetSpan(length));
        _buffer.Advance(length);
    }

    public void Time(DateTimeOffset value)
    {
        Signed(value.UtcTicks);
        Signed((long)value.Offset.TotalMinutes);
    }

    public void OptionalTime(DateTimeOffset? value)
    {
        Number(value is null ? 0u : 1u);
        if (value is { } time)
            Time(time);
    }
}
