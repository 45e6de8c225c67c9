using System.Globalization;

namespace Webmail.Web.Shared;

/// <summary>
/// How this browser wants its mail shown. Kept in cookies, so that the first HTML is already right; holds nothing secret.
/// </summary>
/// <param name="Theme">"system", "light" or "dark".</param>
/// <param name="Density">"compact", "cosy" or "comfortable".</param>
/// <param name="Clock">"24" or "12" hours.</param>
/// <param name="MailColours">What HTML mail that was made for white paper looks like on dark paper: "sent" or "dark".</param>
/// <param name="TimeZone">An IANA time zone; empty for the server's.</param>
public sealed record ReaderPreferences(string Theme, string Density, string Clock, string MailColours, string TimeZone)
{
    public const string ThemeCookie = "theme";
    public const string DensityCookie = "density";
    public const string ClockCookie = "clock";
    public const string MailColoursCookie = "mail-colours";
    public const string TimeZoneCookie = "tz";
    public const string LanguageCookie = "lang";

    /// <summary>The choices of each preference; the first is what a new browser gets.</summary>
    public static readonly string[] Themes = ["system", "light", "dark"];
    public static readonly string[] Densities = ["cosy", "compact", "comfortable"];
    public static readonly string[] Clocks = ["24", "12"];
    public static readonly string[] MailColourings = ["sent", "dark"];

    /// <summary>The languages of the interface: tag and own name.</summary>
    public static readonly (string Tag, string Name)[] Languages = [("en", "English"), ("ja", "日本語")];

    public static readonly ReaderPreferences Default = new(Themes[0], Densities[0], Clocks[0], MailColourings[0], "");

    public static ReaderPreferences From(IRequestCookieCollection cookies) => new(
        OneOf(cookies[ThemeCookie], Themes), OneOf(cookies[DensityCookie], Densities), OneOf(cookies[ClockCookie], Clocks),
        OneOf(cookies[MailColoursCookie], MailColourings), Zone(cookies[TimeZoneCookie]));

    /// <summary>HTML mail is darkened on dark paper, unless the reader says otherwise of a message.</summary>
    public bool DarkensMail => MailColours == MailColourings[1];

    /// <summary>The zone dates are shown in.</summary>
    public TimeZoneInfo Zone(TimeProvider time) =>
        TimeZone.Length > 0 && TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) ? zone : time.LocalTimeZone;

    /// <summary>The language of the interface in this request or circuit.</summary>
    public static string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;

    private static string OneOf(string? value, string[] known) => known.Contains(value) ? value! : known[0];

    private static string Zone(string? value) =>
        value is { Length: > 0 and <= 64 } && TimeZoneInfo.TryFindSystemTimeZoneById(value, out _) ? value : "";
}
