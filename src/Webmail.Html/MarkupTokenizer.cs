namespace Webmail.Html;

/// <summary>What a piece of markup is.</summary>
internal enum MarkupTokenKind
{
    Text,
    StartTag,
    EndTag,

    /// <summary>A comment, doctype, processing instruction or anything else that shows nothing.</summary>
    Nothing,
}

/// <summary>
/// Splits HTML into tags and text in one pass and constant memory, to judge it before a tree is built.
/// It decides nothing about safety: what it misreads, the parser reads again.
/// </summary>
internal ref struct MarkupTokenizer(ReadOnlySpan<char> html)
{
    private readonly ReadOnlySpan<char> _html = html;
    private int _position;
    private ReadOnlySpan<char> _rawElement;
    private bool _foreign;

    public MarkupTokenKind Kind { get; private set; }

    /// <summary>Name of a tag as written.</summary>
    public ReadOnlySpan<char> Name { get; private set; }

    /// <summary>The text of a <see cref="MarkupTokenKind.Text"/> token, references not decoded.</summary>
    public ReadOnlySpan<char> Text { get; private set; }

    /// <summary>The text belongs to an element whose content is not markup, like style.</summary>
    public bool IsRawText { get; private set; }

    public int AttributeCount { get; private set; }

    /// <summary>Length of the longest style attribute of a start tag.</summary>
    public int StyleLength { get; private set; }

    public bool Next()
    {
        Name = Text = default;
        IsRawText = false;
        if (_position >= _html.Length)
            return false;
        if (!_rawElement.IsEmpty)
            return ReadRawText();
        if (_html[_position] != '<')
            return ReadText(_position);
        var next = _position + 1 < _html.Length ? _html[_position + 1] : '\0';
        if (char.IsAsciiLetter(next))
            return ReadTag(MarkupTokenKind.StartTag, _position + 1);
        if (next == '/' && _position + 2 < _html.Length && char.IsAsciiLetter(_html[_position + 2]))
            return ReadTag(MarkupTokenKind.EndTag, _position + 2);
        if (next is '!' or '?' or '/')
            return ReadNothing();
        return ReadText(_position + 1);
    }

    private bool ReadText(int from)
    {
        var end = _html[from..].IndexOf('<');
        end = end < 0 ? _html.Length : from + end;
        Kind = MarkupTokenKind.Text;
        Text = _html[_position..end];
        _position = end;
        return true;
    }

    private bool ReadNothing()
    {
        Kind = MarkupTokenKind.Nothing;
        var rest = _html[_position..];
        if (rest.StartsWith("<!--"))
        {
            // "<!-->" and "<!--->" are whole comments, "--!>" ends one as "-->" does.
            var body = rest[4..];
            if (body.StartsWith(">") || body.StartsWith("->"))
            {
                _position += 4 + body.IndexOf('>') + 1;
                return true;
            }
            _position += 4 + LengthOfComment(body);
            return true;
        }
        var close = rest.IndexOf('>');
        _position = close < 0 ? _html.Length : _position + close + 1;
        return true;
    }

    private static int LengthOfComment(ReadOnlySpan<char> body)
    {
        var at = 0;
        while (true)
        {
            var dashes = body[at..].IndexOf("--");
            if (dashes < 0)
                return body.Length;
            at += dashes;
            if (body[at..].StartsWith("-->"))
                return at + 3;
            if (body[at..].StartsWith("--!>"))
                return at + 4;
            at++;
        }
    }

    private bool ReadRawText()
    {
        var from = _position;
        var at = from;
        while (true)
        {
            var close = _html[at..].IndexOf("</");
            if (close < 0)
            {
                at = _html.Length;
                break;
            }
            at += close;
            var name = _html[(at + 2)..];
            if (name.StartsWith(_rawElement, StringComparison.OrdinalIgnoreCase)
                && (name.Length == _rawElement.Length || IsTagNameEnd(name[_rawElement.Length])))
            {
                break;
            }
            at += 2;
        }
        Kind = MarkupTokenKind.Text;
        IsRawText = true;
        Name = _rawElement;
        Text = _html[from..at];
        _rawElement = default;
        _position = at;
        return true;
    }

    private bool ReadTag(MarkupTokenKind kind, int nameStart)
    {
        var at = nameStart;
        while (at < _html.Length && !IsTagNameEnd(_html[at]))
            at++;
        Kind = kind;
        Name = _html[nameStart..at];
        AttributeCount = 0;
        StyleLength = 0;
        while (at < _html.Length && _html[at] != '>')
            at = IsSpace(_html[at]) || _html[at] == '/' ? at + 1 : ReadAttribute(at);
        _position = Math.Min(at + 1, _html.Length);
        if (kind == MarkupTokenKind.StartTag)
        {
            // In foreign content these elements hold markup, so nothing is skipped once there is any.
            _foreign |= Is("svg") || Is("math");
            if (!_foreign && (Is("style") || Is("script") || Is("xmp") || Is("iframe") || Is("noembed")
                || Is("noframes") || Is("textarea") || Is("title") || Is("plaintext")))
            {
                _rawElement = Name;
            }
        }
        return true;
    }

    private int ReadAttribute(int at)
    {
        AttributeCount++;
        var nameStart = at++;
        while (at < _html.Length && !IsSpace(_html[at]) && _html[at] is not ('/' or '>' or '='))
            at++;
        var isStyle = _html[nameStart..at].Equals("style", StringComparison.OrdinalIgnoreCase);
        var value = at;
        while (value < _html.Length && IsSpace(_html[value]))
            value++;
        if (value >= _html.Length || _html[value] != '=')
            return at;
        do
            value++;
        while (value < _html.Length && IsSpace(_html[value]));
        if (value >= _html.Length)
            return value;
        var start = value;
        if (_html[value] is '"' or '\'')
        {
            var close = _html[(value + 1)..].IndexOf(_html[value]);
            at = close < 0 ? _html.Length : value + 1 + close + 1;
        }
        else
        {
            at = value;
            while (at < _html.Length && !IsSpace(_html[at]) && _html[at] != '>')
                at++;
        }
        if (isStyle)
            StyleLength = Math.Max(StyleLength, at - start);
        return at;
    }

    public readonly bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f';

    private static bool IsTagNameEnd(char c) => IsSpace(c) || c is '/' or '>';
}
