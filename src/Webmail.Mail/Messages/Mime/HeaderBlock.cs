using System.Text;

namespace Webmail.Mail.Messages.Mime;

/// <summary>Header fields as they stand on the wire: names, and raw values whose bytes may be anything.</summary>
internal sealed class HeaderBlock
{
    private const int MaxFields = 2000;

    private readonly List<(string Name, byte[] Value)> _fields = [];

    /// <summary>The fields in order.</summary>
    public IReadOnlyList<(string Name, byte[] Value)> Fields => _fields;

    /// <summary>Adds a field.</summary>
    public void Add(string name, byte[] value) => _fields.Add((name, value));

    /// <summary>Reads fields up to the empty line; lines that are none are skipped.</summary>
    public static HeaderBlock Parse(ReadOnlySpan<byte> bytes)
    {
        var block = new HeaderBlock();
        while (!bytes.IsEmpty && block._fields.Count < MaxFields)
        {
            var length = FieldLength(bytes);
            var field = bytes[..length].TrimEnd("\r\n"u8);
            bytes = bytes[length..];
            if (field.IsEmpty)
                break;
            var colon = field.IndexOf((byte)':');
            if (colon <= 0)
                continue;
            var name = Encoding.Latin1.GetString(field[..colon].Trim(" \t"u8));
            if (name.All(static c => c is > ' ' and <= '~'))
                block.Add(name, field[(colon + 1)..].ToArray());
        }

        return block;
    }

    /// <summary>The raw value of the first field of that name, or empty.</summary>
    public ReadOnlySpan<byte> Raw(string name)
    {
        foreach (var field in _fields)
        {
            if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return field.Value;
        }

        return [];
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
