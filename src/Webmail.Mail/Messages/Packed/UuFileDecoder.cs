using System.Buffers;
using Webmail.Mail.Messages.Mime;

namespace Webmail.Mail.Messages.Packed;

/// <summary>Takes one uuencoded file out of a text as it comes in; counts files as <see cref="UuencodedText"/> does.</summary>
/// <param name="text">Undoes the text's own transfer encoding.</param>
/// <param name="number">Which file, from 1.</param>
internal sealed class UuFileDecoder(ITransferDecoder text, int number) : ITransferDecoder
{
    private readonly ArrayBufferWriter<byte> _plain = new();
    private readonly UuLines _lines = new();
    private readonly byte[] _line = new byte[UuLines.LongestLine + 1];
    private int _length;
    private int _file;
    private bool _begun;

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> encoded, IBufferWriter<byte> decoded)
    {
        text.Decode(encoded, _plain);
        Take(decoded);
    }

    /// <inheritdoc/>
    public void Finish(IBufferWriter<byte> decoded)
    {
        text.Finish(_plain);
        Take(decoded);
        if (_length > 0)
            Line(decoded);
    }

    private void Take(IBufferWriter<byte> decoded)
    {
        var plain = _plain.WrittenSpan;
        while (!plain.IsEmpty)
        {
            var end = plain.IndexOf((byte)'\n');
            var piece = end < 0 ? plain : plain[..end];
            // Of a line that is too long enough is kept to know it.
            var kept = Math.Min(piece.Length, _line.Length - _length);
            piece[..kept].CopyTo(_line.AsSpan(_length));
            _length += kept;
            plain = plain[(end < 0 ? plain.Length : end + 1)..];
            if (end >= 0)
                Line(decoded);
        }

        _plain.ResetWrittenCount();
    }

    private void Line(IBufferWriter<byte> decoded)
    {
        var line = _line.AsSpan(0, _length).TrimEnd((byte)'\r');
        _length = 0;
        var kind = _lines.Next(line);
        if (kind == UuLine.Begin)
            _begun = true;
        if (kind != UuLine.Data)
            return;
        if (_begun)
            (_begun, _file) = (false, _file + 1);
        if (_file == number)
            UuTransferDecoder.DecodeLine(line, decoded);
    }
}
