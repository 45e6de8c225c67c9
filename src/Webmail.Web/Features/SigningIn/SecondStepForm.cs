namespace Webmail.Web.Features.SigningIn;

/// <summary>What was typed in the second step. Neither code is shown again.</summary>
internal sealed class SecondStepForm
{
    public string? Code { get; set; }

    public string? Recovery { get; set; }
}
