using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Webmail.Mail.Messages.Wire;

/// <summary>
/// Reads the parts a FETCH response is made of (RFC 9051 section 9): atoms, numbers, strings, literals and lists, in place. What
/// does not fit the grammar throws <see cref="FormatException"/>.
/// </summary>
internal ref struct ImapTokens(ReadOnlySpan<byte> response)
{
    private readonly ReadOnlySpan<byte> _response = response;
    private int _at;

    /// <summary>Skips blanks; whether the list that is being read goes on. Its closing parenthesis is taken.</summary>
    public bool NextInList()
    {
        SkipBlanks();
        if (Peek() != ')')
            return true;
        _at++;
        return false;
    }

    /// <summary>Whether a list begins here; its opening parenthesis is taken.</summary>
    public bool TryOpenList()
    {
        SkipBlanks();
        if (Peek() != '(')
            return false;
        _at++;
        return true;
    }

    /// <summary>Takes the opening parenthesis of a list.</summary>
    public void OpenList()
    {
        if (!TryOpenList())
            throw Unexpected();
    }

    /// <summary>A word: an atom, a flag, or an item name with its section ("BODY[HEADER.FIELDS (DATE)]").</summary>
    public ReadOnlySpan<byte> Atom()
    {
        SkipBlanks();
        var start = _at;
        var brackets = 0;
        while (_at < _response.Length)
        {
            var c = _response[_at];
            if (c == '[')
                brackets++;
            else if (c == ']')
                brackets--;
            else if (c is (byte)'\r' or (byte)'\n' || (brackets <= 0 && c is (byte)' ' or (byte)'(' or (byte)')' or (byte)'"'))
                break;
            _at++;
        }

        return _at > start ? _response[start.._at] : throw Unexpected();
    }

    /// <summary>A number.</summary>
    public long Number()
    {
        SkipBlanks();
        if (!Utf8Parser.TryParse(_response[_at..], out long value, out var length) || value < 0)
            throw Unexpected();
        _at += length;
        return value;
    }

    /// <summary>A string in any form, or nothing where NIL stands.</summary>
    public ReadOnlySpan<byte> String()
    {
        SkipBlanks();
        return Peek() switch
        {
            '"' => Quoted(),
            '{' => Literal(),
            _ => Atom() is var atom && Ascii.EqualsIgnoreCase(atom, "NIL"u8) ? [] : atom,
        };
    }

    /// <summary>A string of ASCII, or empty where NIL stands; bytes above are Latin-1.</summary>
    public string Text() => Encoding.Latin1.GetString(String());

    /// <summary>Passes over whatever comes next, a nested list included.</summary>
    public void Skip()
    {
        var depth = 0;
        do
        {
            if (TryOpenList())
            {
                depth++;
            }
            else if (Peek() == ')' && depth > 0)
            {
                _at++;
                depth--;
            }
            else
            {
                String();
            }

            if (depth > 0)
                SkipBlanks();
        }
        while (depth > 0);
    }

    private readonly char Peek() => _at < _response.Length ? (char)_response[_at] : throw Unexpected();

    private void SkipBlanks()
    {
        while (_at < _response.Length && _response[_at] == ' ')
            _at++;
    }

    private ReadOnlySpan<byte> Quoted()
    {
        var start = ++_at;
        var escaped = false;
        for (; _at < _response.Length; _at++)
        {
            if (_response[_at] == '\\')
            {
                escaped = true;
                _at++;
            }
            else if (_response[_at] == '"')
            {
                var content = _response[start.._at++];
                return escaped ? Unescape(content) : content;
            }
        }

        throw Unexpected();
    }

    private ReadOnlySpan<byte> Literal()
    {
        var newline = _response[_at..].IndexOf((byte)'\n');
        var head = newline < 0 ? default : _response[(_at + 1)..(_at + newline)].TrimEnd("}\r"u8);
        if (newline < 0 || !int.TryParse(head, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            throw Unexpected();
        var start = _at + newline + 1;
        if (length > _response.Length - start)
            throw Unexpected();
        _at = start + length;
        return _response[start.._at];
    }

    private static byte[] Unescape(ReadOnlySpan<byte> content)
    {
        var plain = new List<byte>(content.Length);
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] == '\\' && i + 1 < content.Length)
                i++;
            plain.Add(content[i]);
        }

        return [.. plain];
    }

    private readonly FormatException Unexpected() => new($"A FETCH response is not understood at byte {_at}.");
}
