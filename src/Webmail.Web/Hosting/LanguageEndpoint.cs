using Webmail.Web.Session;
using Webmail.Web.Shared;

namespace Webmail.Web.Hosting;

/// <summary>Changes the language of this browser: also for people who are not signed in.</summary>
internal static class LanguageEndpoint
{
    public static void MapLanguage(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/language", static (HttpContext context, [Microsoft.AspNetCore.Mvc.FromForm] string lang,
            [Microsoft.AspNetCore.Mvc.FromForm] string? back) =>
        {
            if (ReaderPreferences.Languages.Any(l => l.Tag == lang))
                context.Response.Cookies.Append(ReaderPreferences.LanguageCookie, lang, PreferenceCookie.Options(context.Request));
            return Results.LocalRedirect(LocalPath.Of(back, context.Request));
        }).AllowAnonymous();
}
