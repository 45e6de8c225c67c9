namespace Webmail.Html;

/// <summary>Writes the lines of a plain text body. Every line is cut into links and text, and each piece is encoded last.</summary>
internal sealed class TextBodyWriter(MarkupWriter writer, RenderOptions options)
{
    /// <summary>Quotes of up to so many lines stay open: they are what an answer answers.</summary>
    private const int LinesLeftOpen = 3;

    /// <summary>Longer lines are searched for links in pieces.</summary>
    private const int LongestPiece = 16 * 1024;

    /// <summary>Space in the output that is kept for end tags.</summary>
    private const int Reserve = 1024;

    private readonly MarkupDecoration _decoration = new(options);
    private int _depth;
    private bool _inFold;
    private bool _inSignature;

    /// <summary>Writes all lines; false when there was no room for some.</summary>
    public bool Write(List<TextLine> lines)
    {
        var textBefore = false;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.Depth > 0 && _depth == 0 && !_inFold && IsFolded(lines, i, textBefore))
            {
                EndSignature();
                _decoration.StartQuote(writer);
                _inFold = true;
            }
            MoveTo(line.Depth);
            if (line.IsSignatureMark && !_inSignature)
            {
                writer.Markup("<div class=\"wm-signature\">");
                _inSignature = true;
            }
            if (!Line(line.Text))
            {
                Close();
                return false;
            }
            textBefore |= line is { Depth: 0, IsBlank: false } && !IsAttribution(lines, i);
        }
        Close();
        return true;
    }

    private void Close()
    {
        EndSignature();
        MoveTo(0);
    }

    private void MoveTo(int depth)
    {
        depth = Math.Min(depth, MarkupLimits.QuoteLevels);
        if (depth != _depth)
            EndSignature();
        for (; _depth < depth; _depth++)
            writer.Markup("<blockquote>");
        for (; _depth > depth; _depth--)
            writer.Markup("</blockquote>");
        if (depth == 0 && _inFold)
        {
            writer.Markup(MarkupDecoration.EndOfQuote);
            _inFold = false;
        }
    }

    private void EndSignature()
    {
        if (_inSignature)
            writer.Markup("</div>");
        _inSignature = false;
    }

    private bool Line(string line)
    {
        line = InvisibleCharacters.WithoutMisleading(line);
        foreach (var piece in line.Length <= LongestPiece ? [line] : line.Chunk(LongestPiece).Select(static c => new string(c)))
        {
            // A character takes up to six when it is encoded.
            if (!writer.HasRoomFor((6 * piece.Length) + Reserve))
                return false;
            Piece(piece);
        }
        writer.Text("\n");
        return true;
    }

    private void Piece(string line)
    {
        var at = 0;
        foreach (var link in TextLinks.Find(line))
        {
            writer.Text(line[at..link.Start]);
            at = link.Start + link.Length;
            var text = line[link.Start..at];
            if (!writer.HasRoomFor((6 * (line.Length + text.Length)) + Reserve))
            {
                writer.Text(text);
                continue;
            }
            writer.StartTag("a");
            writer.Attribute("href", _decoration.Href(link.Target));
            MarkupDecoration.LinkAttributes(writer);
            writer.EndOfStartTag();
            writer.Text(text);
            writer.EndTag("a");
            MarkupDecoration.AfterLink(writer, link.Target, text);
        }
        writer.Text(line[at..]);
    }

    private static bool IsFolded(List<TextLine> lines, int start, bool textBefore)
    {
        if (!textBefore)
            return false;
        var end = start;
        var deepest = 0;
        for (; end < lines.Count && lines[end].Depth > 0; end++)
            deepest = Math.Max(deepest, lines[end].Depth);
        return deepest > 1 || end - start > LinesLeftOpen;
    }

    /// <summary>"On Monday somebody wrote:" before a quote is no answer.</summary>
    private static bool IsAttribution(List<TextLine> lines, int at)
    {
        var next = at + 1;
        while (next < lines.Count && lines[next] is { Depth: 0, IsBlank: true })
            next++;
        return next < lines.Count && lines[next].Depth > 0 && lines[at].Text.TrimEnd() is [.., ':' or '：'];
    }
}
