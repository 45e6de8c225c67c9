using System.Collections.Concurrent;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Webmail.Web.Session;

/// <summary>The circuits of this server: pages that are open, and those that sleep until their browser comes back.</summary>
internal sealed class LivePages : CircuitHandler
{
    private readonly ConcurrentDictionary<string, byte> _circuits = new();

    /// <summary>How many there are.</summary>
    public int Count => _circuits.Count;

    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        _circuits[circuit.Id] = 0;
        return Task.CompletedTask;
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        _circuits.TryRemove(circuit.Id, out _);
        return Task.CompletedTask;
    }
}
