using System.Diagnostics.CodeAnalysis;
using Webmail.Mail.Accounts;

namespace Webmail.Web.Session;

/// <summary>What the browser holds between the password and the code. It opens nothing, and is useless in any other browser's place.</summary>
internal static class SecondStepCookie
{
    private const string SecureName = "__Host-webmail-step";
    private const string PlainName = "webmail-step";

    /// <summary>Reads the token; false when there is none or it cannot be one.</summary>
    public static bool TryRead(HttpRequest request, [NotNullWhen(true)] out SessionToken? token) =>
        SessionToken.TryParse(request.Cookies[Name(request)], out token);

    /// <summary>Hands the token to the browser, until it is closed: the server forgets it in minutes.</summary>
    public static void Write(HttpContext context, SessionToken token) =>
        context.Response.Cookies.Append(Name(context.Request), token.ToCookieValue(), SessionCookie.Options(context.Request, null));

    /// <summary>Takes it back.</summary>
    public static void Delete(HttpContext context) =>
        context.Response.Cookies.Delete(Name(context.Request), SessionCookie.Options(context.Request, null));

    private static string Name(HttpRequest request) => request.IsHttps ? SecureName : PlainName;
}
