namespace Webmail.Web.Shared;

/// <summary>The few types shown in place. What the mail claims counts for nothing: the first bytes decide.</summary>
internal static class PreviewType
{
    /// <summary>How many bytes <see cref="ImageOf"/> needs.</summary>
    public const int HeadLength = 12;

    /// <summary>The media type of the image that begins so; <see langword="null"/> for everything else.</summary>
    public static string? ImageOf(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
            return "image/png";
        if (head.StartsWith<byte>([0xFF, 0xD8, 0xFF]))
            return "image/jpeg";
        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8))
            return "image/gif";
        if (head.Length >= HeadLength && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8))
            return "image/webp";
        return null;
    }

    /// <summary>Whether a part that claims this type is worth trying to show as an image.</summary>
    public static bool MayBeImage(string mediaType) => mediaType is "image/png" or "image/jpeg" or "image/jpg" or "image/pjpeg"
        or "image/x-png" or "image/gif" or "image/webp";

    /// <summary>Whether a part that claims this type is worth trying to draw as a PDF.</summary>
    public static bool MayBePdf(string mediaType) => mediaType is "application/pdf" or "application/x-pdf";
}
