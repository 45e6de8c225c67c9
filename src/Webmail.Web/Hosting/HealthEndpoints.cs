using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace Webmail.Web.Hosting;

/// <summary>For whoever watches the server: alive, and ready to let people in.</summary>
internal static class HealthEndpoints
{
    public const string ReadyTag = "ready";

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = static _ => false }).AllowAnonymous();
        endpoints.MapHealthChecks("/healthz/ready", new HealthCheckOptions { Predicate = static c => c.Tags.Contains(ReadyTag) })
            .AllowAnonymous();
    }
}
