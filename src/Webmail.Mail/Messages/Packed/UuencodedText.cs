using System.Text;

namespace Webmail.Mail.Messages.Packed;

/// <summary>A uuencoded file found in a text.</summary>
/// <param name="Name">A repaired, safe file name.</param>
/// <param name="Size">Its bytes, as far as they are in the text.</param>
public sealed record UuencodedFile(string Name, long Size);

/// <summary>A text and the files that stood in it.</summary>
/// <param name="Text">What remains to be read.</param>
/// <param name="Files">The files, in order.</param>
public sealed record UnpackedText(string Text, IReadOnlyList<UuencodedFile> Files);

/// <summary>Finds files that were written into the text of a message, as mail did before MIME.</summary>
public static class UuencodedText
{
    private const int MaxFiles = 100;

    /// <summary>Takes a text apart; costs one pass over it.</summary>
    public static UnpackedText Unpack(string text)
    {
        if (!text.StartsWith("begin ", StringComparison.Ordinal) && !text.Contains("\nbegin ", StringComparison.Ordinal))
            return new UnpackedText(text, []);
        var lines = new UuLines();
        var files = new List<UuencodedFile>();
        var rest = new StringBuilder();
        Span<byte> bytes = stackalloc byte[UuLines.LongestLine + 1];
        var (kept, begin, size, name) = (0, 0, 0L, "");
        for (var at = 0; at < text.Length && files.Count < MaxFiles;)
        {
            var (start, end) = (at, text.IndexOf('\n', at));
            at = end < 0 ? text.Length : end + 1;
            var line = text.AsSpan(start, (end < 0 ? text.Length : end) - start).TrimEnd('\r');
            if (line.Length > UuLines.LongestLine)
                line = line[..(UuLines.LongestLine + 1)];
            // Whatever is not ASCII is of no file, whichever bytes it was.
            for (var i = 0; i < line.Length; i++)
                bytes[i] = line[i] < 0x80 ? (byte)line[i] : byte.MaxValue;
            var kind = lines.Next(bytes[..line.Length]);
            if (kind == UuLine.Data)
            {
                if (size == 0)
                {
                    rest.Append(text, kept, begin - kept);
                    name = Mime.FileNames.Clean(lines.Name, "application/octet-stream");
                }

                size += BytesOf(line);
                kept = at;
                continue;
            }

            if (kind is UuLine.Filler or UuLine.End)
                kept = at;
            if (size > 0 && kind != UuLine.Filler)
            {
                files.Add(new UuencodedFile(name, size));
                size = 0;
            }

            if (kind == UuLine.Begin)
                begin = start;
        }

        if (size > 0)
            files.Add(new UuencodedFile(name, size));
        return files.Count == 0 ? new UnpackedText(text, []) : new UnpackedText(rest.Append(text, kept, text.Length - kept).ToString(), files);
    }

    private static int BytesOf(ReadOnlySpan<char> line) => (line[0] - ' ') & 63;
}
