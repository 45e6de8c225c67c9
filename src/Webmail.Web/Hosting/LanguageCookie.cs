using Microsoft.AspNetCore.Localization;
using Webmail.Web.Shared;

namespace Webmail.Web.Hosting;

/// <summary>The language chosen in this browser; without one its Accept-Language decides.</summary>
internal sealed class LanguageCookie : RequestCultureProvider
{
    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
    {
        var tag = httpContext.Request.Cookies[ReaderPreferences.LanguageCookie];
        return Task.FromResult(ReaderPreferences.Languages.Any(l => l.Tag == tag) ? new ProviderCultureResult(tag) : null);
    }
}
