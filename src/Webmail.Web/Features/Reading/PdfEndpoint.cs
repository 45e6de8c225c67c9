using Microsoft.AspNetCore.Http.HttpResults;
using Webmail.Mail;
using Webmail.Mail.Messages;
using Webmail.Mail.Messages.Packed;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Reading;

/// <summary>
/// Serves the page that shows an attached PDF. It draws the file itself and runs nothing of it, which no policy makes the viewers in
/// browsers do.
/// </summary>
internal static class PdfEndpoint
{
    public static async Task HandleAsync(
        string section, HttpContext context, MessageReader reader, PackedFiles packed, ILogger<ReadingPane> logger)
    {
        var capability = context.Capability();
        await PartTransfer.RunAsync(context, logger, async token =>
        {
            var message = await reader.OpenAsync(capability.Account, capability.Message, capability.Section, token);
            var part = message.Attachments.FirstOrDefault(p => p.Section == section)
                ?? await packed.FindAsync(capability.Account, message, section, token)
                ?? throw new MailException(MailFailure.MessageGone);
            if (!PreviewType.MayBePdf(part.MediaType))
                throw new PartRefusedException();
            if (part.Size > AttachmentCard.MaxShown)
                throw new MailException(MailFailure.TooLarge);
            var name = (string)context.Request.RouteValues["capability"]!;
            MessageHeaders.ForPdf(context.Response, PdfSources(context.Request, name, section));
            await new RazorComponentResult<PdfView>(new Dictionary<string, object?>
            {
                [nameof(PdfView.Root)] = $"{context.Request.PathBase.ToUriComponent()}/",
                [nameof(PdfView.Capability)] = name,
                [nameof(PdfView.Section)] = section,
                [nameof(PdfView.FileName)] = part.FileName,
                [nameof(PdfView.Size)] = part.Size,
                [nameof(PdfView.Theme)] = ReaderPreferences.From(context.Request.Cookies).Theme,
            }).ExecuteAsync(context);
        });
    }

    // The file itself, and what is needed to draw it: no other address of ours either.
    private static string PdfSources(HttpRequest request, string capability, string section) =>
        $"{ImageLocation.ApplicationOf(request)}{MessageUrls.Part(capability, section)} {ImageLocation.ApplicationOf(request)}pdf/";
}
