using System.Diagnostics.CodeAnalysis;
using Webmail.Mail.Accounts;

namespace Webmail.Web.Session;

/// <summary>The one thing the browser holds. Behind TLS its name keeps other hosts and plain connections from setting it.</summary>
internal static class SessionCookie
{
    private const string SecureName = "__Host-webmail";
    private const string PlainName = "webmail";

    /// <summary>Reads the token; false when there is none or it cannot be one.</summary>
    public static bool TryRead(HttpRequest request, [NotNullWhen(true)] out SessionToken? token) =>
        SessionToken.TryParse(request.Cookies[Name(request)], out token);

    /// <summary>Whether the browser sent something, valid or not.</summary>
    public static bool IsPresent(HttpRequest request) => request.Cookies.ContainsKey(Name(request));

    /// <summary>Hands the token to the browser, for good or until it is closed.</summary>
    public static void Write(HttpContext context, SessionToken token, TimeSpan? remember) =>
        context.Response.Cookies.Append(Name(context.Request), token.ToCookieValue(), Options(context.Request, remember));

    /// <summary>Takes it back.</summary>
    public static void Delete(HttpContext context) =>
        context.Response.Cookies.Delete(Name(context.Request), Options(context.Request, null));

    private static string Name(HttpRequest request) => request.IsHttps ? SecureName : PlainName;

    /// <summary>How cookies that stand for somebody are kept: out of scripts' reach, and not sent along by other sites' forms.</summary>
    internal static CookieOptions Options(HttpRequest request, TimeSpan? remember) => new()
    {
        // "__Host-" asks for the root path (RFC 6265bis section 4.1.3.2).
        Path = request.IsHttps || !request.PathBase.HasValue ? "/" : request.PathBase.Value,
        HttpOnly = true,
        Secure = request.IsHttps,
        SameSite = SameSiteMode.Lax,
        MaxAge = remember,
        IsEssential = true,
    };
}
