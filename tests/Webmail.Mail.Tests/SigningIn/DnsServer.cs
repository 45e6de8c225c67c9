using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Webmail.Mail.Tests.SigningIn;

/// <summary>A DNS server on loopback (RFC 1035) that knows SRV records (RFC 2782); other names do not exist.</summary>
internal sealed class DnsServer : IDisposable
{
    private const int HeaderLength = 12;
    private const ushort Srv = 33;
    private const ushort Internet = 1;

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly Dictionary<string, (int Priority, int Weight, int Port, string Target)[]> _records = new(StringComparer.OrdinalIgnoreCase);

    public DnsServer() => _ = ServeAsync();

    public IPEndPoint EndPoint => (IPEndPoint)_socket.Client.LocalEndPoint!;

    public (int Priority, int Weight, int Port, string Target)[] this[string name]
    {
        set => _records[name] = value;
    }

    public void Dispose() => _socket.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var query = await _socket.ReceiveAsync();
                await _socket.SendAsync(Answer(query.Buffer), query.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private byte[] Answer(byte[] query)
    {
        var (name, end) = ReadName(query);
        var records = _records.GetValueOrDefault(name) ?? [];
        var answer = new MemoryStream();
        answer.Write(query.AsSpan(0, 2));
        Write(answer, (ushort)(records.Length > 0 ? 0x8180 : 0x8183), 1, (ushort)records.Length, 0, 0);
        answer.Write(query.AsSpan(HeaderLength, end + 4 - HeaderLength));
        foreach (var (priority, weight, port, target) in records)
        {
            var labels = Labels(target);
            Write(answer, 0xC000 | HeaderLength, Srv, Internet, 0, 60, (ushort)(6 + labels.Length));
            Write(answer, (ushort)priority, (ushort)weight, (ushort)port);
            answer.Write(labels);
        }

        return answer.ToArray();
    }

    private static (string Name, int End) ReadName(byte[] query)
    {
        var labels = new List<string>();
        var at = HeaderLength;
        for (; query[at] > 0; at += query[at] + 1)
            labels.Add(Encoding.ASCII.GetString(query, at + 1, query[at]));
        return (string.Join('.', labels), at + 1);
    }

    private static byte[] Labels(string name) =>
        [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    private static void Write(MemoryStream stream, params ReadOnlySpan<ushort> values)
    {
        Span<byte> bytes = stackalloc byte[2];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
            stream.Write(bytes);
        }
    }
}
