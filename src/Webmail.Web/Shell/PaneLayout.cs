using System.Globalization;

namespace Webmail.Web.Shell;

/// <summary>How wide this browser wants its panes. In cookies, written by our script: the first HTML already has the widths.</summary>
/// <param name="Nav">"full" or "rail".</param>
/// <param name="NavWidth">Pixels, or null for the usual width.</param>
/// <param name="ListWidth">Pixels, or null for the usual width.</param>
internal sealed record PaneLayout(string Nav, int? NavWidth, int? ListWidth)
{
    public static readonly PaneLayout Default = new("full", null, null);

    public static PaneLayout From(IRequestCookieCollection cookies) => new(
        cookies["nav"] == "rail" ? "rail" : "full", Width(cookies["w-nav"], 200, 400), Width(cookies["w-list"], 320, 720));

    /// <summary>The widths as custom properties, or null when they are the usual ones.</summary>
    public string? Style => (NavWidth, ListWidth) is (null, null) ? null
        : string.Create(CultureInfo.InvariantCulture, $"{Property("--w-nav", NavWidth)}{Property("--w-list", ListWidth)}");

    private static string Property(string name, int? width) =>
        width is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{name}:{width}px;");

    private static int? Width(string? text, int min, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var width) ? Math.Clamp(width, min, max) : null;
}
