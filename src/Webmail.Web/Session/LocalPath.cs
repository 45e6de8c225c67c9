namespace Webmail.Web.Session;

/// <summary>Where to go after signing in: only ever a page of ours.</summary>
internal static class LocalPath
{
    /// <summary>The path, under our base path, or our first page when it leads elsewhere.</summary>
    public static string Of(string? path, HttpRequest request) =>
        IsLocal(path) ? request.PathBase + path : request.PathBase + "/";

    /// <summary>One leading slash and nothing a browser could read as another host.</summary>
    public static bool IsLocal(string? path) =>
        path is ['/', ..] and not ['/', '/' or '\\', ..] && !path.Contains('\\', StringComparison.Ordinal) && !path.Any(char.IsControl);
}
