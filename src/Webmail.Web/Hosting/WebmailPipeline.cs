using Microsoft.AspNetCore.Diagnostics;
using Webmail.Web.Features.Composing;
using Webmail.Web.Features.Reading;
using Webmail.Web.Session;
using Webmail.Web.Shared;
using Webmail.Web.Shell;

namespace Webmail.Web.Hosting;

/// <summary>The way of a request through the host.</summary>
internal static class WebmailPipeline
{
    public static void UseWebmail(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UsePublicPath();
        app.UseResponseCompression();
        app.UseRequestLocalization();
        app.UseExceptionHandler("/error/500", createScopeForErrors: true);
        app.UseMiddleware<SecurityHeaders>();
        // Only what somebody looks at becomes a page of ours; a script, a frame or an image gets the bare status.
        app.UseWhen(static context => SessionAuthentication.IsNavigation(context.Request),
            static pages => pages.UseStatusCodePagesWithReExecute("/error/{0}", createScopeForStatusCodePages: true));
        app.Use(ShowErrorsAsPages);
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<PageAdmission>();
        app.UseMiddleware<FullServer>();
        app.UseAntiforgery();

        app.MapStaticAssets().AllowAnonymous();
        app.MapHealth();
        app.MapLanguage();
        app.MapSecurityContact();
        app.MapSignOut();
        app.MapReading();
        app.MapComposing();
        app.MapGet("/", static (HttpContext context, CurrentAccount current) =>
            Results.LocalRedirect($"{context.Request.PathBase}/{MailUrls.Mailbox(current.Id, Mail.MailboxName.Inbox)}"));
        app.MapPageHub();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(static o => o.ContentSecurityFrameAncestorsPolicy = null);
    }

    // An error page is looked at, whatever was sent: a form that failed must not be submitted to the page that says so.
    private static Task ShowErrorsAsPages(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null || context.Features.Get<IExceptionHandlerFeature>() is not null)
            context.Request.Method = HttpMethods.Get;
        return next(context);
    }
}
