using System.Collections.Immutable;
using System.Text;

namespace Webmail.Mail.Trust;

/// <summary>
/// Reads Authentication-Results fields (RFC 8601 section 2.2) in one pass: comments, quoted strings, versions, reasons. Values are
/// taken as servers write them, also with characters a token may not have; anything else that is not understood drops all results,
/// so that nobody can hide one among others.
/// </summary>
internal ref struct AuthenticationResultsParser
{
    private const int MaxLength = 16 * 1024;
    private const int MaxResults = 100;
    private const int MaxProperties = 50;
    private const int MaxNesting = 16;

    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private AuthenticationResultsParser(ReadOnlySpan<char> text) => _text = text;

    private readonly bool AtEnd => _at >= _text.Length;

    /// <summary>What a field says; <see langword="null"/> when it does not even say who speaks.</summary>
    /// <param name="raw">The value as on the wire, folded.</param>
    public static AuthenticationResults? Parse(ReadOnlySpan<byte> raw)
    {
        // A field that is too long still speaks for its server: only its results are gone.
        var isCut = raw.Length > MaxLength;
        return new AuthenticationResultsParser(Encoding.UTF8.GetString(isCut ? raw[..MaxLength] : raw)).Field(isCut);
    }

    private AuthenticationResults? Field(bool isCut)
    {
        if (!Space() || Value(";") is not { Length: > 0 } server)
            return null;
        if (isCut || !Version() || Results() is not { } results)
            return new AuthenticationResults(server, []);
        return new AuthenticationResults(server, results);
    }

    private bool Version()
    {
        if (!Space())
            return false;
        var digits = Word();
        return digits.IsEmpty || digits is "1";
    }

    private ImmutableArray<AuthenticationResult>? Results()
    {
        var results = ImmutableArray.CreateBuilder<AuthenticationResult>();
        while (true)
        {
            if (!Space())
                return null;
            if (AtEnd)
                return results.DrainToImmutable();
            if (!Take(';') || !Space())
                return null;
            // Servers end the list with a semicolon, too.
            if (AtEnd || Peek(';'))
                continue;
            if (Result(out var isNone) is { } result && results.Count < MaxResults)
                results.Add(result);
            else if (!isNone)
                return null;
        }
    }

    private AuthenticationResult? Result(out bool isNone)
    {
        isNone = false;
        var method = Word().ToString().ToLowerInvariant();
        if (method.Length == 0 || !Space())
            return null;
        if (method == "none" && (AtEnd || Peek(';')))
        {
            isNone = true;
            return null;
        }

        // "dkim/1": a later version of a method may mean something else.
        if (Take('/') && !(Space() && Word() is "1" && Space()))
            return null;
        if (!Take('=') || !Space())
            return null;
        var result = Word().ToString().ToLowerInvariant();
        return result.Length > 0 && Properties() is { } properties ? new AuthenticationResult(method, result, properties) : null;
    }

    /// <summary>"reason=" and "ptype.property=", in any order, and the names without a type that some servers write.</summary>
    private ImmutableArray<(string Name, string Value)>? Properties()
    {
        var properties = ImmutableArray.CreateBuilder<(string, string)>();
        while (true)
        {
            if (!Space())
                return null;
            if (AtEnd || Peek(';'))
                return properties.DrainToImmutable();
            var name = Word().ToString();
            if (name.Length == 0 || !Space())
                return null;
            if (Take('.'))
            {
                if (!Space() || Word() is not { IsEmpty: false } property || !Space())
                    return null;
                name = $"{name}.{property}";
            }

            if (!Take('=') || !Space() || Value(";()") is not { } value || properties.Count >= MaxProperties)
                return null;
            properties.Add((name.ToLowerInvariant(), value));
        }
    }

    /// <summary>Letters, digits, hyphens and underscores.</summary>
    private ReadOnlySpan<char> Word()
    {
        var start = _at;
        while (!AtEnd && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '-' or '_'))
            _at++;
        return _text[start.._at];
    }

    /// <summary>A quoted string, or everything up to a blank, a comment or one of <paramref name="ends"/>; null when a quote does not end.</summary>
    private string? Value(string ends)
    {
        var value = new StringBuilder();
        while (!AtEnd && !IsSpace(_text[_at]) && _text[_at] != '(' && !ends.Contains(_text[_at], StringComparison.Ordinal))
        {
            // Addresses may be half quoted: "a b"@example.org.
            if (_text[_at] == '"' ? !Quoted(value) : !Plain(value))
                return null;
        }

        return value.ToString();
    }

    private bool Plain(StringBuilder value)
    {
        if (char.IsControl(_text[_at]))
            return false;
        value.Append(_text[_at++]);
        return true;
    }

    private bool Quoted(StringBuilder value)
    {
        for (_at++; !AtEnd; _at++)
        {
            switch (_text[_at])
            {
                case '"':
                    _at++;
                    return true;
                case '\\' when _at + 1 < _text.Length:
                    value.Append(_text[++_at]);
                    break;
                case '\r' or '\n':
                    break; // Unfolded.
                default:
                    value.Append(_text[_at]);
                    break;
            }
        }

        return false;
    }

    /// <summary>Skips blanks and comments, which may be nested; false when one does not end.</summary>
    private bool Space()
    {
        while (!AtEnd)
        {
            if (IsSpace(_text[_at]))
                _at++;
            else if (_text[_at] != '(')
                return true;
            else if (!Comment())
                return false;
        }

        return true;
    }

    private bool Comment()
    {
        var depth = 0;
        for (; !AtEnd; _at++)
        {
            switch (_text[_at])
            {
                case '\\':
                    _at++;
                    break;
                case '(' when ++depth > MaxNesting:
                    return false;
                case ')' when --depth == 0:
                    _at++;
                    return true;
            }
        }

        return false;
    }

    private readonly bool Peek(char c) => !AtEnd && _text[_at] == c;

    private bool Take(char c)
    {
        if (!Peek(c))
            return false;
        _at++;
        return true;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';
}
