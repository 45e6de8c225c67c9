using System.Text;

namespace Webmail.Mail.Messages.Packed;

/// <summary>What a line is to somebody who looks for uuencoded files in a text.</summary>
internal enum UuLine
{
    /// <summary>A line of the text.</summary>
    Text,

    /// <summary>"begin 644 name": a file, if the next line is one of data.</summary>
    Begin,

    /// <summary>A line of data.</summary>
    Data,

    /// <summary>Nothing, between data and the end.</summary>
    Filler,

    /// <summary>"end".</summary>
    End,
}

/// <summary>
/// Tells the lines of uuencoded files from those of the text around them, one after the other. Prose that begins with "begin" is
/// no file: only a line of data behind it makes it one.
/// </summary>
internal sealed class UuLines
{
    /// <summary>No line of a file is longer; "begin" lines are no longer than this either.</summary>
    public const int LongestLine = 256;

    private readonly byte[] _name = new byte[LongestLine];
    private int _nameLength;
    private bool _pending;
    private bool _inside;

    /// <summary>The name of the file that began last, as the sender wrote it.</summary>
    public string Name => Encoding.Latin1.GetString(_name.AsSpan(0, _nameLength)).Trim();

    /// <summary>How many bytes a line of data stands for.</summary>
    public static int BytesIn(ReadOnlySpan<byte> line) => (line[0] - ' ') & 63;

    /// <summary>What the next line is; without its line end.</summary>
    public UuLine Next(ReadOnlySpan<byte> line)
    {
        if (_pending || _inside)
        {
            if (IsData(line))
            {
                (_pending, _inside) = (false, true);
                return UuLine.Data;
            }

            if (_inside && line.SequenceEqual("end"u8))
            {
                _inside = false;
                return UuLine.End;
            }

            if (_inside && line is [] or [(byte)'`'] or [(byte)' '])
                return UuLine.Filler;
        }

        _inside = false;
        _pending = IsBegin(line);
        if (!_pending)
            return UuLine.Text;
        var name = line[(line[6..].IndexOf((byte)' ') + 7)..];
        name.CopyTo(_name);
        _nameLength = name.Length;
        return UuLine.Begin;
    }

    private static bool IsBegin(ReadOnlySpan<byte> line)
    {
        if (line.Length > LongestLine || !line.StartsWith("begin "u8))
            return false;
        var mode = line[6..].IndexOf((byte)' ');
        return mode is 3 or 4 && !line.Slice(6, mode).ContainsAnyExceptInRange((byte)'0', (byte)'7') && !line[(mode + 7)..].Trim((byte)' ').IsEmpty;
    }

    // Blanks at the end may have been lost on the way, and some programs add a check digit.
    private static bool IsData(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || line.ContainsAnyExceptInRange((byte)' ', (byte)'`'))
            return false;
        var digits = (BytesIn(line) + 2) / 3 * 4;
        return digits > 0 && line.Length - 1 <= digits + 2 && line.Length - 1 >= Math.Min(4, digits / 2);
    }
}
