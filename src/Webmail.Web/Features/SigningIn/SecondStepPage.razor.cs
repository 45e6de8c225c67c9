using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Webmail.Mail.SigningIn;
using Webmail.Web.Session;
using Webmail.Web.Shared;
using SessionOptions = Webmail.Mail.Accounts.SessionOptions;

namespace Webmail.Web.Features.SigningIn;

/// <summary>
/// Asks for a code or a passkey after the password was accepted: plain HTML, like the sign-in form before it. Only the passkey needs script.
/// </summary>
public sealed partial class SecondStepPage
{
    private string? _failure;

    // What is not known (the step is over, or its store is away) is asked for as if there was an app: the answer says what is the matter.
    private SecondStepNeeds _needs = new(true, []);

    [CascadingParameter] private HttpContext Context { get; set; } = null!;

    [SupplyParameterFromForm] private SecondStepForm Form { get; set; } = null!;

    /// <summary>Where to go afterwards; only ever a page of ours.</summary>
    [SupplyParameterFromQuery] private string? Return { get; set; }

    [Inject] private SignIn SignIn { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private IOptions<SessionOptions> Sessions { get; set; } = null!;

    [Inject] private IStringLocalizer<Words> Words { get; set; } = null!;

    private bool UsedRecovery => !string.IsNullOrWhiteSpace(Form.Recovery);

    private bool ShowsRecovery => UsedRecovery || (!_needs.HasApp && _needs.PasskeyQuestion is null);

    private string StartPath => SignInPath(null);

    private PasskeyPlace? Place => PasskeyPlace.Find(Context.Request.Scheme, Context.Request.Host.ToUriComponent());

    private string Heading => _needs.HasApp ? L["Enter the code"] : L["Second step"];

    private string Explanation => _needs switch
    {
        { HasApp: true } => L["The password is right. Your authenticator app shows the code."],
        { PasskeyQuestion: not null } => L["The password is right. Show with a passkey that it is you."],
        _ => L["The password is right. A recovery code lets you in."],
    };

    // Where no passkey can be used, the page says why instead of offering one.
    private string? PasskeyNotice => _needs switch
    {
        { PasskeyHosts.Count: 0 } or { PasskeyQuestion: not null } => null,
        _ when Place is null => L["Passkeys need an https address with a host name. This address is not one."].Value,
        _ => L["Your passkeys work at {0}.", string.Join(", ", _needs.PasskeyHosts)],
    };

    protected override async Task OnInitializedAsync()
    {
        Form ??= new SecondStepForm();
        if (!SecondStepCookie.TryRead(Context.Request, out var step))
        {
            if (HttpMethods.IsGet(Context.Request.Method))
                Navigation.NavigateTo(StartPath);
            return;
        }

        try
        {
            _needs = await SignIn.SecondStepNeedsAsync(step, Place, Context.RequestAborted) ?? _needs;
        }
        catch (SessionStoreException)
        {
            _failure = L["The sign-in service is away. Your mail is safe; try again in a moment."];
        }
    }

    private async Task SubmitAsync()
    {
        if (!SecondStepCookie.TryRead(Context.Request, out var step))
        {
            Navigation.NavigateTo(SignInPath("step"));
            return;
        }

        if (Proof is not { } proof)
        {
            _failure = L["Enter the code."];
            return;
        }

        var result = await SignIn.SecondStepAsync(step, proof, Context.Connection.RemoteIpAddress, Context.RequestAborted);
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

    private FactorProof? Proof => (UsedRecovery ? Form.Recovery : Form.Code) is var code && !string.IsNullOrWhiteSpace(code) ? FactorProof.OfCode(code)
        : !string.IsNullOrEmpty(Form.Passkey) && Place is { } place ? FactorProof.OfPasskey(Form.Passkey, place)
        : null;

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
        SignInOutcome.PasskeyRefused => L["This passkey was not accepted, or it took too long. Try again."],
        SignInOutcome.PasskeyCopied => L["This passkey was used elsewhere since: somebody may have copied it, so it was refused. Use a code, then remove the passkey in the settings."],
        SignInOutcome.TooManyAttempts => L.Counted((long)Math.Ceiling(result.RetryAfter.TotalMinutes),
            "Too many attempts. Try again in {0} minute.", "Too many attempts. Try again in {0} minutes."),
        SignInOutcome.StoreAway => L["The sign-in service is away. Your mail is safe; try again in a moment."],
        _ => FailureText.Of(result.Failure ?? MailFailure.ServerUnreachable, result.Detail, Words),
    };
}
