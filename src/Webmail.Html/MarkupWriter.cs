using System.Text;

namespace Webmail.Html;

/// <summary>Writes markup; everything that is text or a value is encoded here and nowhere else. Stops at a size.</summary>
/// <param name="limit">The most characters.</param>
/// <param name="expected">What probably comes out: as long as it does, nothing is kept.</param>
internal sealed class MarkupWriter(int limit, string? expected = null)
{
    private readonly StringBuilder _output = new();
    private int _asExpected = expected is null ? -1 : 0;

    /// <summary>What was written is what was expected.</summary>
    public bool IsAsExpected => _asExpected == expected?.Length;

    private int Length => _asExpected < 0 ? _output.Length : _asExpected;

    /// <summary>The limit was met: what came after is missing.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Whether this many characters still fit.</summary>
    public bool HasRoomFor(int characters) => !IsFull && Length + characters <= limit;

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

    public override string ToString()
    {
        if (IsAsExpected)
            return expected!;
        Diverge();
        return _output.ToString();
    }

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
        if (IsFull || Length + piece.Length > limit)
        {
            IsFull = true;
            return;
        }
        if (_asExpected >= 0 && expected.AsSpan(_asExpected).StartsWith(piece))
        {
            _asExpected += piece.Length;
            return;
        }
        Diverge();
        _output.Append(piece);
    }

    /// <summary>From here on it is not what was expected.</summary>
    private void Diverge()
    {
        if (_asExpected > 0)
            _output.Append(expected.AsSpan(0, _asExpected));
        _asExpected = -1;
    }
}
