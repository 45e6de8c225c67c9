using Microsoft.Extensions.Diagnostics.HealthChecks;
using Webmail.Mail.Accounts;

namespace Webmail.Web.Hosting;

/// <summary>Ready means that people can sign in: the session store answers.</summary>
internal sealed class SessionStoreHealth(ISessionStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            await store.FindAsync("health", cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (SessionStoreException e)
        {
            return HealthCheckResult.Unhealthy("The session store does not answer.", e);
        }
    }
}
