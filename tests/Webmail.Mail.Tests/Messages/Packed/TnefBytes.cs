using System.Buffers.Binary;
using System.Text;

namespace Webmail.Mail.Tests.Messages.Packed;

/// <summary>Writes TNEF ([MS-OXTNEF]) as Outlook does, and as nobody does.</summary>
internal sealed class TnefBytes
{
    public const uint AttachRendData = 0x00069002;
    public const uint AttachTitle = 0x00018010;
    public const uint AttachData = 0x0006800F;
    public const uint AttachmentProperties = 0x00069005;
    public const uint OemCodepage = 0x00069007;
    public const uint MessageProperties = 0x00069003;

    private readonly List<byte> _bytes = [.. Number(0x223E9F78), 1, 0];

    public byte[] ToArray() => [.. _bytes];

    public TnefBytes Add(uint name, byte[] value, uint? claimedLength = null)
    {
        _bytes.AddRange([2, .. Number(name), .. Number(claimedLength ?? (uint)value.Length), .. value]);
        _bytes.AddRange([.. Number((uint)(value.Sum(static b => b) & 0xFFFF)).AsSpan(0, 2)]);
        return this;
    }

    /// <summary>An attachment by its old attributes: a short name in the code page, and bytes.</summary>
    public TnefBytes File(string title, byte[] content) =>
        Add(AttachRendData, new byte[14]).Add(AttachTitle, [.. Encoding.Latin1.GetBytes(title), 0]).Add(AttachData, content);

    /// <summary>An attachment by its properties.</summary>
    public TnefBytes File(string title, byte[] content, params byte[][] properties) =>
        File(title, content).Add(AttachmentProperties, [.. Number((uint)properties.Length), .. properties.SelectMany(static p => p)]);

    public static byte[] Unicode(ushort id, string text) => Variable(id, 0x001F, Encoding.Unicode.GetBytes(text + '\0'));

    public static byte[] Ansi(ushort id, string text) => Variable(id, 0x001E, Encoding.Latin1.GetBytes(text + '\0'));

    /// <summary>A message in place of a file.</summary>
    public static byte[] Message(byte[] tnef) => Variable(0x3701, 0x000D, [.. new byte[16], .. tnef]);

    public static byte[] Long(ushort id, uint value) => [.. Number(0x0003u | ((uint)id << 16)), .. Number(value)];

    /// <summary>A property that is named, not numbered.</summary>
    public static byte[] Named(string name) =>
        [.. Number(0x8001001Eu), .. new byte[16], .. Number(1), .. Padded(Encoding.Unicode.GetBytes(name)), .. Number(1), .. Padded("v\0"u8.ToArray())];

    public static byte[] Number(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Variable(ushort id, ushort type, byte[] value) => [.. Number(type | ((uint)id << 16)), .. Number(1), .. Padded(value)];

    private static byte[] Padded(byte[] value) => [.. Number((uint)value.Length), .. value, .. new byte[(4 - (value.Length % 4)) % 4]];
}
