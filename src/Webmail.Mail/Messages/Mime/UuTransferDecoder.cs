using System.Buffers;

namespace Webmail.Mail.Messages.Mime;

/// <summary>Uuencode as used in mail (x-uuencode): from a "begin" line to "end"; lines that do not fit are skipped.</summary>
internal sealed class UuTransferDecoder : ITransferDecoder
{
    private const int LongestLine = 256;

    private readonly byte[] _line = new byte[LongestLine];
    private int _length;
    private bool _tooLong;
    private bool _begun;
    private bool _ended;

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> encoded, IBufferWriter<byte> decoded)
    {
        foreach (var value in encoded)
        {
            if (value == (byte)'\n')
                Finish(decoded);
            else if (_length == LongestLine)
                _tooLong = true;
            else
                _line[_length++] = value;
        }
    }

    /// <inheritdoc/>
    public void Finish(IBufferWriter<byte> decoded)
    {
        if (!_tooLong && !_ended)
            Line(_line.AsSpan(0, _length).TrimEnd((byte)'\r'), decoded);
        (_length, _tooLong) = (0, false);
    }

    /// <summary>Decodes a line of data: how many bytes it stands for, then four digits for three of them.</summary>
    public static void DecodeLine(ReadOnlySpan<byte> line, IBufferWriter<byte> decoded)
    {
        var count = (line[0] - ' ') & 63;
        var digits = line[1..];
        Span<byte> triple = stackalloc byte[3];
        for (var i = 0; count > 0 && i < digits.Length; i += 4)
        {
            // Trailing blanks are digits of value zero that some transport took away.
            var group = 0;
            for (var k = 0; k < 4; k++)
                group = (group << 6) | (i + k < digits.Length ? (digits[i + k] - ' ') & 63 : 0);
            triple[0] = (byte)(group >> 16);
            triple[1] = (byte)(group >> 8);
            triple[2] = (byte)group;
            decoded.Write(triple[..Math.Min(count, 3)]);
            count -= 3;
        }
    }

    private void Line(ReadOnlySpan<byte> line, IBufferWriter<byte> decoded)
    {
        if (!_begun)
        {
            _begun = line.StartsWith("begin "u8);
            return;
        }

        if (line.SequenceEqual("end"u8))
            _ended = true;
        if (_ended || line.IsEmpty)
            return;
        DecodeLine(line, decoded);
    }
}
