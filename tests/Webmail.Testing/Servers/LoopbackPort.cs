using System.Net;
using System.Net.Sockets;

namespace Webmail.Testing.Servers;

/// <summary>TCP ports of 127.0.0.1.</summary>
public static class LoopbackPort
{
    // Below the range from which the system takes ports for outgoing connections: nobody gets one while its server is down.
    private const int First = 20000;
    private const int End = 32000;

    /// <summary>Ports that nobody listens on, all different.</summary>
    public static int[] Free(int count)
    {
        var ports = new HashSet<int>();
        for (var tries = 0; ports.Count < count && tries < 1000; tries++)
        {
            var port = Random.Shared.Next(First, End);
            if (IsFree(port))
                ports.Add(port);
        }

        return ports.Count == count ? [.. ports] : throw new ServerFailedException($"No {count} free ports on 127.0.0.1.");
    }

    /// <summary>Waits until a server on the port accepts and sends something that begins with <paramref name="greeting"/>.</summary>
    public static async Task WaitForAsync(int port, string greeting, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (!await GreetsAsync(port, greeting, limit.Token))
        {
            try
            {
                await Task.Delay(20, limit.Token);
            }
            catch (OperationCanceledException) when (!token.IsCancellationRequested)
            {
                throw new ServerFailedException($"Nothing answers on 127.0.0.1:{port} with \"{greeting}\".");
            }
        }
    }

    private static async Task<bool> GreetsAsync(int port, string greeting, CancellationToken token)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, token);
            var buffer = new byte[greeting.Length];
            await client.GetStream().ReadExactlyAsync(buffer, token);
            return System.Text.Encoding.ASCII.GetString(buffer) == greeting;
        }
        catch (Exception notYet) when (notYet is SocketException or IOException)
        {
            return false;
        }
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
