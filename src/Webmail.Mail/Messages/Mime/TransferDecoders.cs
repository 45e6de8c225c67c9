using System.Buffers;

namespace Webmail.Mail.Messages.Mime;

/// <summary>Chooses the decoder for a Content-Transfer-Encoding.</summary>
internal static class TransferDecoders
{
    /// <summary>The decoder for a label; labels nobody knows mean "as it is".</summary>
    public static ITransferDecoder For(string encoding) => encoding.Trim(' ', '\t', ';', '"').ToLowerInvariant() switch
    {
        "base64" or "base-64" => new Base64TransferDecoder(),
        "quoted-printable" or "quotedprintable" or "quoted_printable" => new QuotedPrintableTransferDecoder(),
        "x-uuencode" or "uuencode" or "x-uue" or "uue" => new UuTransferDecoder(),
        _ => new IdentityTransferDecoder(),
    };

    /// <summary>How many bytes a part has when decoded, judged by its encoded size.</summary>
    public static long EstimateSize(string encoding, long encoded) => For(encoding) switch
    {
        // 57 bytes become 76 characters and a line end.
        Base64TransferDecoder => encoded * 57 / 78,
        UuTransferDecoder => encoded * 45 / 63,
        _ => encoded,
    };

    /// <summary>Decodes bytes that are all there.</summary>
    public static ReadOnlyMemory<byte> Decode(string encoding, ReadOnlySpan<byte> encoded)
    {
        var decoded = new ArrayBufferWriter<byte>(Math.Max(encoded.Length, 1));
        var decoder = For(encoding);
        decoder.Decode(encoded, decoded);
        decoder.Finish(decoded);
        return decoded.WrittenMemory;
    }

    private sealed class IdentityTransferDecoder : ITransferDecoder
    {
        public void Decode(ReadOnlySpan<byte> encoded, IBufferWriter<byte> decoded) => decoded.Write(encoded);

        public void Finish(IBufferWriter<byte> decoded)
        {
        }
    }
}
