using System.Buffers;
using System.Buffers.Text;

namespace Webmail.Mail.Messages.Mime;

/// <summary>
/// Base64 (RFC 2045 section 6.8), tolerant: characters outside the alphabet are skipped, padding may be missing, and pieces that
/// were encoded separately and joined decode one after the other.
/// </summary>
internal sealed class Base64TransferDecoder : ITransferDecoder
{
    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    private readonly byte[] _digits = new byte[4096];
    private int _count;

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> encoded, IBufferWriter<byte> decoded)
    {
        while (!encoded.IsEmpty)
        {
            var run = encoded.IndexOfAnyExcept(Alphabet);
            if (run < 0)
                run = encoded.Length;
            var rest = encoded[run..];
            for (var digits = encoded[..run]; !digits.IsEmpty;)
            {
                var taken = Math.Min(digits.Length, _digits.Length - _count);
                digits[..taken].CopyTo(_digits.AsSpan(_count));
                _count += taken;
                digits = digits[taken..];
                if (_count == _digits.Length)
                    Flush(decoded);
            }

            if (!rest.IsEmpty && rest[0] == (byte)'=')
                Finish(decoded);
            encoded = rest.IsEmpty ? rest : rest[1..];
        }
    }

    /// <inheritdoc/>
    public void Finish(IBufferWriter<byte> decoded)
    {
        // A single digit is six bits: no byte.
        if (_count % 4 == 1)
            _count--;
        while (_count % 4 != 0)
            _digits[_count++] = (byte)'=';
        Flush(decoded);
    }

    private void Flush(IBufferWriter<byte> decoded)
    {
        if (_count == 0)
            return;
        Base64.DecodeFromUtf8(_digits.AsSpan(0, _count), decoded.GetSpan(_count), out _, out var written);
        decoded.Advance(written);
        _count = 0;
    }
}
