using System.Buffers.Binary;
using System.IO.Compression;

namespace Webmail.Redis;

/// <summary>A version byte, the plain length, and Brotli-compressed bytes (RFC 7932).</summary>
internal static class CompressedBytes
{
    private const int HeaderLength = 1 + sizeof(int);
    private const int LongestPlain = 16 * 1024 * 1024;
    private const int Quality = 4; // Headers shrink to a third here; more effort gains little.
    private const int Window = 18;

    public static byte[] Pack(byte version, ReadOnlySpan<byte> plain)
    {
        var result = new byte[HeaderLength + BrotliEncoder.GetMaxCompressedLength(plain.Length)];
        result[0] = version;
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(1), plain.Length);
        if (!BrotliEncoder.TryCompress(plain, result.AsSpan(HeaderLength), out var written, Quality, Window))
            throw new InvalidOperationException("The compressed form is longer than its upper bound.");
        return result[..(HeaderLength + written)];
    }

    /// <summary>The plain bytes; <see langword="null"/> for another version, damage, or more than we would ever write.</summary>
    public static byte[]? Unpack(byte version, ReadOnlySpan<byte> packed)
    {
        if (packed.Length < HeaderLength || packed[0] != version)
            return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(packed[1..]);
        if (length is < 0 or > LongestPlain)
            return null;
        var plain = new byte[length];
        return BrotliDecoder.TryDecompress(packed[HeaderLength..], plain, out var written) && written == length ? plain : null;
    }
}
