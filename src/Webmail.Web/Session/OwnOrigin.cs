namespace Webmail.Web.Session;

/// <summary>
/// Lets only our own pages talk to the hub: browsers open WebSockets to any server and send its cookies along, with no consent asked
/// for. Whoever says nothing about where it comes from is no browser, and has no cookie of ours to be misled with.
/// </summary>
internal static class OwnOrigin
{
    public static bool IsOwn(HttpRequest request)
    {
        // The browser's own word counts; it also knows what we are called behind a proxy that changes the name.
        if (request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site)
            return site == "same-origin";
        return request.Headers.Origin is not { Count: > 0 } origin
            || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && IsSame(from, request));
    }

    // Not the scheme: behind a proxy that does not tell of TLS it looks different.
    private static bool IsSame(Uri from, HttpRequest request) =>
        string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)
        || (from.IsDefaultPort && string.Equals(from.Host, request.Host.Host, StringComparison.OrdinalIgnoreCase) && request.Host.Port is null or 80 or 443);
}
