namespace Webmail.Web.Session;

/// <summary>How preferences are kept: for a year, readable by our own script, which writes the same.</summary>
internal static class PreferenceCookie
{
    public static CookieOptions Options(HttpRequest request) => new()
    {
        Path = request.PathBase.HasValue ? request.PathBase.Value : "/",
        MaxAge = TimeSpan.FromDays(365),
        SameSite = SameSiteMode.Lax,
        Secure = request.IsHttps,
        IsEssential = true,
    };
}
