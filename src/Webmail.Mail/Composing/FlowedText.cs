using System.Text;

namespace Webmail.Mail.Composing;

/// <summary>
/// Text as format=flowed (RFC 3676): paragraphs become lines that a reader may flow together again, and old programs show as they
/// are.
/// </summary>
public static class FlowedText
{
    private const int Width = 76;
    private const string SignatureMark = "-- ";

    /// <summary>Breaks paragraphs into lines that end in CRLF.</summary>
    public static string Encode(string text)
    {
        var lines = new StringBuilder(text.Length + (text.Length / 40));
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
            AppendParagraph(lines, paragraph);
        return lines.ToString();
    }

    /// <summary>Puts lines together into paragraphs again.</summary>
    public static string Decode(string text)
    {
        var paragraphs = new StringBuilder(text.Length);
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var count = lines[^1].Length == 0 ? lines.Length - 1 : lines.Length;
        var flowing = -1;
        for (var i = 0; i < count; i++)
        {
            var (depth, line) = TakeQuotes(lines[i]);
            var fixedLine = line == SignatureMark;
            if (flowing >= 0 && (depth != flowing || fixedLine))
                flowing = -1;
            else if (flowing >= 0)
                paragraphs.Length--;
            if (flowing < 0 && depth > 0)
                paragraphs.Append('>', depth).Append(line.Length > 0 ? " " : "");
            paragraphs.Append(line).Append('\n');
            flowing = !fixedLine && line.EndsWith(' ') ? depth : -1;
        }

        if (paragraphs.Length > 0)
            paragraphs.Length--;
        return paragraphs.ToString();
    }

    private static void AppendParagraph(StringBuilder lines, string paragraph)
    {
        if (paragraph == SignatureMark)
        {
            lines.Append(SignatureMark).Append("\r\n");
            return;
        }

        var (depth, rest) = paragraph.StartsWith('>') ? TakeQuotes(paragraph) : (0, paragraph);
        var quotes = depth == 0 ? "" : new string('>', depth) + ' ';
        // A space at the end would flow into what follows.
        rest = rest.TrimEnd(' ');
        var room = Math.Max(Width - quotes.Length, 20);
        while (rest.Length > room && BreakAt(rest, room) is var end and > 0)
        {
            AppendLine(lines, quotes, rest[..end]);
            rest = rest[end..];
        }

        AppendLine(lines, quotes, rest);
    }

    // After the last space that fits; a word longer than a line keeps its line.
    private static int BreakAt(string text, int room)
    {
        var space = text.LastIndexOf(' ', room - 1);
        if (space < 0 || text.AsSpan(0, space).TrimStart(' ').IsEmpty)
            space = text.IndexOf(' ', room);
        // What follows must not look like a signature or begin with the space it would lose.
        while (space >= 0 && space + 1 < text.Length && text[space + 1] == ' ')
            space++;
        return space < 0 || space + 1 >= text.Length || text.AsSpan(0, space + 1) is SignatureMark ? 0 : space + 1;
    }

    private static void AppendLine(StringBuilder lines, string quotes, string line)
    {
        lines.Append(line.Length == 0 ? quotes.TrimEnd() : quotes);
        if (quotes.Length == 0 && (line.StartsWith(' ') || line.StartsWith('>') || line.StartsWith("From ", StringComparison.Ordinal)))
            lines.Append(' ');
        lines.Append(line).Append("\r\n");
    }

    private static (int Depth, string Line) TakeQuotes(string line)
    {
        var depth = 0;
        while (depth < line.Length && line[depth] == '>')
            depth++;
        var rest = line[depth..];
        return (depth, rest.StartsWith(' ') ? rest[1..] : rest);
    }
}
