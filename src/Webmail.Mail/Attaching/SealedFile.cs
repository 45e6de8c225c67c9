using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Attaching;

/// <summary>
/// How a file lies on disk: a sealed record with its length, then sealed records of 64 KB, each bound to its file and its place. What is
/// changed, cut off or put elsewhere does not open; a record that a crash left half written counts as not written.
/// </summary>
internal sealed class SealedFile(byte[] key, string name)
{
    /// <summary>Plain bytes in a record; only the last one has fewer.</summary>
    public const int Slice = 64 * 1024;

    // Format, nonce and tag of AuthenticatedCipher.
    private const int Overhead = 29;
    private const int Record = Slice + Overhead;
    private const int Head = sizeof(long) + Overhead;

    /// <summary>Writes the record that says how long the whole is.</summary>
    public void WriteLength(SafeFileHandle file, long length)
    {
        Span<byte> plain = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(plain, length);
        RandomAccess.Write(file, AuthenticatedCipher.Seal(key, plain, Context(-1)), 0);
    }

    /// <summary>How long the whole is; <see langword="null"/> when this is no such file.</summary>
    public long? ReadLength(SafeFileHandle file)
    {
        var box = new byte[Head];
        return ReadFull(file, box, 0) == Head && AuthenticatedCipher.Open(key, box, Context(-1)) is { } plain
            ? BinaryPrimitives.ReadInt64LittleEndian(plain) : null;
    }

    /// <summary>How many plain bytes are there.</summary>
    public long Written(SafeFileHandle file)
    {
        var bytes = Math.Max(0, RandomAccess.GetLength(file) - Head);
        var (whole, rest) = (bytes / Record, bytes % Record);
        var last = rest > Overhead ? whole : whole - 1;
        // Only the last record can be torn.
        while (last >= 0 && Read(file, last) is null)
            last--;
        return last < 0 ? 0 : (last * Slice) + Read(file, last)!.Length;
    }

    /// <summary>A record into a buffer of <see cref="Slice"/> bytes; how many it has, or -1 when it is not as it was written.</summary>
    public int Read(SafeFileHandle file, long index, Span<byte> plain)
    {
        var box = ArrayPool<byte>.Shared.Rent(Record);
        try
        {
            var count = ReadFull(file, box.AsSpan(0, Record), Head + (index * Record));
            return count > Overhead ? AuthenticatedCipher.Open(key, box.AsSpan(0, count), Context(index), plain) : -1;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(box);
        }
    }

    /// <summary>A record; <see langword="null"/> when it is not as it was written.</summary>
    public byte[]? Read(SafeFileHandle file, long index)
    {
        var box = new byte[Record];
        var count = ReadFull(file, box, Head + (index * Record));
        return count > Overhead ? AuthenticatedCipher.Open(key, box.AsSpan(0, count), Context(index)) : null;
    }

    /// <summary>Writes a record, and cuts off what came after it.</summary>
    public void Write(SafeFileHandle file, long index, ReadOnlySpan<byte> plain)
    {
        var box = AuthenticatedCipher.Seal(key, plain, Context(index));
        RandomAccess.Write(file, box, Head + (index * Record));
        var end = Head + (index * Record) + box.Length;
        if (RandomAccess.GetLength(file) > end)
            RandomAccess.SetLength(file, end);
    }

    private static int ReadFull(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        var count = 0;
        while (count < buffer.Length && RandomAccess.Read(file, buffer[count..], offset + count) is > 0 and var read)
            count += read;
        return count;
    }

    private byte[] Context(long index) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name}\n{index}"));
}
