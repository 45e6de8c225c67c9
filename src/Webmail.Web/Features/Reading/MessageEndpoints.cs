using System.IO.Compression;
using System.Text;
using Webmail.Mail.Messages;
using Webmail.Mail.Messages.Packed;

namespace Webmail.Web.Features.Reading;

/// <summary>Serves whole messages: as text, as a file, and all attachments in one archive.</summary>
internal static class MessageEndpoints
{
    /// <summary>The message as the server has it, as text in a tab.</summary>
    public static async Task SourceAsync(HttpContext context, PartReader parts, ILogger<ReadingPane> logger)
    {
        var capability = context.Capability();
        await PartTransfer.RunAsync(context, logger, async token =>
        {
            await using var text = new SniffingStream(context.Response.Body, _ =>
            {
                MessageHeaders.ForSource(context.Response);
                return true;
            });
            await parts.CopySourceAsync(capability.Account, capability.Message, capability.Section, text, token);
            await text.CompleteAsync(token);
        });
    }

    /// <summary>The message as the server has it, byte for byte, to save.</summary>
    public static async Task SaveAsync(HttpContext context, MessageReader reader, PartReader parts, ILogger<ReadingPane> logger)
    {
        var capability = context.Capability();
        await PartTransfer.RunAsync(context, logger, async token =>
        {
            var message = await reader.OpenAsync(capability.Account, capability.Message, capability.Section, token);
            var name = (message.Envelope.Subject.Length > 0 ? message.Envelope.Subject : "message") + ".eml";
            await using var file = new SniffingStream(context.Response.Body, _ =>
            {
                MessageHeaders.ForDownload(context.Response, "message/rfc822", name);
                return true;
            });
            await parts.CopySourceAsync(capability.Account, capability.Message, capability.Section, file, token);
            await file.CompleteAsync(token);
        });
    }

    /// <summary>All attachments in one archive, written as they arrive; files that stand in a text among them.</summary>
    public static async Task AllAttachmentsAsync(
        HttpContext context, MessageReader reader, PartReader parts, PackedFiles packed, ILogger<ReadingPane> logger)
    {
        var capability = context.Capability();
        await PartTransfer.RunAsync(context, logger, async token =>
        {
            var message = await reader.OpenAsync(capability.Account, capability.Message, capability.Section, token);
            var attachments = (await packed.WithFilesInTextsAsync(capability.Account, message, token)).Attachments;
            var subject = message.Envelope.Subject.Length > 0 ? message.Envelope.Subject : "attachments";
            var names = DownloadName.Distinct(attachments.Select(a => a.FileName));
            MessageHeaders.ForDownload(context.Response, "application/zip", subject + ".zip");
            await using var output = new ArchiveOutput(context.Response.Body);
            var archive = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, token);
            foreach (var (attachment, name) in attachments.Zip(names))
            {
                var entry = archive.CreateEntry(name, CompressionLevel.Fastest);
                await using var content = await entry.OpenAsync(token);
                if (message.Attachments.Contains(attachment))
                    await parts.CopyAttachmentAsync(capability, attachment, content, token);
                else
                    await packed.CopyAsync(capability.Account, message, attachment.Section, content, token);
            }

            // Only here: disposing writes the directory, which would make half an archive look whole.
            await archive.DisposeAsync();
            await output.FlushAsync(token);
        });
    }
}
