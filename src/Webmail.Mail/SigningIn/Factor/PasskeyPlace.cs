namespace Webmail.Mail.SigningIn;

/// <summary>Where passkeys are made and asked for: browsers bind each to a host name, and say which page asked.</summary>
/// <param name="RpId">The host name (the relying party's id in the standard).</param>
/// <param name="Origin">The page's origin as browsers write it.</param>
public sealed record PasskeyPlace(string RpId, string Origin)
{
    /// <summary>
    /// The place of a page; <see langword="null"/> where browsers have no passkeys: on an IP address, and without TLS anywhere but on
    /// this machine itself (WebAuthn asks for a secure context and a domain).
    /// </summary>
    /// <param name="scheme">"https" or "http".</param>
    /// <param name="host">The host, with the port when it has one.</param>
    public static PasskeyPlace? Find(string scheme, string host)
    {
        if (!Uri.TryCreate($"{scheme}://{host}", UriKind.Absolute, out var page) || page.HostNameType != UriHostNameType.Dns)
            return null;
        var name = page.IdnHost.ToLowerInvariant();
        var isOwnMachine = name == "localhost" || name.EndsWith(".localhost", StringComparison.Ordinal);
        if (page.Scheme != Uri.UriSchemeHttps && !(page.Scheme == Uri.UriSchemeHttp && isOwnMachine))
            return null;
        return new PasskeyPlace(name, page.IsDefaultPort ? $"{page.Scheme}://{name}" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{page.Scheme}://{name}:{page.Port}"));
    }
}
