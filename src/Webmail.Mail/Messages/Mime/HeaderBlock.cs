using System.Text;

namespace Webmail.Mail.Messages.Mime;

/// <summary>Header fields as they stand on the wire: names, and raw values whose bytes may be anything.</summary>
internal sealed class HeaderBlock
{
    private const int MaxFields = 2000;

    // The names asked for by the thousand: found here they need no string of their own.
    private static readonly string[] UsualNames =
    [
        "Date", "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Subject", "Message-ID", "Message-Id", "In-Reply-To", "List-Id",
        "List-ID", "Precedence", "Auto-Submitted",
    ];

    private readonly List<(string Name, ReadOnlyMemory<byte> Value)> _fields = [];

    /// <summary>The fields in order.</summary>
    public IReadOnlyList<(string Name, ReadOnlyMemory<byte> Value)> Fields => _fields;

    /// <summary>Adds a field.</summary>
    public void Add(string name, ReadOnlyMemory<byte> value) => _fields.Add((name, value));

    /// <summary>Reads fields up to the empty line; lines that are none are skipped.</summary>
    public static HeaderBlock Parse(ReadOnlySpan<byte> bytes)
    {
        var block = new HeaderBlock();
        ReadOnlyMemory<byte> rest = bytes.ToArray();
        while (!rest.IsEmpty && block._fields.Count < MaxFields)
        {
            var length = FieldLength(rest.Span);
            var field = rest[..length].TrimEnd("\r\n"u8);
            rest = rest[length..];
            if (field.IsEmpty)
                break;
            var colon = field.Span.IndexOf((byte)':');
            if (colon <= 0)
                continue;
            var name = field.Span[..colon].Trim(" \t"u8);
            if (!name.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
                block.Add(NameOf(name), field[(colon + 1)..]);
        }

        return block;
    }

    /// <summary>The raw value of the first field of that name, or empty.</summary>
    public ReadOnlySpan<byte> Raw(string name)
    {
        foreach (var field in _fields)
        {
            if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return field.Value.Span;
        }

        return [];
    }

    /// <summary>The raw values of all fields of that name, in order.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> All(string name) =>
        _fields.Where(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(static field => field.Value);

    private static string NameOf(ReadOnlySpan<byte> name)
    {
        foreach (var usual in UsualNames)
        {
            if (Ascii.Equals(name, usual))
                return usual;
        }

        return Encoding.ASCII.GetString(name);
    }

    // A field goes on where the next line begins with a blank.
    private static int FieldLength(ReadOnlySpan<byte> bytes)
    {
        var length = 0;
        do
        {
            var end = bytes[length..].IndexOf((byte)'\n');
            if (end < 0)
                return bytes.Length;
            var isEmptyLine = length == 0 && bytes[..end].Trim((byte)'\r').IsEmpty;
            length += end + 1;
            if (isEmptyLine)
                return length;
        }
        while (length < bytes.Length && bytes[length] is (byte)' ' or (byte)'\t');

        return length;
    }
}
