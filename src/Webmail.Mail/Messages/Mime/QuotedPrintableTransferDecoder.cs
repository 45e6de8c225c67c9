using System.Buffers;
using System.Globalization;

namespace Webmail.Mail.Messages.Mime;

/// <summary>
/// Quoted-printable (RFC 2045 section 6.7), tolerant: an equals sign that begins no escape stands for itself, white space before
/// the end of a line is dropped.
/// </summary>
internal sealed class QuotedPrintableTransferDecoder : ITransferDecoder
{
    // What cannot be decided before more has come: an escape or blanks at the end of the piece.
    private byte[] _held = [];

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> encoded, IBufferWriter<byte> decoded)
    {
        ReadOnlySpan<byte> bytes = _held.Length == 0 ? encoded : [.. _held, .. encoded];
        _held = Run(bytes, decoded, last: false).ToArray();
    }

    /// <inheritdoc/>
    public void Finish(IBufferWriter<byte> decoded)
    {
        Run(_held, decoded, last: true);
        _held = [];
    }

    private static ReadOnlySpan<byte> Run(ReadOnlySpan<byte> bytes, IBufferWriter<byte> decoded, bool last)
    {
        while (!bytes.IsEmpty)
        {
            var plain = bytes.IndexOfAny("= \t"u8);
            if (plain != 0)
            {
                var length = plain < 0 ? bytes.Length : plain;
                decoded.Write(bytes[..length]);
                bytes = bytes[length..];
                continue;
            }

            var blanks = bytes.IndexOfAnyExcept(" \t"u8);
            if (blanks != 0)
            {
                if (blanks < 0)
                {
                    // Blanks without end are not held for ever.
                    if (!last && bytes.Length < 1024)
                        return bytes;
                    decoded.Write(last ? [] : bytes);
                    return [];
                }

                if (bytes[blanks] is not ((byte)'\r' or (byte)'\n'))
                    decoded.Write(bytes[..blanks]);
                bytes = bytes[blanks..];
                continue;
            }

            var used = Escape(bytes, decoded, last);
            if (used == 0)
                return bytes;
            bytes = bytes[used..];
        }

        return [];
    }

    // The number of bytes the escape took, or 0 when the rest of it has not come yet.
    private static int Escape(ReadOnlySpan<byte> bytes, IBufferWriter<byte> decoded, bool last)
    {
        if (bytes.Length >= 3 && byte.TryParse(bytes[1..3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            decoded.Write([value]);
            return 3;
        }

        // A soft line break, perhaps with blanks that were added on the way.
        var blanks = bytes[1..].IndexOfAnyExcept(" \t"u8);
        if (blanks < 0)
        {
            if (!last && bytes.Length < 1024)
                return 0;
            if (!last)
                decoded.Write(bytes);
            return bytes.Length;
        }

        var next = 1 + blanks;
        if (bytes[next] == (byte)'\n')
            return next + 1;
        if (bytes[next] == (byte)'\r')
        {
            if (next + 1 == bytes.Length && !last)
                return 0;
            return next + 1 < bytes.Length && bytes[next + 1] == (byte)'\n' ? next + 2 : next + 1;
        }

        if (bytes.Length < 3 && !last)
            return 0;
        decoded.Write("="u8);
        return 1;
    }
}
