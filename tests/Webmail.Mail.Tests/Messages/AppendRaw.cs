using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Webmail.Testing.Servers;

namespace Webmail.Mail.Tests.Messages;

/// <summary>APPEND of exactly these bytes: a mail library would repair what the tests are about.</summary>
internal static partial class AppendRaw
{
    public static async Task<Uid> Async(TestUser user, int port, MailboxName mailbox, byte[] raw, CancellationToken token)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", port, token);
        var stream = socket.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        await reader.ReadLineAsync(token);
        await WriteAsync(stream, $"a LOGIN {user.Address} {user.Password}\r\n", token);
        await UntilAsync(reader, "a ", token);
        await WriteAsync(stream, $"b APPEND \"{mailbox.FullName}\" {{{raw.Length}+}}\r\n", token);
        await stream.WriteAsync(raw, token);
        await WriteAsync(stream, "\r\n", token);
        var done = await UntilAsync(reader, "b ", token);
        return new Uid(uint.Parse(AppendUid().Match(done).Groups[1].Value, null));
    }

    private static async Task WriteAsync(Stream stream, string text, CancellationToken token) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), token);

    private static async Task<string> UntilAsync(StreamReader reader, string tag, CancellationToken token)
    {
        while (true)
        {
            var line = await reader.ReadLineAsync(token) ?? throw new IOException("The server closed the connection.");
            if (!line.StartsWith(tag, StringComparison.Ordinal))
                continue;
            return line.Contains(" OK ", StringComparison.Ordinal) ? line : throw new IOException(line);
        }
    }

    [GeneratedRegex(@"APPENDUID \d+ (\d+)")]
    private static partial Regex AppendUid();
}
