using System.Net;
using System.Reflection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Webmail.Mail;
using Webmail.Redis;
using Webmail.Web.Session;

namespace Webmail.Web.Hosting;

/// <summary>
/// Metrics for Prometheus on a port of their own, metrics and traces for a collector where the usual OTEL_EXPORTER_OTLP_ENDPOINT
/// names one. With neither nothing is collected.
/// </summary>
internal static class Telemetry
{
    private static readonly string[] Endpoints =
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

    // Circuits and the runtime are measured by .NET itself.
    private static readonly string[] Meters =
        [MailTelemetry.Name, RedisTelemetry.Name, PageMeter.Name, "Microsoft.AspNetCore.Components.Server.Circuits", "System.Runtime"];

    // Every event of a page is a trace of its own there, apart from the request its connection came with.
    private static readonly string[] Sources =
    [
        MailTelemetry.Name, "Microsoft.AspNetCore.SignalR.Server", "Microsoft.AspNetCore.Components",
        "Microsoft.AspNetCore.Components.Server.Circuits",
    ];

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var (services, section) = (builder.Services, builder.Configuration.GetSection($"{KnownSettings.Section}:Metrics"));
        services.AddSingleton<IExternalScopeProvider, TraceScope>();
        services.AddOptions<MetricsOptions>().Bind(section)
            .Validate(static o => o.Port is >= 0 and <= IPEndPoint.MaxPort, "Webmail__Metrics__Port must be a port, or 0 for none.")
            .Validate(static o => IPAddress.TryParse(o.Address, out _), "Webmail__Metrics__Address must be an IP address, such as 127.0.0.1.")
            .ValidateOnStart();
        var scraped = section[nameof(MetricsOptions.Port)] is { Length: > 0 } port && port != "0";
        var collected = Array.Exists(Endpoints, name => !string.IsNullOrEmpty(builder.Configuration[name]));
        if (!scraped && !collected)
            return;

        var telemetry = services.AddOpenTelemetry().ConfigureResource(static resource => resource.Clear()
            .AddService("webmail", serviceVersion: typeof(Telemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0])
            .AddTelemetrySdk().AddEnvironmentVariableDetector());
        telemetry.WithMetrics(metrics =>
        {
            // Every component of every page, in buckets, is more than anybody looks at.
            metrics.AddAspNetCoreInstrumentation().AddMeter(Meters).AddView(static instrument =>
                instrument.Meter.Name == "Microsoft.AspNetCore.Components.Lifecycle" ? MetricStreamConfiguration.Drop : null);
            if (scraped)
                metrics.AddPrometheusExporter();
            if (collected)
                metrics.AddOtlpExporter();
        });
        if (scraped)
            services.AddHostedService<MetricsServer>();
        if (collected)
        {
            telemetry.WithTracing(static traces => traces.AddAspNetCoreInstrumentation(static o => o.Filter = IsOfInterest)
                .AddSource(Sources).AddProcessor<SpanCleaner>().AddOtlpExporter());
        }
    }

    private static bool IsOfInterest(HttpContext context) => !context.Request.Path.StartsWithSegments("/healthz", StringComparison.Ordinal);
}
