using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Localization;
using Webmail.Html;
using Webmail.Mail;
using Webmail.Mail.Messages;
using Webmail.Mail.Messages.Packed;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Reading;

/// <summary>Serves a message as a page that prints itself.</summary>
internal static class PrintEndpoint
{
    public static async Task HandleAsync(
        HttpContext context, MessageReader reader, PackedFiles packed, BodyRenderer renderer, MailDates dates, CurrentPreferences preferences,
        IStringLocalizer<ReadingWords> words, ILogger<ReadingPane> logger)
    {
        // A request without a page of ours around it has read no preferences yet; the date needs the time zone.
        preferences.Value = ReaderPreferences.From(context.Request.Cookies);
        var capability = context.Capability();
        await PartTransfer.RunAsync(context, logger, async token =>
        {
            var message = await packed.WithFilesInTextsAsync(
                capability.Account, await reader.OpenAsync(capability.Account, capability.Message, capability.Section, token), token);
            var images = context.Images();
            var translated = TranslatedBodyWords.Of(words);
            var texts = await Task.WhenAll(message.Texts.Select(part => renderer.RenderAsync(
                new BodyRequest(capability.Account, message, part, images, BodyTheme.Light, translated) { AsFragment = true }, token)));
            var subject = message.Envelope.Subject.Length > 0 ? message.Envelope.Subject : words["(no subject)"];
            var page = Encoding.UTF8.GetBytes(PrintPage.Write(
                ReaderPreferences.Language, subject, Fields(message, dates, words), texts, words["Attachments"],
                [.. message.Attachments.Select(a => $"{a.FileName} ({ByteSize.Text(a.Size)})")]));
            MessageHeaders.ForPrint(context.Response, images.SourceExpression, PrintPage.ScriptSource);
            context.Response.ContentLength = page.Length;
            await context.Response.Body.WriteAsync(page, token);
        });
    }

    private static IEnumerable<(string Name, string Value)> Fields(Message message, MailDates dates, IStringLocalizer<ReadingWords> words)
    {
        var envelope = message.Envelope;
        (string Name, string Value)[] fields =
        [
            (words["From"], People(envelope.From)), (words["To"], People(envelope.To)), (words["Cc"], People(envelope.Cc)),
            (words["Date"], dates.Full(envelope.Date ?? message.InternalDate)),
        ];
        return fields.Where(static entry => entry.Value.Length > 0);
    }

    private static string People(ImmutableArray<Address> people) => string.Join(", ", people.Select(static p =>
        p.Name.Length > 0 && p.Email.Length > 0 ? $"{p.Name} <{p.Email}>" : p.Label));
}
