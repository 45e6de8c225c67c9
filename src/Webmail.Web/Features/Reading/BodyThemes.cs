using Webmail.Html;

namespace Webmail.Web.Features.Reading;

/// <summary>The theme as the query of a body's address says it.</summary>
internal static class BodyThemes
{
    /// <summary>Reads "light", "dark" or "system"; everything else is as the system has it.</summary>
    public static BodyTheme Parse(string? text) => text switch
    {
        "light" => BodyTheme.Light,
        "dark" => BodyTheme.Dark,
        _ => BodyTheme.System,
    };
}
