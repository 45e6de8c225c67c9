namespace Webmail.Web.Features.SigningIn;

/// <summary>What was typed in the second step, or answered by a passkey. Nothing of it is shown again.</summary>
internal sealed class SecondStepForm
{
    public string? Code { get; set; }

    public string? Recovery { get; set; }

    public string? Passkey { get; set; }
}
