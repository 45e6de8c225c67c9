using System.Buffers.Binary;
using System.Text;

namespace Webmail.Benchmarks.Load;

/// <summary>What a browser is told to show. Of its format (RenderBatchWriter in ASP.NET) only the table of strings is read.</summary>
internal static class RenderBatch
{
    // The last five numbers say where the parts begin; the table of strings is the last part.
    private const int OffsetsAtTheEnd = 5 * sizeof(int);

    /// <summary>All element names, attributes and texts in the batch, each once.</summary>
    public static IReadOnlyList<string> Strings(ReadOnlySpan<byte> batch)
    {
        var table = batch[BinaryPrimitives.ReadInt32LittleEndian(batch[^sizeof(int)..])..^OffsetsAtTheEnd];
        var strings = new List<string>(table.Length / sizeof(int));
        for (; table.Length >= sizeof(int); table = table[sizeof(int)..])
            strings.Add(StringAt(batch, BinaryPrimitives.ReadInt32LittleEndian(table)));
        return strings;
    }

    // Its length comes first, seven bits to a byte (LEB128).
    private static string StringAt(ReadOnlySpan<byte> batch, int position)
    {
        var (length, shift) = (0, 0);
        byte part;
        do
        {
            part = batch[position++];
            length |= (part & 0x7F) << shift;
            shift += 7;
        }
        while ((part & 0x80) != 0);
        return Encoding.UTF8.GetString(batch.Slice(position, length));
    }
}
