using System.Net.Sockets;

namespace Webmail.Benchmarks.Load;

/// <summary>Bytes as they moved over TCP, both ways: compressed and with headers.</summary>
internal sealed class WireCount
{
    private long _bytes;

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Connects as <see cref="SocketsHttpHandler.ConnectCallback"/> wants it.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken token)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, token);
            return new CountingStream(socket, this);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Add(int bytes) => Interlocked.Add(ref _bytes, bytes);

    private sealed class CountingStream(Socket socket, WireCount count) : NetworkStream(socket, ownsSocket: true)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            count.Add(read);
            return read;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            count.Add(buffer.Length);
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
