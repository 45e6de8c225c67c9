namespace Webmail.Web.Features.SigningIn;

/// <summary>The words of signing in; see <see cref="Shared.Words"/>.</summary>
internal sealed class SigningInWords;
