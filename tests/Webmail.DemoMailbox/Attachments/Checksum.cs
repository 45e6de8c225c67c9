namespace Webmail.DemoMailbox.Attachments;

/// <summary>The checksum of PNG chunks.</summary>
internal static class Checksum
{
    /// <summary>CRC-32 as ISO 3309 and PNG define it.</summary>
    public static uint Crc32(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }

        return ~crc;
    }
}
