namespace Webmail.Web.Features.TwoStep;

/// <summary>The words of the second step in the settings; see <see cref="Shared.Words"/>.</summary>
internal sealed class TwoStepWords;
