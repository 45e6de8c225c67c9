using System.Net;

namespace Webmail.Web.Hosting;

/// <summary>Where Prometheus scrapes the metrics. Bound to the section "Webmail:Metrics".</summary>
internal sealed class MetricsOptions
{
    /// <summary>TCP port of its own; 0 for none.</summary>
    public int Port { get; set; }

    /// <summary>The address it listens on.</summary>
    public string Address { get; set; } = IPAddress.Loopback.ToString();
}
