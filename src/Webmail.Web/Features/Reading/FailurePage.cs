using System.Text;
using System.Text.Encodings.Web;
using Microsoft.Extensions.Localization;
using Webmail.Mail;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Reading;

/// <summary>A failure as a small document of its own: it is shown in the frame, or in a tab, instead of what was asked for.</summary>
internal static class FailurePage
{
    /// <summary>The capability is not, or no longer, good for this.</summary>
    public static Task LinkExpiredAsync(HttpContext context)
    {
        var words = context.RequestServices.GetRequiredService<IStringLocalizer<ReadingWords>>();
        return WriteAsync(context, StatusCodes.Status404NotFound, words["This link has expired"], words["Open the message again."]);
    }

    /// <summary>The part is not of a kind that is shown in place.</summary>
    public static Task NotShownAsync(HttpContext context)
    {
        var words = context.RequestServices.GetRequiredService<IStringLocalizer<ReadingWords>>();
        return WriteAsync(context, StatusCodes.Status415UnsupportedMediaType,
            words["This cannot be shown here"], words["Download it to open it with another program."]);
    }

    /// <summary>The mail server could not give it.</summary>
    public static Task FailedAsync(HttpContext context, MailException failure)
    {
        var services = context.RequestServices;
        var status = failure.Failure switch
        {
            MailFailure.MessageGone or MailFailure.MailboxGone or MailFailure.MailboxRecreated or MailFailure.SignedOut =>
                StatusCodes.Status404NotFound,
            MailFailure.TooLarge => StatusCodes.Status413PayloadTooLarge,
            _ when failure.IsTransient => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status502BadGateway,
        };
        return WriteAsync(context, status, services.GetRequiredService<IStringLocalizer<ReadingWords>>()["This cannot be shown here"],
            FailureText.Of(failure, services.GetRequiredService<IStringLocalizer<Words>>()));
    }

    private static async Task WriteAsync(HttpContext context, int status, string title, string sentence)
    {
        var response = context.Response;
        MessageHeaders.ForFailure(response);
        response.StatusCode = status;
        var page = Encoding.UTF8.GetBytes(Document(title, sentence, BodyThemes.Parse(context.Request.Query["theme"])));
        response.ContentLength = page.Length;
        await response.Body.WriteAsync(page, context.RequestAborted);
    }

    private static string Document(string title, string sentence, Html.BodyTheme theme)
    {
        var scheme = theme switch
        {
            Html.BodyTheme.Light => "light",
            Html.BodyTheme.Dark => "dark",
            _ => "light dark",
        };
        return $$"""
            <!doctype html><html><head><meta charset="utf-8"><title>{{HtmlEncoder.Default.Encode(title)}}</title><style>
            html{color-scheme:{{scheme}};background:light-dark(#fff,#192025);color:light-dark(#162127,#e3e9ec);font:15px/1.65 system-ui,sans-serif}
            body{margin:0;padding:16px 0}h1{font-size:16px;margin:0 0 4px}p{margin:0;color:light-dark(#47555d,#a8b3ba)}
            </style></head><body><h1>{{HtmlEncoder.Default.Encode(title)}}</h1><p>{{HtmlEncoder.Default.Encode(sentence)}}</p></body></html>
            """;
    }
}
