using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Webmail.Web.Tests.Features.Reading.RemoteImages;

/// <summary>A web server made of a socket: it counts every connection, keeps every request as it came, and answers as it is told.</summary>
internal sealed class ImageServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _ended = new();
    private readonly Func<string, Stream, CancellationToken, Task> _answer;
    private readonly Task _serving;
    private int _connections;

    /// <summary>The smallest PNG that counts: its signature and some bytes.</summary>
    public static readonly byte[] Png = [0x89, .. "PNG\r\n\u001a\n"u8, .. new byte[24]];

    public ImageServer(Func<string, Stream, CancellationToken, Task>? answer = null, IPAddress? address = null, int port = 0)
    {
        _answer = answer ?? ((_, stream, token) => SendAsync(stream, "image/png", Png, token));
        _listener = new TcpListener(address ?? IPAddress.Loopback, port);
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ConcurrentQueue<string> Requests { get; } = [];

    public static Task SendAsync(Stream stream, string type, byte[] body, CancellationToken token, string more = "") =>
        WriteAsync(stream, [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{more}\r\n"), .. body], token);

    public static Task RedirectAsync(Stream stream, string location, CancellationToken token) =>
        WriteAsync(stream, Encoding.ASCII.GetBytes($"HTTP/1.1 302 Found\r\nLocation: {location}\r\nSet-Cookie: who=reader; Path=/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), token);

    public static Task WriteAsync(Stream stream, byte[] bytes, CancellationToken token) => stream.WriteAsync(bytes, token).AsTask();

    /// <summary>How many connections there were: all that were begun before this are counted.</summary>
    public async Task<int> ConnectionsAsync()
    {
        using var last = new TcpClient();
        var endPoint = (IPEndPoint)_listener.LocalEndpoint;
        await last.ConnectAsync(endPoint.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : endPoint.Address, endPoint.Port);
        await last.GetStream().WriteAsync("last\r\n\r\n"u8.ToArray());
        // Connections are taken in their order, so when this one is answered the others are known.
        while (await last.GetStream().ReadAsync(new byte[1024]) > 0)
        {
        }

        return Volatile.Read(ref _connections) - 1;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _serving;
        _listener.Stop();
        _ended.Dispose();
    }

    private async Task ServeAsync()
    {
        var all = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_ended.Token);
                Interlocked.Increment(ref _connections);
                all.Add(ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // It ended.
        }

        await Task.WhenAll(all);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = new StringBuilder();
                var buffer = new byte[1];
                while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer, _ended.Token) > 0)
                    request.Append((char)buffer[0]);
                if (request.Length == 0 || request.ToString() == "last\r\n\r\n")
                    return;
                Requests.Enqueue(request.ToString());
                await _answer(request.ToString(), stream, _ended.Token);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // The other side had enough.
            }
        }
    }
}
