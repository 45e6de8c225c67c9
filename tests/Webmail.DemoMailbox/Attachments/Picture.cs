using System.Buffers.Binary;
using System.IO.Compression;

namespace Webmail.DemoMailbox.Attachments;

/// <summary>A picture drawn by us and written as PNG (RFC 2083): enough for plans, pots and tracking pixels.</summary>
internal sealed class Picture(int width, int height)
{
    private readonly byte[] _pixels = new byte[width * height * 3];

    /// <summary>A floor plan: walls, doors and a stair.</summary>
    public static Picture FloorPlan(int width, int height)
    {
        var picture = new Picture(width, height);
        picture.Fill(0, 0, width, height, 0xF4F1EA);
        var (left, top, right, bottom) = (width / 10, height / 10, width * 9 / 10, height * 9 / 10);
        picture.Frame(left, top, right, bottom, 10, 0x2B3A42);
        picture.Fill(width / 2, top, 10, (bottom - top) * 3 / 5, 0x2B3A42);
        picture.Fill(left, height / 2, width / 5, 10, 0x2B3A42);
        picture.Fill(width / 2, height * 4 / 10, 10, height / 12, 0xF4F1EA);
        for (var step = 0; step < 9; step++)
            picture.Frame(width * 6 / 10, (height * 6 / 10) + (step * height / 40), width * 7 / 10, (height * 6 / 10) + ((step + 1) * height / 40), 3, 0x6A7B83);
        picture.Disc(width * 3 / 10, height * 7 / 10, height / 12, 0xC9D8C5);
        picture.Fill(left + 30, top + 30, width / 8, height / 9, 0xD9E6EE);
        return picture;
    }

    /// <summary>A bowl on a table, in the colour of its glaze.</summary>
    public static Picture Bowl(int width, int height, int glaze)
    {
        var picture = new Picture(width, height);
        for (var y = 0; y < height; y++)
            picture.Fill(0, y, width, 1, Mix(0xEFE8DC, 0x9C8F80, (double)y / height));
        picture.Disc(width / 2, height * 11 / 20, height / 4, glaze);
        picture.Fill(0, height * 3 / 10, width, height / 4, 0xE2D8C9);
        picture.Ellipse(width / 2, height * 11 / 20, height / 4, height / 14, Mix(glaze, 0xFFFFFF, 0.35));
        picture.Fill((width / 2) - (height / 12), height * 77 / 100, height / 6, height / 24, Mix(glaze, 0, 0.4));
        picture.Grain(new Random(glaze));
        return picture;
    }

    /// <summary>One colour: a logo, a banner or a pixel.</summary>
    public static Picture Plain(int width, int height, int colour)
    {
        var picture = new Picture(width, height);
        picture.Fill(0, 0, width, height, colour);
        return picture;
    }

    /// <summary>The picture as a PNG file.</summary>
    public byte[] ToPng()
    {
        var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = 2;
        WriteChunk(png, "IHDR"u8, header);
        WriteChunk(png, "IDAT"u8, Compressed());
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static int Mix(int from, int to, double part)
    {
        var mixed = 0;
        for (var shift = 0; shift < 24; shift += 8)
        {
            var (a, b) = ((from >> shift) & 0xFF, (to >> shift) & 0xFF);
            mixed |= (int)(a + ((b - a) * part)) << shift;
        }

        return mixed;
    }

    private static void WriteChunk(MemoryStream png, ReadOnlySpan<byte> type, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum.Crc32([.. type, .. data]));
        png.Write(number);
    }

    private byte[] Compressed()
    {
        var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal))
        {
            for (var y = 0; y < height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(_pixels, y * width * 3, width * 3);
            }
        }

        return compressed.ToArray();
    }

    private void Fill(int left, int top, int wide, int high, int colour)
    {
        for (var y = top; y < top + high; y++)
        {
            for (var x = left; x < left + wide; x++)
                Set(x, y, colour);
        }
    }

    private void Frame(int left, int top, int right, int bottom, int line, int colour)
    {
        Fill(left, top, right - left, line, colour);
        Fill(left, bottom - line, right - left, line, colour);
        Fill(left, top, line, bottom - top, colour);
        Fill(right - line, top, line, bottom - top, colour);
    }

    private void Disc(int centreX, int centreY, int radius, int colour) => Ellipse(centreX, centreY, radius, radius, colour);

    private void Ellipse(int centreX, int centreY, int radiusX, int radiusY, int colour)
    {
        for (var y = -radiusY; y <= radiusY; y++)
        {
            var half = (int)(radiusX * Math.Sqrt(1 - ((double)y * y / (radiusY * radiusY))));
            Fill(centreX - half, centreY + y, 2 * half, 1, colour);
        }
    }

    private void Grain(Random random)
    {
        for (var i = 0; i < _pixels.Length; i++)
            _pixels[i] = (byte)Math.Clamp(_pixels[i] + random.Next(-6, 7), 0, 255);
    }

    private void Set(int x, int y, int colour)
    {
        if (x < 0 || y < 0 || x >= width || y >= height)
            return;
        var at = ((y * width) + x) * 3;
        _pixels[at] = (byte)(colour >> 16);
        _pixels[at + 1] = (byte)(colour >> 8);
        _pixels[at + 2] = (byte)colour;
    }
}
