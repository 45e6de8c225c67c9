using System.Text;
using MimeKit;

namespace Webmail.Mail.Messages.Wire;

/// <summary>The parameters of a Content-Type or Content-Disposition as BODYSTRUCTURE lists them.</summary>
internal readonly struct Parameters
{
    private readonly List<(string Name, string Value)>? _raw;

    private Parameters(List<(string, string)> raw) => _raw = raw;

    /// <summary>A parameter's value, decoded; empty when it is not there.</summary>
    public string this[string name]
    {
        get
        {
            if (_raw is null)
                return "";
            foreach (var (key, value) in _raw)
            {
                if (key.Equals(name, StringComparison.OrdinalIgnoreCase) && !value.Contains("=?", StringComparison.Ordinal) && Ascii.IsValid(value))
                    return value;
            }

            // Continued and encoded values (RFC 2231), encoded words and raw bytes where none may be: MimeKit knows them all.
            return _raw.Exists(p => p.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase)) ? Decoded()[name] ?? "" : "";
        }
    }

    /// <summary>The list that comes next; empty where NIL stands.</summary>
    public static Parameters Read(ref ImapTokens tokens)
    {
        if (!tokens.TryOpenList())
        {
            tokens.Skip();
            return new Parameters();
        }

        var raw = new List<(string, string)>();
        while (tokens.NextInList())
        {
            var name = tokens.Text();
            // A name without a value ends the list on some servers.
            if (!tokens.NextInList())
                return new Parameters(raw);
            raw.Add((name, tokens.Text()));
        }

        return new Parameters(raw);
    }

    private ParameterList Decoded()
    {
        var field = new StringBuilder("application/octet-stream");
        foreach (var (name, value) in _raw ?? [])
        {
            field.Append("; ").Append(name).Append('=');
            // Encoded values are tokens (RFC 2231 section 4).
            if (name.EndsWith('*'))
                field.Append(value);
            else
                field.Append('"').Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }

        return ContentType.TryParse(ParserOptions.Default, Encoding.Latin1.GetBytes(field.ToString()), out var type) ? type.Parameters : new ParameterList();
    }
}
