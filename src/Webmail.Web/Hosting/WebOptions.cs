namespace Webmail.Web.Hosting;

/// <summary>What the administrator decides about the pages. Bound to the section "Webmail".</summary>
internal sealed class WebOptions
{
    /// <summary>What this instance calls itself.</summary>
    public string Name { get; set; } = "Mail";

    /// <summary>The path it is served under, for example "/mail"; empty for the root. X-Forwarded-Prefix of a trusted proxy counts too.</summary>
    public string BasePath { get; set; } = "";

    /// <summary>Whose X-Forwarded-* headers are believed: addresses and CIDR ranges, separated by commas. Loopback always is.</summary>
    public string TrustedProxies { get; set; } = "";
}
