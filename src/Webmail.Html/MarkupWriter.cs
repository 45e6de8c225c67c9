using System.Text;

namespace Webmail.Html;

/// <summary>Writes markup; everything that is text or a value is encoded here and nowhere else. Stops at a size.</summary>
internal sealed class MarkupWriter(int limit)
{
    private readonly StringBuilder _output = new();

    /// <summary>The limit was met: what came after is missing.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Whether this many characters still fit.</summary>
    public bool HasRoomFor(int characters) => !IsFull && _output.Length + characters <= limit;

    /// <summary>Writes markup of our own.</summary>
    public void Markup(string markup) => Append(markup);

    public void StartTag(string name)
    {
        Append("<");
        Append(name);
    }

    public void Attribute(string name, string value)
    {
        Append(" ");
        Append(name);
        Append("=\"");
        Encode(value, quotes: true);
        Append("\"");
    }

    public void EndOfStartTag() => Append(">");

    public void EndTag(string name)
    {
        Append("</");
        Append(name);
        Append(">");
    }

    public void Text(string text) => Encode(text, quotes: false);

    public override string ToString() => _output.ToString();

    private void Encode(string text, bool quotes)
    {
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var special = quotes ? rest.IndexOfAny("&<>\"\u00A0") : rest.IndexOfAny("&<>\u00A0");
            Append(special < 0 ? rest : rest[..special]);
            if (special < 0)
                return;
            Append(rest[special] switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                _ => "&nbsp;",
            });
            rest = rest[(special + 1)..];
        }
    }

    private void Append(ReadOnlySpan<char> piece)
    {
        if (IsFull || _output.Length + piece.Length > limit)
            IsFull = true;
        else
            _output.Append(piece);
    }
}
