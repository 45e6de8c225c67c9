using System.Buffers.Binary;
using System.Text;
using Webmail.Mail.Messages.Mime;

namespace Webmail.Mail.Messages.Packed;

/// <summary>
/// Finds the files in a TNEF part ("winmail.dat", [MS-OXTNEF]) and nothing else of it: no formatted text, no calendar, no objects.
/// It only ever moves forward and copies no content, so its cost is bounded by the size of the part; what is damaged ends the
/// reading, and the files found before stay.
/// </summary>
internal ref struct TnefFiles
{
    /// <summary>No more files than this are listed.</summary>
    public const int MaxFiles = 200;

    private const uint Signature = 0x223E9F78;
    private const int MaxDepth = 4;

    // Attributes of a TNEF stream (section 2.1.3.2 of [MS-OXTNEF]).
    private const uint OemCodepage = 0x00069007;
    private const uint AttachRendData = 0x00069002;
    private const uint AttachTitle = 0x00018010;
    private const uint AttachData = 0x0006800F;
    private const uint Attachment = 0x00069005;

    private readonly ReadOnlySpan<byte> _tnef;
    private readonly List<TnefFile> _files;
    private Encoding _encoding = Charsets.Windows1252;
    private string _title = "";
    private TnefProperties _properties;
    private (int Offset, int Length)? _data;

    private TnefFiles(ReadOnlySpan<byte> tnef, List<TnefFile> files)
    {
        _tnef = tnef;
        _files = files;
    }

    /// <summary>The files of a part, those of messages inside it included.</summary>
    public static IReadOnlyList<TnefFile> In(ReadOnlySpan<byte> tnef)
    {
        var files = new List<TnefFile>();
        new TnefFiles(tnef, files).Read(0, tnef.Length, 0);
        return files;
    }

    private void Read(int at, int end, int depth)
    {
        // Signature and key; then level, name, length, data and checksum of each attribute.
        if (depth > MaxDepth || end - at < 6 || BinaryPrimitives.ReadUInt32LittleEndian(_tnef[at..]) != Signature)
            return;
        for (at += 6; end - at >= 9 && _files.Count < MaxFiles;)
        {
            var name = BinaryPrimitives.ReadUInt32LittleEndian(_tnef[(at + 1)..]);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(_tnef[(at + 5)..]);
            at += 9;
            if (length > end - at)
                break;
            Attribute(name, at, (int)length, depth);
            at += (int)length + 2;
        }

        Close(depth);
    }

    private void Attribute(uint name, int at, int length, int depth)
    {
        var value = _tnef.Slice(at, length);
        switch (name)
        {
            case OemCodepage when length >= 4:
                _encoding = Charsets.Find($"cp{BinaryPrimitives.ReadUInt32LittleEndian(value)}") ?? _encoding;
                break;
            case AttachRendData:
                Close(depth);
                break;
            case AttachTitle:
                _title = TnefProperties.TextOf(value, _encoding);
                break;
            case AttachData:
                _data = (at, length);
                break;
            case Attachment:
                _properties = TnefProperties.Read(_tnef, at, length, _encoding);
                break;
        }
    }

    // An attachment ends where the next one begins.
    private void Close(int depth)
    {
        var (title, properties, data) = (_title, _properties, _data ?? _properties.Data);
        (_title, _properties, _data) = ("", default, null);
        if (properties.Message is { } message)
        {
            // A message in the message: only its files are of interest, and its attributes must not mix with ours.
            new TnefFiles(_tnef, _files) { _encoding = _encoding }.Read(message.Offset, message.Offset + message.Length, depth + 1);
        }
        else if (data is { Length: > 0 } bytes && _files.Count < MaxFiles)
        {
            _files.Add(new TnefFile(properties.FileName is { Length: > 0 } name ? name : title, properties.MediaType ?? "", bytes.Offset, bytes.Length));
        }
    }
}
