using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Webmail.Testing.Servers;

/// <summary>A network in front of a server on loopback that breaks when a test says so: at once, or in the middle of what a client sends.</summary>
public sealed class CuttingRelay : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly int _target;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Socket, byte> _sockets = new();
    private readonly Task _accepting;
    private long _sent;
    private long _cutAt = long.MaxValue;
    private volatile byte[]? _cutBefore;
    private volatile bool _refusing;
    private int _connections;

    /// <summary>Listens on a free port for connections to <paramref name="target"/>.</summary>
    public CuttingRelay(int target)
    {
        _target = target;
        Port = LoopbackPort.Free(1)[0];
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect.</summary>
    public int Port { get; }

    /// <summary>Bytes that clients have sent through.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Connections that were made.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Whether a cut lasts until <see cref="ComeBack"/>.</summary>
    public bool RefuseAfterCut { get; set; }

    /// <summary>Cuts every connection when clients have sent this many bytes more; the last of them still arrive.</summary>
    public void CutAfter(long bytes) => Interlocked.Exchange(ref _cutAt, Sent + bytes);

    /// <summary>Cuts every connection instead of delivering the next answer with this text: the server did it, and nobody knows.</summary>
    public void CutBefore(string answer) => _cutBefore = Encoding.ASCII.GetBytes(answer);

    /// <summary>Ends every connection and makes no new one until <see cref="ComeBack"/>.</summary>
    public void GoAway()
    {
        _refusing = true;
        Cut();
    }

    /// <summary>Makes connections again.</summary>
    public void ComeBack() => (RefuseAfterCut, _refusing) = (false, false);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _end.Dispose();
    }

    private void Cut()
    {
        _refusing |= RefuseAfterCut;
        foreach (var socket in _sockets.Keys)
            socket.Close(0);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_end.IsCancellationRequested)
                _ = ServeAsync(await _listener.AcceptSocketAsync(_end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var here = client;
        if (_refusing)
            return;
        Interlocked.Increment(ref _connections);
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        _sockets[client] = _sockets[server] = 0;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
            await Task.WhenAny(PumpAsync(client, server, fromClient: true), PumpAsync(server, client, fromClient: false));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The server is away, or the connection was cut: the client sees it end.
        }
        finally
        {
            _sockets.TryRemove(client, out _);
            _sockets.TryRemove(server, out _);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool fromClient)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
            {
                if (!fromClient && _cutBefore is { } answer && buffer.AsSpan(0, count).IndexOf(answer) >= 0)
                {
                    _cutBefore = null;
                    Cut();
                    return;
                }

                var left = fromClient ? Interlocked.Read(ref _cutAt) - Interlocked.Add(ref _sent, count) : long.MaxValue;
                await to.SendAsync(buffer.AsMemory(0, left < 0 ? (int)Math.Max(0, count + left) : count), _end.Token);
                if (left > 0)
                    continue;
                Interlocked.Exchange(ref _cutAt, long.MaxValue);
                Cut();
                return;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side is gone: so is the other.
        }
    }
}
