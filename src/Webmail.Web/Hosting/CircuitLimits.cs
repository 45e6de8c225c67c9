using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Webmail.Web.Session;

namespace Webmail.Web.Hosting;

/// <summary>What a page may keep on the server and send to it.</summary>
internal sealed class CircuitLimits(IOptions<ServerLimits> limits) : IConfigureOptions<CircuitOptions>, IConfigureOptions<HubOptions>
{
    // What a page has not acknowledged waits in memory; after as many the server stops rendering for it until it catches up.
    private const int UnacknowledgedRenders = 10;

    public void Configure(CircuitOptions options)
    {
        options.DisconnectedCircuitMaxRetained = limits.Value.SleepingPages;
        options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(limits.Value.SleepingMinutes);
        options.MaxBufferedUnacknowledgedRenderBatches = UnacknowledgedRenders;
    }

    public void Configure(HubOptions options) => options.MaximumReceiveMessageSize = limits.Value.PageMessageBytes;
}
