namespace Webmail.Web.Hosting;

/// <summary>Where the host is and whom it believes. Bound to the section "Webmail".</summary>
internal sealed class WebOptions
{
    /// <summary>
    /// The path it is served under and that requests come with, for example "/mail". Empty for the root, or for what a trusted
    /// proxy that takes the path off says in X-Forwarded-Prefix.
    /// </summary>
    public string BasePath { get; set; } = "";

    /// <summary>Whose X-Forwarded-* headers are believed: addresses and CIDR ranges, separated by commas. Loopback always is.</summary>
    public string TrustedProxies { get; set; } = "";

    /// <summary>A directory with a file for each setting that is a secret, named like the setting; empty for none.</summary>
    public string SecretsDirectory { get; set; } = "";

    /// <summary>Whom finders of a weakness write to: an email address or a link. Empty for nobody; else it is in security.txt.</summary>
    public string SecurityContact { get; set; } = "";
}
