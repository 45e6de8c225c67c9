namespace Webmail.Web.Features.Settings;

/// <summary>The words of the settings; see <see cref="Shared.Words"/>.</summary>
internal sealed class SettingsWords;
