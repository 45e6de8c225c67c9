using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Webmail.Testing.Servers;

namespace Webmail.EndToEnd.Tests.Harness;

/// <summary>The network between browser and webmail: as slow, lossy, cut or silent as a test wants it.</summary>
internal sealed class Relay : IAsyncDisposable
{
    /// <summary>How long TCP waits before it sends a lost segment again, at the least (RFC 6298 section 2.4 allows less; Linux takes 200 ms).</summary>
    private static readonly TimeSpan RetransmissionTimeout = TimeSpan.FromMilliseconds(200);

    private readonly TcpListener _listener;
    private readonly int _target;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Link, byte> _links = new();
    private readonly Random _random = new(20261125);
    private readonly Task _accepting;
    private volatile TaskCompletionSource _flowing = Flowing(true);
    private volatile bool _refusing;

    public Relay(int target)
    {
        _target = target;
        Port = LoopbackPort.Free(1)[0];
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public string Url => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}");

    /// <summary>Added to each direction: half the round trip.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>The share of segments that are lost and sent again.</summary>
    public double Loss { get; set; }

    /// <summary>Ends every connection with a reset; new ones are made as usual.</summary>
    public void Cut()
    {
        foreach (var link in _links.Keys)
            link.Reset();
    }

    /// <summary>Ends every connection and makes no new one: no network.</summary>
    public void GoAway()
    {
        _refusing = true;
        Cut();
    }

    /// <summary>Connections stay, and nothing comes through: a network that forgot them, a sleeping phone.</summary>
    public void Freeze() => _flowing = Flowing(false);

    /// <summary>Everything flows again; what waited while it was frozen is gone, as are the connections.</summary>
    public void ComeBack()
    {
        Cut();
        _refusing = false;
        _flowing.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        _flowing.TrySetResult();
        Cut();
        await _accepting;
        _end.Dispose();
    }

    private static TaskCompletionSource Flowing(bool now)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (now)
            source.SetResult();
        return source;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_end.IsCancellationRequested)
            {
                var client = await _listener.AcceptSocketAsync(_end.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var link = new Link(client);
        if (_refusing)
        {
            link.Reset();
            return;
        }

        _links[link] = 0;
        try
        {
            await link.Server.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
            await Task.WhenAny(PumpAsync(client, link.Server), PumpAsync(link.Server, client));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The webmail does not listen, or the test cut the connection: the browser sees it end.
        }
        finally
        {
            _links.TryRemove(link, out _);
        }
    }

    // Reads at once and writes late, so that a delay is no limit on the amount.
    private async Task PumpAsync(Socket from, Socket to)
    {
        var waiting = Channel.CreateUnbounded<(byte[] Bytes, long Due)>();
        var writing = WriteAsync(waiting.Reader, to);
        try
        {
            var buffer = new byte[16 * 1024];
            while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
                waiting.Writer.TryWrite((buffer[..count], Environment.TickCount64 + (long)(Delay + Lost()).TotalMilliseconds));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side is gone; the other is told when what was said is delivered.
        }

        waiting.Writer.Complete();
        await writing;
    }

    private async Task WriteAsync(ChannelReader<(byte[] Bytes, long Due)> waiting, Socket to)
    {
        try
        {
            await foreach (var (bytes, due) in waiting.ReadAllAsync(_end.Token))
            {
                if (due - Environment.TickCount64 is > 0 and var early)
                    await Task.Delay(TimeSpan.FromMilliseconds(early), _end.Token);
                await _flowing.Task.WaitAsync(_end.Token);
                await to.SendAsync(bytes, _end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // As above.
        }
    }

    // A lost segment holds up all that follow it on the same connection.
    private TimeSpan Lost()
    {
        lock (_random)
            return _random.NextDouble() < Loss ? RetransmissionTimeout + 2 * Delay : TimeSpan.Zero;
    }

    private sealed class Link(Socket client) : IDisposable
    {
        public Socket Server { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        public void Reset()
        {
            Reset(client);
            Reset(Server);
        }

        public void Dispose()
        {
            client.Dispose();
            Server.Dispose();
        }

        private static void Reset(Socket socket)
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It is closed already.
            }

            socket.Close();
        }
    }
}
