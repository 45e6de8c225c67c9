using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Webmail.EndToEnd.Tests.Hostile;

/// <summary>
/// The host of whoever wrote a hostile message: a port of the loopback address that counts every TCP connection, whatever is then
/// said or not said over it, and closes it at once.
/// </summary>
internal sealed class Stranger : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private int _connections;

    public Stranger()
    {
        _listener.Start(512);
        Host = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _ = AcceptAsync();
    }

    /// <summary>Host and port as they stand in an address.</summary>
    public string Host { get; }

    public int Connections => Volatile.Read(ref _connections);

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var connection = await _listener.AcceptSocketAsync();
                Interlocked.Increment(ref _connections);
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
