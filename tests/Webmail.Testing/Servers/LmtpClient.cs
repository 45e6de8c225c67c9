using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Webmail.Testing.Servers;

/// <summary>Delivers one message over LMTP (RFC 2033), as a mail server hands over what came in.</summary>
internal static class LmtpClient
{
    private static readonly byte[] LineEnd = "\r\n"u8.ToArray();

    public static async Task DeliverAsync(int port, string recipient, ReadOnlyMemory<byte> message, CancellationToken token)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, token);
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1, leaveOpen: true);
        await using var stream = new BufferedStream(client.GetStream(), 64 * 1024);

        await ExpectAsync(reader, '2', token);
        await CommandAsync("LHLO localhost", '2');
        await CommandAsync("MAIL FROM:<sender@example.test>", '2');
        await CommandAsync($"RCPT TO:<{recipient}>", '2');
        await CommandAsync("DATA", '3');
        await WriteMessageAsync(stream, message, token);
        await CommandAsync(".", '2');
        await CommandAsync("QUIT", '2');

        async Task CommandAsync(string line, char expected)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), token);
            await stream.FlushAsync(token);
            await ExpectAsync(reader, expected, token);
        }
    }

    private static async Task WriteMessageAsync(Stream stream, ReadOnlyMemory<byte> message, CancellationToken token)
    {
        while (!message.IsEmpty)
        {
            var end = message.Span.IndexOf((byte)'\n');
            var line = (end < 0 ? message : message[..end]).TrimEnd((byte)'\r');
            message = end < 0 ? default : message[(end + 1)..];
            if (line.Span.StartsWith("."u8))
                await stream.WriteAsync("."u8.ToArray(), token);
            await stream.WriteAsync(line, token);
            await stream.WriteAsync(LineEnd, token);
        }
    }

    private static async Task ExpectAsync(StreamReader reader, char expected, CancellationToken token)
    {
        string? line;
        do
            line = await reader.ReadLineAsync(token) ?? throw new ServerFailedException("LMTP: the server closed the connection.");
        while (line is [_, _, _, '-', ..]);
        if (line[0] != expected)
            throw new ServerFailedException($"LMTP: {line}");
    }
}
