using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Webmail.Mail.Accounts;
using Webmail.Mail.SigningIn;

namespace Webmail.Web.Session;

/// <summary>Cookie to account, on every request; strangers are led to the sign-in page and back.</summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AccountSessions sessions,
    CurrentAccount current) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "session";
    public const string AccountClaim = "account";
    public const string SessionClaim = "session";
    public const string SchemeClaim = "scheme";
    public const string HostClaim = "host";

    private bool _storeAway;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!SessionCookie.TryRead(Request, out var token))
            return AuthenticateResult.NoResult();
        try
        {
            if (await sessions.ResumeAsync(token, Context.RequestAborted) is not { } session)
                return AuthenticateResult.Fail("The session ended.");
            current.Set(session.Account, session.Key, PasskeyPlace.Find(Request.Scheme, Request.Host.ToUriComponent()));
            return AuthenticateResult.Success(new AuthenticationTicket(Principal(session, Request), SchemeName));
        }
        catch (SessionStoreException e)
        {
            _storeAway = true;
            return AuthenticateResult.Fail(e);
        }
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_storeAway)
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        else if (IsNavigation(Request) && (HttpMethods.IsGet(Request.Method) || HttpMethods.IsHead(Request.Method)))
            Response.Redirect(Request.PathBase + SignInPath(Request));
        else
            Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private static string SignInPath(HttpRequest request)
    {
        var wanted = request.Path + request.QueryString;
        var query = new List<KeyValuePair<string, string?>>(2);
        if (wanted is not ("" or "/"))
            query.Add(new("return", wanted));
        if (SessionCookie.IsPresent(request))
            query.Add(new("reason", "ended"));
        return "/signin" + QueryString.Create(query);
    }

    /// <summary>Somebody looks at it: not a script, a frame or an image. Whoever sends no Fetch Metadata is believed to look.</summary>
    public static bool IsNavigation(HttpRequest request) =>
        request.Headers["Sec-Fetch-Dest"] is var destination && (destination.Count == 0 || destination == "document");

    // The address goes along into the circuit, which knows no request.
    private static ClaimsPrincipal Principal(AccountSession session, HttpRequest request) => new(new ClaimsIdentity(
    [
        new Claim(AccountClaim, session.Account.Id.Value), new Claim(SessionClaim, session.Key), new Claim(SchemeClaim, request.Scheme),
        new Claim(HostClaim, request.Host.ToUriComponent()),
    ], SchemeName));
}
