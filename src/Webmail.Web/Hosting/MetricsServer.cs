using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace Webmail.Web.Hosting;

/// <summary>
/// A web server of its own for the scraper: "/metrics" and nothing else, on an address where the public does not come. Nothing
/// of it is part of the public server, whatever that one is told by a Host header or a proxy.
/// </summary>
internal sealed class MetricsServer : IHostedService, IHttpApplication<HttpContext>, IDisposable
{
    private readonly MetricsOptions _options;
    private readonly RequestDelegate _pipeline;
    private readonly KestrelServer _server;

    public MetricsServer(IServiceProvider services, MeterProvider meters, IOptions<MetricsOptions> options, ILoggerFactory loggers)
    {
        _options = options.Value;
        _pipeline = new ApplicationBuilder(services)
            .UseOpenTelemetryPrometheusScrapingEndpoint(meters, predicate: null, "/metrics", configureBranchedPipeline: null, optionsName: null)
            .Build();
        var kestrel = new KestrelServerOptions { ApplicationServices = services, AddServerHeader = false };
        kestrel.Listen(IPAddress.Parse(_options.Address), _options.Port);
        _server = new KestrelServer(
            Options.Create(kestrel), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers), loggers);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _server.StartAsync(this, cancellationToken);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException(
                $"Metrics cannot be served on {_options.Address} port {_options.Port}: {e.Message} Check Webmail__Metrics__Address and Webmail__Metrics__Port.", e);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => _server.StopAsync(cancellationToken);

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public Task ProcessRequestAsync(HttpContext context) => _pipeline(context);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // The context holds nothing but the server's own features.
    }

    public void Dispose() => _server.Dispose();
}
