using Microsoft.Extensions.Diagnostics.HealthChecks;
using Webmail.Web.Session;

namespace Webmail.Web.Hosting;

/// <summary>A server that is about to stop is not ready: a proxy sends people elsewhere.</summary>
internal sealed class DrainingHealth(Draining draining) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(draining.HasBegun ? HealthCheckResult.Unhealthy("The server is about to stop.") : HealthCheckResult.Healthy());
}
