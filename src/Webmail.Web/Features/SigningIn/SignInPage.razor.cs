using System.Net;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using Webmail.Mail;
using Webmail.Mail.SigningIn;
using Webmail.Web.Session;
using Webmail.Web.Shared;
using SessionOptions = Webmail.Mail.Accounts.SessionOptions;

namespace Webmail.Web.Features.SigningIn;

/// <summary>The sign-in form: plain HTML without a circuit or a need for script. Keeps what was typed, but for the password.</summary>
public sealed partial class SignInPage
{
    private string? _failure;

    [CascadingParameter] private HttpContext Context { get; set; } = null!;

    [SupplyParameterFromForm] private SignInForm Form { get; set; } = null!;

    /// <summary>Where to go afterwards; only ever a page of ours.</summary>
    [SupplyParameterFromQuery] private string? Return { get; set; }

    /// <summary>Why the user is here: "out" (signed out), "ended" (the session did) or "step" (the second step was not finished).</summary>
    [SupplyParameterFromQuery] private string? Reason { get; set; }

    [Inject] private SignIn SignIn { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private IOptions<MailOptions> Mail { get; set; } = null!;

    [Inject] private IOptions<SessionOptions> Sessions { get; set; } = null!;

    [Inject] private IStringLocalizer<Words> Words { get; set; } = null!;

    private bool AsksForServers => Mail.Value.Imap.Host.Length == 0;

    private string Heading => Context.Request.Host.Host is var host && (!host.Contains('.', StringComparison.Ordinal) || IPAddress.TryParse(host, out _))
        ? L["Sign in"]
        : L["Sign in to {0}", host];

    private string? Notice => Reason switch
    {
        "out" => L["You are signed out."].Value,
        "step" => L["Signing in took too long, or too many codes were tried. Start again with your password."].Value,
        "ended" => L["Your session ended. Sign in again and you are back where you were."].Value,
        _ => null,
    };

    // Over plain HTTP only this machine itself may be trusted.
    private bool IsExposed => !Context.Request.IsHttps
        && Context.Connection.RemoteIpAddress is { } remote && !IPAddress.IsLoopback(remote);

    protected override void OnInitialized() => Form ??= new SignInForm { Remember = true };

    private async Task SubmitAsync()
    {
        if (string.IsNullOrWhiteSpace(Form.Email) || string.IsNullOrEmpty(Form.Password))
        {
            _failure = L["Enter your address and your password."];
            return;
        }

        if (!Form.PortsAreValid)
        {
            _failure = L["A port is a number from 1 to 65535."];
            return;
        }

        var request = new SignInRequest(
            Form.Email.Trim(), Form.Password, Form.Imap, Form.Smtp, DeviceName.Of(Context.Request.Headers.UserAgent.ToString()),
            Form.Remember, Context.Connection.RemoteIpAddress);
        var result = await SignIn.SignInAsync(request, Context.RequestAborted);
        if (result.Token is not { } token)
        {
            _failure = Failure(result);
            return;
        }

        if (result.Outcome == SignInOutcome.NeedsCode)
        {
            SecondStepCookie.Write(Context, token);
            Navigation.NavigateTo("signin/code" + (string.IsNullOrEmpty(Return) ? default : QueryString.Create("return", Return)));
            return;
        }

        SessionCookie.Write(Context, token, Form.Remember ? TimeSpan.FromDays(Sessions.Value.RememberedDays) : null);
        Navigation.NavigateTo(LocalPath.Of(Return, Context.Request), forceLoad: true);
    }

    private string Failure(SignInResult result) => result.Outcome switch
    {
        SignInOutcome.Refused => L["The address or the password is not right."],
        SignInOutcome.NotAnAddress => L["Enter a whole email address, such as name@example.org."],
        SignInOutcome.TooManyAttempts => L.Counted((long)Math.Ceiling(result.RetryAfter.TotalMinutes),
            "Too many attempts. Try again in {0} minute.", "Too many attempts. Try again in {0} minutes."),
        SignInOutcome.StoreAway => L["The sign-in service is away. Your mail is safe; try again in a moment."],
        SignInOutcome.ServerNotFound => FailureText.Of(MailFailure.ServerNotFound, "", Words),
        _ => FailureText.Of(result.Failure ?? MailFailure.ServerUnreachable, result.Detail, Words),
    };
}
