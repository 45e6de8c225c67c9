using System.Buffers;
using Webmail.Mail.Imap;
using Webmail.Mail.Messages.Mime;

namespace Webmail.Mail.Messages;

/// <summary>Streams parts and whole messages from the server to whoever wants them; holds no more than a slice at a time.</summary>
public sealed class PartReader(ImapSessionPool pool)
{
    private const int SliceBytes = 256 * 1024;

    /// <summary>Copies a part, its transfer encoding undone, as it arrives.</summary>
    public Task CopyPartAsync(
        AccountId account, MessageKey key, string section, string encoding, Stream destination, CancellationToken token) =>
        CopyAsync(account, key, section, TransferDecoders.For(encoding), destination, token);

    /// <summary>Copies the message as the server has it, byte for byte; with <paramref name="section"/> a message inside it.</summary>
    public Task CopySourceAsync(AccountId account, MessageKey key, string section, Stream destination, CancellationToken token) =>
        CopyAsync(account, key, section, TransferDecoders.For("binary"), destination, token);

    // Each slice is a lease of its own, so that somebody who saves over a slow line keeps no connection from the others.
    internal async Task CopyAsync(
        AccountId account, MessageKey key, string section, ITransferDecoder decoder, Stream destination, CancellationToken token)
    {
        PartSections.Check(section);
        var decoded = new ArrayBufferWriter<byte>(SliceBytes);
        var slice = ReadSliceAsync(account, key, section, 0, token);
        for (var offset = 0; ;)
        {
            var bytes = await slice.ConfigureAwait(false);
            offset = checked(offset + bytes.Count);
            var isLast = bytes.Count < SliceBytes;
            // The next one is fetched while this one is written.
            if (!isLast)
                slice = ReadSliceAsync(account, key, section, offset, token);
            try
            {
                decoder.Decode(bytes, decoded);
                if (isLast)
                    decoder.Finish(decoded);
                await destination.WriteAsync(decoded.WrittenMemory, token).ConfigureAwait(false);
            }
            catch
            {
                // Whoever saved left: the slice under way has no reader any more, and its failure is nobody's concern.
                _ = slice.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
                throw;
            }

            decoded.ResetWrittenCount();
            if (isLast)
                return;
        }
    }

    private Task<ArraySegment<byte>> ReadSliceAsync(AccountId account, MessageKey key, string section, int offset, CancellationToken token) =>
        pool.RunAsync(
            account, new ImapRequest(key.Mailbox),
            (session, inner) => SectionFetch.ReadAsync(session, key, section, offset, SliceBytes, inner), token);
}
