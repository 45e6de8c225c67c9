using Webmail.Mail;
using Webmail.Mail.Messages;
using Webmail.Mail.Messages.Packed;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Reading;

/// <summary>Serves single parts: images of a body, and attachments to save or to look at.</summary>
internal static class PartEndpoints
{
    private const long MaxInlineImage = 25 * 1024 * 1024;

    /// <summary>
    /// An image for a frame, which has no cookie to show. Not a page: whoever navigates to it gets nothing.
    /// </summary>
    public static async Task InlineImageAsync(
        string section, HttpContext context, MessageReader reader, PartReader parts, ILogger<ReadingPane> logger)
    {
        var capability = context.Capability();
        if (context.Request.Headers["Sec-Fetch-Dest"] is not ([] or ["image"]))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        await PartTransfer.RunAsync(context, logger, async token =>
        {
            var message = await reader.OpenAsync(capability.Account, capability.Message, capability.Section, token);
            if (message.InlineParts.Values.FirstOrDefault(p => p.Section == section) is not { } part)
                throw new MailException(MailFailure.MessageGone);
            if (part.Size > MaxInlineImage)
                throw new MailException(MailFailure.TooLarge);
            await using var image = new SniffingStream(context.Response.Body, head =>
            {
                if (PreviewType.ImageOf(head.Span) is not { } type)
                    return false;
                MessageHeaders.ForInlineImage(context.Response, type);
                return true;
            }, MaxInlineImage);
            await parts.CopyPartAsync(capability.Account, capability.Message, section, part.Encoding, image, token);
            await image.CompleteAsync(token);
        });
    }

    /// <summary>
    /// An attachment. With "?inline" an image is shown when its bytes are one; everything else is a file without a type, also a PDF:
    /// viewers in browsers run the scripts in it, whatever the policy says. <see cref="PdfEndpoint"/> shows those.
    /// </summary>
    public static async Task AttachmentAsync(
        string section, HttpContext context, MessageReader reader, PartReader parts, PackedFiles packed, ILogger<ReadingPane> logger)
    {
        var capability = context.Capability();
        await PartTransfer.RunAsync(context, logger, async token =>
        {
            var message = await reader.OpenAsync(capability.Account, capability.Message, capability.Section, token);
            var real = message.Attachments.FirstOrDefault(p => p.Section == section);
            if ((real ?? await packed.FindAsync(capability.Account, message, section, token)) is not { } part)
                throw new MailException(MailFailure.MessageGone);
            var preview = context.Request.Query.ContainsKey("inline") && PreviewType.MayBeImage(part.MediaType);
            await using var file = new SniffingStream(context.Response.Body, head =>
            {
                if (preview && PreviewType.ImageOf(head.Span) is { } type)
                    MessageHeaders.ForPreview(context.Response, type, part.FileName);
                else
                    MessageHeaders.ForDownload(context.Response, "application/octet-stream", part.FileName);
                return true;
            });
            if (real is not null)
                await parts.CopyAttachmentAsync(capability, real, file, token);
            else
                await packed.CopyAsync(capability.Account, message, section, file, token);
            await file.CompleteAsync(token);
        });
    }

    /// <summary>Copies an attachment; one that is a message as it is, everything else with its encoding undone.</summary>
    public static Task CopyAttachmentAsync(
        this PartReader parts, MessageCapability capability, Attachment attachment, Stream destination, CancellationToken token) =>
        attachment.IsMessage
            ? parts.CopySourceAsync(capability.Account, capability.Message, attachment.Section, destination, token)
            : parts.CopyPartAsync(
                capability.Account, capability.Message, attachment.Section, attachment.Encoding, destination, token);
}
