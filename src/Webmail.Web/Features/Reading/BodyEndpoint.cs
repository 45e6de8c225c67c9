using System.Text;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Messages;
using Webmail.Web.Features.Reading.RemoteImages;

namespace Webmail.Web.Features.Reading;

/// <summary>Serves a text part as a document for the sandboxed frame.</summary>
internal static class BodyEndpoint
{
    public static async Task HandleAsync(
        string section, HttpContext context, MessageReader reader, BodyRenderer renderer, RemoteImageTokens remote,
        IStringLocalizer<ReadingWords> words, ILogger<ReadingPane> logger)
    {
        // Only a frame may show it: as a page of its own it would look like one of ours. Plain HTTP sends no such header.
        if (context.Request.Headers["Sec-Fetch-Dest"] is not ([] or ["iframe"]))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var capability = context.Capability();
        await PartTransfer.RunAsync(context, logger, async token =>
        {
            var message = await reader.OpenAsync(capability.Account, capability.Message, capability.Section, token);
            if (message.Texts.FirstOrDefault(part => part.Section == section) is not { } part)
            {
                await FailurePage.LinkExpiredAsync(context);
                return;
            }

            var theme = BodyThemes.Parse(context.Request.Query["theme"]);
            var images = context.Images();
            var look = BodyLook.Parse(context.Request.Query);
            var body = await renderer.RenderAsync(
                new BodyRequest(capability.Account, message, part, images, theme, TranslatedBodyWords.Of(words))
                {
                    RemoteImageUrl = look.RemoteImages ? remote.UrlsFor(capability, images) : null,
                    CleanLinks = look.CleanLinks,
                    Darken = look.Darken,
                    Asked = look.Asked,
                },
                token);
            MessageHeaders.ForBody(context.Response, images.SourceExpression);
            var document = Encoding.UTF8.GetBytes(body.Document);
            context.Response.ContentLength = document.Length;
            await context.Response.Body.WriteAsync(document, token);
        });
    }
}
