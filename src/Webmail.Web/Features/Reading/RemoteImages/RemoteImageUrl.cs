namespace Webmail.Web.Features.Reading.RemoteImages;

/// <summary>Judges the address of an image before anybody is asked about it; every step of a redirection anew.</summary>
internal static class RemoteImageUrl
{
    private const int LongestHost = 253;

    /// <summary>Names that are no public host's (RFC 6761, RFC 6762, RFC 8375, and what routers and companies use).</summary>
    private static readonly string[] InternalNames =
        ["localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "home.arpa", "localdomain", "test", "invalid", "onion", "arpa"];

    /// <summary>The address, when it may be asked for: http or https, a usual port, no name and password, a host by a public name or address.</summary>
    /// <param name="text">What a mail or a redirection says.</param>
    /// <param name="onPage">The address that redirects; <see langword="null"/> for the first.</param>
    /// <param name="ports">Ports that may be reached.</param>
    /// <param name="internalNames">Names inside a network of one's own may be asked for too.</param>
    public static Uri? Check(string text, Uri? onPage, IReadOnlySet<int> ports, bool internalNames)
    {
        if (text.Length > 8 * 1024 || text.Any(char.IsControl)
            || !(onPage is null ? Uri.TryCreate(text, UriKind.Absolute, out var uri) : Uri.TryCreate(onPage, text, out uri)))
        {
            return null;
        }

        var allowed = (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.UserInfo.Length == 0
            && !uri.Authority.Contains('@', StringComparison.Ordinal) && ports.Contains(uri.Port) && uri.HostNameType switch
            {
                UriHostNameType.Dns => IsName(uri.IdnHost, internalNames),
                UriHostNameType.IPv4 => true,
                UriHostNameType.IPv6 => !uri.DnsSafeHost.Contains('%', StringComparison.Ordinal),
                _ => false,
            };
        return allowed ? uri : null;
    }

    private static bool IsName(string host, bool internalNames)
    {
        var name = host.EndsWith('.') ? host[..^1] : host;
        if (name.Length is 0 or > LongestHost || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            || name.Split('.').Any(static label => label.Length is 0 or > 63))
        {
            return false;
        }

        return internalNames || (name.Contains('.', StringComparison.Ordinal)
            && !InternalNames.Any(ending => name.EndsWith("." + ending, StringComparison.OrdinalIgnoreCase)));
    }
}
