namespace Webmail.Web.Features.Reading;

/// <summary>The words of the reading pane; see <see cref="Shared.Words"/>.</summary>
internal sealed class ReadingWords;
