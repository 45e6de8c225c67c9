using System.Collections.Immutable;
using Webmail.Mail.Messages.Mime;

namespace Webmail.Mail.Messages.Packed;

/// <summary>
/// The files inside parts that the mail server takes for one: TNEF ("winmail.dat") and uuencode in a text. They are listed when
/// somebody opens such a part, and are attachments then, whose section no server knows: "2!1".
/// </summary>
public sealed class PackedFiles(MessageReader reader, PartReader parts) : IDisposable
{
    /// <summary>A TNEF part with more bytes than this is only a file.</summary>
    public const int MaxTnefBytes = 32 * 1024 * 1024;

    // While its list is made, a part is in memory.
    private readonly SemaphoreSlim _lists = new(2);

    /// <summary>Whether an attachment is opened to see what is in it.</summary>
    public static bool MayHold(Attachment attachment) => attachment.Size <= MaxTnefBytes
        && (attachment.MediaType is "application/ms-tnef" or "application/vnd.ms-tnef"
            || attachment.FileName.Equals("winmail.dat", StringComparison.OrdinalIgnoreCase));

    /// <summary>The files in an attachment; empty when it is damaged, or something else.</summary>
    public async Task<ImmutableArray<Attachment>> ListAsync(AccountId account, MessageKey key, Attachment attachment, CancellationToken token)
    {
        if (!MayHold(attachment))
            return [];
        var number = 0;
        return
        [
            .. (await FilesAsync(account, key, attachment, token).ConfigureAwait(false)).Select(file =>
                Virtual(attachment.Section, ++number, file.Name, file.MediaType, file.Length)),
        ];
    }

    /// <summary>A message with the files in its texts as attachments; the same one when there are none.</summary>
    public async Task<Message> WithFilesInTextsAsync(AccountId account, Message message, CancellationToken token)
    {
        var attachments = message.Attachments;
        foreach (var part in message.Texts)
        {
            if (!part.IsHtml)
                attachments = attachments.AddRange(await ListAsync(account, message.Key, part, token).ConfigureAwait(false));
        }

        return attachments.Length == message.Attachments.Length ? message : message with { Attachments = attachments };
    }

    /// <summary>The file at a place; <see langword="null"/> when there is none.</summary>
    public async Task<Attachment?> FindAsync(AccountId account, Message message, string place, CancellationToken token)
    {
        if (!PackedSection.TryParse(place, out var section, out var number))
            return null;
        var files = message.Attachments.FirstOrDefault(a => a.Section == section) is { } attachment
            ? await ListAsync(account, message.Key, attachment, token).ConfigureAwait(false)
            : message.Texts.FirstOrDefault(t => t.Section == section && !t.IsHtml) is { } text
                ? await ListAsync(account, message.Key, text, token).ConfigureAwait(false)
                : [];
        return number <= files.Length ? files[number - 1] : null;
    }

    /// <summary>Copies the file at a place as it arrives; holds no more than a slice of it.</summary>
    public async Task CopyAsync(AccountId account, Message message, string place, Stream destination, CancellationToken token)
    {
        if (!PackedSection.TryParse(place, out var section, out var number))
            throw new MailException(MailFailure.MessageGone);
        if (message.Attachments.FirstOrDefault(a => a.Section == section) is { } attachment)
        {
            var files = await FilesAsync(account, message.Key, attachment, token).ConfigureAwait(false);
            if (number > files.Count)
                throw new MailException(MailFailure.MessageGone);
            var window = new WindowStream(destination, files[number - 1].Offset, files[number - 1].Length);
            await using (window.ConfigureAwait(false))
                await parts.CopyPartAsync(account, message.Key, section, attachment.Encoding, window, token).ConfigureAwait(false);
        }
        else if (message.Texts.FirstOrDefault(t => t.Section == section) is { } text)
        {
            await parts.CopyAsync(
                account, message.Key, section, new UuFileDecoder(TransferDecoders.For(text.Encoding), number), destination, token).ConfigureAwait(false);
        }
        else
        {
            throw new MailException(MailFailure.MessageGone);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lists.Dispose();

    private async Task<ImmutableArray<Attachment>> ListAsync(AccountId account, MessageKey key, TextPart part, CancellationToken token)
    {
        var text = await reader.ReadTextAsync(account, key, part, token).ConfigureAwait(false);
        return [.. UuencodedText.Unpack(text.Text).Files.Select((file, i) => Virtual(part.Section, i + 1, file.Name, "", file.Size))];
    }

    private async Task<IReadOnlyList<TnefFile>> FilesAsync(AccountId account, MessageKey key, Attachment attachment, CancellationToken token)
    {
        await _lists.WaitAsync(token).ConfigureAwait(false);
        try
        {
            // The size is the server's estimate; the bytes count.
            using var tnef = new MemoryStream();
            var limited = new WindowStream(tnef, 0, MaxTnefBytes);
            await using (limited.ConfigureAwait(false))
                await parts.CopyPartAsync(account, key, attachment.Section, attachment.Encoding, limited, token).ConfigureAwait(false);
            return TnefFiles.In(tnef.GetBuffer().AsSpan(0, (int)tnef.Length));
        }
        finally
        {
            _lists.Release();
        }
    }

    private static Attachment Virtual(string section, int number, string name, string mediaType, long size)
    {
        var type = FileTypes.Claimed(mediaType, name);
        return new Attachment(PackedSection.Of(section, number), FileNames.Clean(name, type), type, size, "binary", "", IsMessage: false)
        {
            HasDeceptiveName = FileNames.IsDeceptive(name),
        };
    }
}
