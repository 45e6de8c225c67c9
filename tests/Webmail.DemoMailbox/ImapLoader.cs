using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Webmail.DemoMailbox;

/// <summary>
/// Puts messages into an account byte by byte, damaged ones too, as fast as the server takes them: many in one APPEND
/// (MULTIAPPEND, RFC 3502) without waiting between them (LITERAL+, RFC 7888).
/// </summary>
internal sealed class ImapLoader : IDisposable
{
    private const int BatchMessages = 1000;
    private const int BatchBytes = 16 * 1024 * 1024;

    private readonly TcpClient _client = new();
    private readonly Dictionary<string, string> _mailboxes = new() { ["INBOX"] = "INBOX" };
    private Stream _stream = Stream.Null;
    private StreamReader _reader = StreamReader.Null;
    private int _commands;

    public static async Task<ImapLoader> ConnectAsync(CommandLine command, CancellationToken token)
    {
        var loader = new ImapLoader();
        await loader._client.ConnectAsync(command.Host, command.Port, token);
        loader._stream = new BufferedStream(loader._client.GetStream(), 256 * 1024);
        loader._reader = new StreamReader(loader._client.GetStream(), Encoding.Latin1);
        await loader._reader.ReadLineAsync(token);
        await loader.CommandAsync($"LOGIN {Quote(command.User)} {Quote(command.Password)}", token);
        var capability = await loader.CommandAsync("CAPABILITY", token);
        return capability.Contains(" LITERAL+", StringComparison.Ordinal) && capability.Contains(" MULTIAPPEND", StringComparison.Ordinal)
            ? loader
            : throw new IOException($"{command.Host}:{command.Port} lacks LITERAL+ or MULTIAPPEND.");
    }

    /// <summary>Adds the messages in their order and tells how many there were.</summary>
    public async Task<int> LoadAsync(IEnumerable<DemoMessage> messages, CancellationToken token)
    {
        var count = 0;
        var batch = new List<DemoMessage>();
        var bytes = 0L;
        foreach (var message in messages)
        {
            var full = batch.Count == BatchMessages || bytes + message.Content.Length > BatchBytes;
            if (batch.Count > 0 && (full || batch[0].Mailbox != message.Mailbox))
            {
                await AppendAsync(batch, token);
                batch.Clear();
                bytes = 0;
            }

            batch.Add(message);
            bytes += message.Content.Length;
            count++;
        }

        if (batch.Count > 0)
            await AppendAsync(batch, token);
        return count;
    }

    public void Dispose() => _client.Dispose();

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private async Task AppendAsync(List<DemoMessage> batch, CancellationToken token)
    {
        var mailbox = await MailboxAsync(batch[0].Mailbox, token);
        var tag = await WriteAsync($"APPEND {Quote(mailbox)}", token);
        foreach (var message in batch)
        {
            var date = message.Date.ToString("dd-MMM-yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture).Remove(24, 1);
            await WriteTextAsync($" ({string.Join(' ', message.Flags)}) \"{date}\" {{{message.Content.Length}+}}\r\n", token);
            await _stream.WriteAsync(message.Content, token);
        }

        await WriteTextAsync("\r\n", token);
        await CompleteAsync(tag, token);
    }

    private async Task<string> MailboxAsync(string name, CancellationToken token)
    {
        if (_mailboxes.TryGetValue(name, out var known))
            return known;

        var encoded = ModifiedUtf7.Encode(name);
        var listed = await CommandAsync($"LIST \"\" {Quote(encoded)}", token);
        if (!listed.Contains("* LIST", StringComparison.Ordinal))
            await CommandAsync($"CREATE {Quote(encoded)}", token);
        await CommandAsync($"SUBSCRIBE {Quote(encoded)}", token);
        return _mailboxes[name] = encoded;
    }

    private async Task<string> CommandAsync(string command, CancellationToken token)
    {
        var tag = await WriteAsync(command + "\r\n", token);
        return await CompleteAsync(tag, token);
    }

    private async Task<string> WriteAsync(string command, CancellationToken token)
    {
        var tag = string.Create(CultureInfo.InvariantCulture, $"a{++_commands}");
        await WriteTextAsync($"{tag} {command}", token);
        return tag;
    }

    private async Task WriteTextAsync(string text, CancellationToken token) =>
        await _stream.WriteAsync(Encoding.ASCII.GetBytes(text), token);

    private async Task<string> CompleteAsync(string tag, CancellationToken token)
    {
        await _stream.FlushAsync(token);
        var answer = new StringBuilder();
        while (await _reader.ReadLineAsync(token) is { } line)
        {
            answer.AppendLine(line);
            if (line.StartsWith(tag + " OK", StringComparison.Ordinal))
                return answer.ToString();
            if (line.StartsWith(tag + " ", StringComparison.Ordinal))
                throw new IOException($"The server refused: {line}");
        }

        throw new IOException("The server closed the connection.");
    }
}
