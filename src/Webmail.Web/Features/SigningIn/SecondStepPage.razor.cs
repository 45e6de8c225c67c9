using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using Webmail.Mail;
using Webmail.Mail.SigningIn;
using Webmail.Web.Session;
using Webmail.Web.Shared;
using SessionOptions = Webmail.Mail.Accounts.SessionOptions;

namespace Webmail.Web.Features.SigningIn;

/// <summary>Asks for the code after the password was accepted: plain HTML, like the sign-in form before it.</summary>
public sealed partial class SecondStepPage
{
    private string? _failure;

    [CascadingParameter] private HttpContext Context { get; set; } = null!;

    [SupplyParameterFromForm] private SecondStepForm Form { get; set; } = null!;

    /// <summary>Where to go afterwards; only ever a page of ours.</summary>
    [SupplyParameterFromQuery] private string? Return { get; set; }

    [Inject] private SignIn SignIn { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private IOptions<SessionOptions> Sessions { get; set; } = null!;

    [Inject] private IStringLocalizer<Words> Words { get; set; } = null!;

    private bool UsedRecovery => !string.IsNullOrWhiteSpace(Form.Recovery);

    private string StartPath => SignInPath(null);

    protected override void OnInitialized()
    {
        Form ??= new SecondStepForm();
        if (HttpMethods.IsGet(Context.Request.Method) && !SecondStepCookie.TryRead(Context.Request, out _))
            Navigation.NavigateTo(StartPath);
    }

    private async Task SubmitAsync()
    {
        if (!SecondStepCookie.TryRead(Context.Request, out var step))
        {
            Navigation.NavigateTo(SignInPath("step"));
            return;
        }

        var code = UsedRecovery ? Form.Recovery : Form.Code;
        if (string.IsNullOrWhiteSpace(code))
        {
            _failure = L["Enter the code."];
            return;
        }

        var result = await SignIn.SecondStepAsync(step, code, Context.Connection.RemoteIpAddress, Context.RequestAborted);
        switch (result.Outcome)
        {
            case SignInOutcome.SignedIn:
                SecondStepCookie.Delete(Context);
                SessionCookie.Write(Context, result.Token!, result.Remember ? TimeSpan.FromDays(Sessions.Value.RememberedDays) : null);
                Navigation.NavigateTo(LocalPath.Of(Return, Context.Request), forceLoad: true);
                break;
            case SignInOutcome.StepEnded:
                SecondStepCookie.Delete(Context);
                Navigation.NavigateTo(SignInPath("step"));
                break;
            default:
                _failure = Failure(result);
                break;
        }
    }

    private string SignInPath(string? reason)
    {
        var query = new List<KeyValuePair<string, string?>>(2);
        if (!string.IsNullOrEmpty(Return))
            query.Add(new("return", Return));
        if (reason is not null)
            query.Add(new("reason", reason));
        return "signin" + QueryString.Create(query);
    }

    private string Failure(SignInResult result) => result.Outcome switch
    {
        SignInOutcome.CodeRefused when UsedRecovery => L["This recovery code is not right, or it was used before."],
        SignInOutcome.CodeRefused => L["This code is not right, or it was used before. Wait for the next one."],
        SignInOutcome.TooManyAttempts => L.Counted((long)Math.Ceiling(result.RetryAfter.TotalMinutes),
            "Too many attempts. Try again in {0} minute.", "Too many attempts. Try again in {0} minutes."),
        SignInOutcome.StoreAway => L["The sign-in service is away. Your mail is safe; try again in a moment."],
        _ => FailureText.Of(result.Failure ?? MailFailure.ServerUnreachable, result.Detail, Words),
    };
}
