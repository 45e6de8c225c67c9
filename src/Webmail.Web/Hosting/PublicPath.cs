using Microsoft.Extensions.Options;

namespace Webmail.Web.Hosting;

/// <summary>
/// The path the outside sees the webmail under: the configured one, which the proxy leaves on, or the one the proxy took off and
/// tells in X-Forwarded-Prefix.
/// </summary>
internal static class PublicPath
{
    /// <summary>Moves the path from the request's path to its base. Forwarded headers come before it, routing after it.</summary>
    public static void UsePublicPath(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<WebOptions>>().Value.BasePath.TrimEnd('/') is { Length: > 0 } configured)
        {
            app.UsePathBase(configured);
            return;
        }

        app.Use(static (context, next) =>
        {
            context.Request.PathBase = Clean(context.Request.PathBase);
            return next(context);
        });
    }

    /// <summary>Whether a configured path can be one.</summary>
    public static bool IsValid(string path) =>
        path.Length == 0 || (path[0] == '/' && !path.Contains("//", StringComparison.Ordinal)
            && path.All(static c => char.IsAsciiLetterOrDigit(c) || "/-._~".Contains(c, StringComparison.Ordinal)));

    /// <summary>
    /// A prefix as every address of ours can follow it: none for "/", no slash at the end, and nothing a browser could read as
    /// another host.
    /// </summary>
    public static PathString Clean(PathString prefix)
    {
        var path = prefix.Value?.Trim('/') ?? "";
        return path.Length == 0 || !IsValid("/" + path) ? PathString.Empty : new PathString("/" + path);
    }
}
