using System.Buffers.Binary;
using System.Text;

namespace Webmail.Mail.Messages.Packed;

/// <summary>What the properties of a TNEF attachment tell ([MS-OXTNEF] section 2.1.3.4): its name, type and bytes.</summary>
internal struct TnefProperties
{
    private const int MaxText = 4096;
    private const int InterfaceLength = 16;

    private const int FileNameId = 0x3704;
    private const int LongFileNameId = 0x3707;
    private const int MediaTypeId = 0x370E;
    private const int DataId = 0x3701;

    private const int String8 = 0x001E;
    private const int Unicode = 0x001F;
    private const int Object = 0x000D;
    private const int Binary = 0x0102;
    private const int Many = 0x1000;

    private bool _hasLongName;

    /// <summary>The name; the long one where there are two.</summary>
    public string? FileName { get; private set; }

    /// <summary>The type it claims.</summary>
    public string? MediaType { get; private set; }

    /// <summary>Its bytes, counted from the beginning of the part.</summary>
    public (int Offset, int Length)? Data { get; private set; }

    /// <summary>A message in place of a file, itself TNEF.</summary>
    public (int Offset, int Length)? Message { get; private set; }

    /// <summary>Reads a list of properties; what is damaged ends it.</summary>
    public static TnefProperties Read(ReadOnlySpan<byte> tnef, int at, int length, Encoding encoding)
    {
        var properties = new TnefProperties();
        var reader = new Reader(tnef[..(at + length)]) { At = at };
        if (!reader.TryNumber(out var count))
            return properties;
        // Each takes bytes, so a count that lies runs out of them.
        for (var i = 0u; i < count && reader.TryNumber(out var tag); i++)
        {
            var (type, id) = ((int)(tag & 0xFFFF), (int)(tag >> 16));
            if (!(id < 0x8000 || reader.TrySkipName()) || !properties.TryRead(ref reader, type, id, encoding))
                break;
        }

        return properties;
    }

    /// <summary>Text in one of the encodings of Windows, up to its first zero.</summary>
    public static string TextOf(ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        var text = encoding.GetString(bytes[..Math.Min(bytes.Length, MaxText)]);
        var end = text.IndexOf('\0', StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }

    private bool TryRead(ref Reader reader, int type, int id, Encoding encoding)
    {
        var (isMany, single) = ((type & Many) != 0, type & ~Many);
        var isVariable = single is String8 or Unicode or Object or Binary;
        var values = 1u;
        if ((isMany || isVariable) && !reader.TryNumber(out values))
            return false;
        for (var i = 0u; i < values; i++)
        {
            var length = (uint)FixedLength(single);
            if (isVariable ? !reader.TryNumber(out length) : length == 0)
                return false;
            if (!reader.TryTake(length, out var at))
                return false;
            if (isVariable)
                Set(id, single, at, reader.From(at, length), encoding);
        }

        return true;
    }

    private void Set(int id, int type, int at, ReadOnlySpan<byte> value, Encoding encoding)
    {
        switch (id)
        {
            case LongFileNameId:
                (FileName, _hasLongName) = (TextOf(value, type == Unicode ? Encoding.Unicode : encoding), true);
                break;
            case FileNameId when !_hasLongName:
                FileName = TextOf(value, type == Unicode ? Encoding.Unicode : encoding);
                break;
            case MediaTypeId:
                MediaType = TextOf(value, type == Unicode ? Encoding.Unicode : encoding);
                break;
            case DataId when type == Binary:
                Data = (at, value.Length);
                break;
            case DataId when type == Object && value.Length > InterfaceLength:
                // Which kind of object it is stands in front.
                Message = (at + InterfaceLength, value.Length - InterfaceLength);
                break;
        }
    }

    // Zero for types there are not.
    private static int FixedLength(int type) => type switch
    {
        0x0002 or 0x0003 or 0x0004 or 0x000A or 0x000B => 4,
        0x0005 or 0x0006 or 0x0007 or 0x0014 or 0x0040 => 8,
        0x0048 => 16,
        _ => 0,
    };

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public int At { get; set; }

        public readonly ReadOnlySpan<byte> From(int at, uint length) => _bytes.Slice(at, (int)length);

        public bool TryNumber(out uint number)
        {
            number = 0;
            if (_bytes.Length - At < 4)
                return false;
            number = BinaryPrimitives.ReadUInt32LittleEndian(_bytes[At..]);
            At += 4;
            return true;
        }

        // Every value is filled up to four bytes.
        public bool TryTake(uint length, out int at)
        {
            at = At;
            if (length > _bytes.Length - At)
                return false;
            At = (int)Math.Min(_bytes.Length, At + (((long)length + 3) & ~3));
            return true;
        }

        // A set of names, then a number in it or a text.
        public bool TrySkipName() => TryTake(InterfaceLength, out _) && TryNumber(out var kind)
            && TryNumber(out var numberOrLength) && (kind == 0 || TryTake(numberOrLength, out _));
    }
}
