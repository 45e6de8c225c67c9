using MimeKit;

namespace Webmail.DemoMailbox;

/// <summary>Messages as they travel.</summary>
internal static class MimeMessageBytes
{
    private static readonly FormatOptions Format = CreateFormat();

    /// <summary>The message with CRLF line ends and no encoding that 8-bit transport makes unnecessary.</summary>
    public static byte[] ToBytes(this MimeMessage message)
    {
        message.Prepare(EncodingConstraint.EightBit);
        NameBoundaries(message.Body, message.MessageId ?? throw new ArgumentException("The message has no Message-ID.", nameof(message)));
        using var stream = new MemoryStream();
        message.WriteTo(Format, stream);
        return stream.ToArray();
    }

    private static FormatOptions CreateFormat()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }

    // MimeKit takes boundaries from the clock: the same seed shall make the same bytes.
    private static void NameBoundaries(MimeEntity? entity, string name)
    {
        if (entity is not Multipart multipart)
            return;
        multipart.Boundary = $"=-{name[..16]}-{multipart.Count}";
        foreach (var (index, part) in multipart.Index())
            NameBoundaries(part, $"{index:x2}{name}");
    }
}
