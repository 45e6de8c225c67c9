using System.Buffers;

namespace Webmail.Mail.Messages.Mime;

/// <summary>Undoes a Content-Transfer-Encoding piece by piece; pieces may end anywhere.</summary>
internal interface ITransferDecoder
{
    /// <summary>Decodes the next piece.</summary>
    void Decode(ReadOnlySpan<byte> encoded, IBufferWriter<byte> decoded);

    /// <summary>Says that there is no more, and writes what was held back.</summary>
    void Finish(IBufferWriter<byte> decoded);
}
