using System.Collections.Concurrent;
using Webmail.Mail.Accounts;

namespace Webmail.Testing;

/// <summary>Nodes inside one test process talk to each other; keeps what was said, to see what an eavesdropper would.</summary>
public sealed class NodeChannelInMemory : INodeChannel
{
    private readonly ConcurrentDictionary<Listener, byte> _listeners = new();

    /// <summary>Every message so far.</summary>
    public ConcurrentQueue<byte[]> Said { get; } = new();

    /// <inheritdoc/>
    public Task<long> SayAsync(string channel, byte[] message, CancellationToken token)
    {
        Said.Enqueue(message);
        var listeners = _listeners.Keys.Where(l => l.Channel == channel).ToList();
        foreach (var listener in listeners)
            listener.Heard(message);
        return Task.FromResult((long)listeners.Count);
    }

    /// <inheritdoc/>
    public IDisposable Listen(string channel, Action<byte[]> heard)
    {
        var listener = new Listener(this, channel, heard);
        _listeners[listener] = 0;
        return listener;
    }

    private sealed class Listener(NodeChannelInMemory all, string channel, Action<byte[]> heard) : IDisposable
    {
        public string Channel => channel;

        public void Heard(byte[] message) => heard(message);

        public void Dispose() => all._listeners.TryRemove(this, out _);
    }
}
