using Microsoft.Extensions.Localization;
using Webmail.Mail;
using Webmail.Mail.Composing;
using Webmail.Mail.Settings;
using Webmail.Web.Session;

namespace Webmail.Web.Features.Composing.Http;

/// <summary>Templates, for the windows in the browser.</summary>
internal static class TemplateEndpoints
{
    /// <summary>All of them.</summary>
    public static async Task<IResult> ListAsync(CurrentAccount current, TemplateService templates, CancellationToken token) =>
        Results.Json((await templates.ReadAsync(current.Id, token)).Select(static one => new Template(one.Id, one.Name, one.Subject, one.Text)), DraftJson.Options);

    /// <summary>Keeps one; 422 with words when it cannot be kept.</summary>
    public static async Task<IResult> SaveAsync(
        string id, Template template, CurrentAccount current, TemplateService templates, IStringLocalizer<ComposingWords> words, CancellationToken token)
    {
        try
        {
            await templates.SaveAsync(
                current.Id, new TemplateSettings { Id = id, Name = template.Name, Subject = template.Subject, Text = template.Text }, token);
            return Results.NoContent();
        }
        catch (ArgumentException)
        {
            return Refused(ComposeProblem.OfTemplate(words));
        }
        catch (MailException e) when (e.Failure == MailFailure.TooLarge)
        {
            return Refused(ComposeProblem.NoRoomForTemplate(words));
        }
    }

    /// <summary>Removes one.</summary>
    public static async Task<IResult> RemoveAsync(string id, CurrentAccount current, TemplateService templates, CancellationToken token)
    {
        await templates.RemoveAsync(current.Id, id, token);
        return Results.NoContent();
    }

    private static IResult Refused(string text) => Results.Json(new Problem(text), statusCode: StatusCodes.Status422UnprocessableEntity);

    internal sealed record Template(string Id, string Name, string Subject, string Text);

    private sealed record Problem(string Text);
}
