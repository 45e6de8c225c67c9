using System.Net;
using System.Net.Sockets;

namespace Webmail.Testing.Servers;

/// <summary>
/// Stands between a client and a server and cuts their connection after so many lines, whichever of both sent them; the ones after
/// that come through untouched.
/// </summary>
public sealed class LineRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _serverPort;
    private readonly Task _accepting;
    private int _linesLeft = int.MaxValue;
    private TaskCompletionSource? _held;
    private int _cut;

    /// <summary>Begins to pass on to a port of this machine.</summary>
    public LineRelay(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether a connection was cut.</summary>
    public bool HasCut => Cuts > 0;

    /// <summary>How many connections were cut.</summary>
    public int Cuts => Volatile.Read(ref _cut);

    /// <summary>Cuts the connection that carries the last of so many lines from now on.</summary>
    public void CutAfter(int lines)
    {
        _held = null;
        Volatile.Write(ref _linesLeft, lines);
    }

    /// <summary>
    /// Keeps the connection that carries the last of so many lines from now on, but passes nothing on any more that comes from there:
    /// whoever waits for it waits. Ends when that line has passed.
    /// </summary>
    public Task HoldAfter(int lines)
    {
        _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _linesLeft, lines);
        return _held.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Stop();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _end.Token.ThrowIfCancellationRequested();
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                _ = PassAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using (client)
        {
            using var server = new TcpClient();
            using var cut = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
            try
            {
                client.NoDelay = server.NoDelay = true;
                await server.ConnectAsync(IPAddress.Loopback, _serverPort, cut.Token);
                await Task.WhenAny(
                    PassAsync(client.GetStream(), server.GetStream(), cut), PassAsync(server.GetStream(), client.GetStream(), cut));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
            {
                // One end is gone, so the other one goes too.
            }

            await cut.CancelAsync();
            // Not a FIN but a reset, as when a machine or a firewall goes down.
            client.LingerState = server.LingerState = new LingerOption(true, 0);
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to, CancellationTokenSource cut)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, cut.Token)) > 0)
            {
                var passed = UpToTheCut(buffer.AsSpan(0, read));
                await to.WriteAsync(buffer.AsMemory(0, passed), cut.Token);
                if (passed == read)
                    continue;
                await to.FlushAsync(cut.Token);
                if (_held is { } held)
                {
                    held.TrySetResult();
                    await from.CopyToAsync(Stream.Null, cut.Token);
                }

                await cut.CancelAsync();
                return;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // Cut, or one end is gone.
        }
    }

    /// <summary>How much may pass: all of it, or what comes before the first line that may not.</summary>
    private int UpToTheCut(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (Volatile.Read(ref _linesLeft) == 0 && Interlocked.CompareExchange(ref _linesLeft, int.MaxValue, 0) == 0)
            {
                Interlocked.Increment(ref _cut);
                return i;
            }

            if (bytes[i] == '\n' && Volatile.Read(ref _linesLeft) != int.MaxValue)
                Interlocked.Decrement(ref _linesLeft);
        }

        return bytes.Length;
    }
}
