using System.Text;

namespace Webmail.Html;

/// <summary>Splits a plain text body into lines with their quote depth, joining flowed ones (RFC 3676).</summary>
internal static class TextLines
{
    /// <summary>Lines as they stand; "> > >" counts like ">>>".</summary>
    public static List<TextLine> Fixed(string text) => [.. Split(text).Select(ReadFixed)];

    /// <summary>Paragraphs of a format=flowed body.</summary>
    /// <param name="text">The body.</param>
    /// <param name="delSp">The space at the end of a flowed line is no part of the text (DelSp=yes).</param>
    public static List<TextLine> Flowed(string text, bool delSp)
    {
        var lines = new List<TextLine>();
        var paragraph = new StringBuilder();
        var depth = 0;
        var open = false;
        foreach (var raw in Split(text))
        {
            var line = ReadFlowed(raw);
            // A change of depth or a signature mark ends a paragraph even after a soft break (section 4.5).
            if (open && (line.Depth != depth || line.IsSignatureMark))
            {
                lines.Add(new TextLine(depth, paragraph.ToString()));
                paragraph.Clear();
            }
            depth = line.Depth;
            var soft = line.Text.EndsWith(' ') && !line.IsSignatureMark;
            paragraph.Append(soft && delSp ? line.Text.AsSpan(0, line.Text.Length - 1) : line.Text);
            open = soft;
            if (soft)
                continue;
            lines.Add(new TextLine(depth, paragraph.ToString()));
            paragraph.Clear();
        }
        if (open)
            lines.Add(new TextLine(depth, paragraph.ToString()));
        return lines;
    }

    private static IEnumerable<string> Split(string text)
    {
        var from = 0;
        while (from < text.Length)
        {
            var end = text.AsSpan(from).IndexOfAny('\r', '\n');
            if (end < 0)
            {
                yield return text[from..];
                yield break;
            }
            end += from;
            yield return text[from..end];
            from = text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2 : end + 1;
        }
    }

    private static TextLine ReadFixed(string line)
    {
        var depth = 0;
        var at = 0;
        while (at < line.Length && (line[at] == '>' || (line[at] == ' ' && depth > 0 && at + 1 < line.Length && line[at + 1] == '>')))
        {
            if (line[at] == '>')
                depth++;
            at++;
        }
        if (depth > 0 && at < line.Length && line[at] == ' ')
            at++;
        return new TextLine(depth, line[at..]);
    }

    private static TextLine ReadFlowed(string line)
    {
        var depth = 0;
        while (depth < line.Length && line[depth] == '>')
            depth++;
        var at = depth < line.Length && line[depth] == ' ' ? depth + 1 : depth;
        return new TextLine(depth, line[at..]);
    }
}
