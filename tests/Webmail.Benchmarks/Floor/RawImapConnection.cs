using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Webmail.Benchmarks.Floor;

/// <summary>
/// IMAP over a plain socket with no parsing beyond finding the end of a reply: what the same commands cost when nothing is done
/// with the answer. The floor every ratio is taken against.
/// </summary>
internal sealed class RawImapConnection : IAsyncDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly byte[] _buffer = new byte[256 * 1024];
    private NetworkStream _stream = null!;
    private int _start, _end, _tag;

    /// <summary>Bytes received since the connection was made.</summary>
    public long BytesReceived { get; private set; }

    public static async Task<RawImapConnection> SignInAsync(string host, int port, string user, string password)
    {
        var connection = new RawImapConnection();
        await connection._client.ConnectAsync(host, port);
        connection._stream = connection._client.GetStream();
        await connection.ReadLineAsync();
        await connection.RunAsync($"LOGIN \"{user}\" \"{password}\"");
        return connection;
    }

    /// <summary>Sends one command and reads to its tagged reply; literals are counted over, not looked at.</summary>
    public async Task<string> RunAsync(string command, Action<string>? untagged = null)
    {
        var tag = string.Create(CultureInfo.InvariantCulture, $"a{++_tag} ");
        await _stream.WriteAsync(Encoding.UTF8.GetBytes($"{tag}{command}\r\n"));
        while (true)
        {
            var line = await ReadLineAsync();
            while (LiteralLength(line) is { } length)
            {
                await SkipAsync(length);
                line = await ReadLineAsync();
            }

            if (line.StartsWith(tag, StringComparison.Ordinal))
            {
                return line.AsSpan(tag.Length).StartsWith("OK", StringComparison.Ordinal)
                    ? line : throw new InvalidOperationException($"{command}: {line}");
            }

            untagged?.Invoke(line);
        }
    }

    private static long? LiteralLength(string line)
    {
        if (!line.EndsWith('}'))
            return null;
        var open = line.LastIndexOf('{');
        return open >= 0 && long.TryParse(line.AsSpan(open + 1, line.Length - open - 2), CultureInfo.InvariantCulture, out var length) ? length : null;
    }

    private async ValueTask<string> ReadLineAsync()
    {
        while (true)
        {
            var newline = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                var line = Encoding.Latin1.GetString(_buffer, _start, newline).TrimEnd('\r');
                _start += newline + 1;
                return line;
            }

            await FillAsync();
        }
    }

    private async ValueTask SkipAsync(long count)
    {
        while (count > 0)
        {
            if (_start == _end)
                await FillAsync();
            var take = (int)Math.Min(count, _end - _start);
            _start += take;
            count -= take;
        }
    }

    private async ValueTask FillAsync()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
            throw new InvalidOperationException("A line is longer than the buffer.");
        var read = await _stream.ReadAsync(_buffer.AsMemory(_end));
        if (read == 0)
            throw new EndOfStreamException("The server closed the connection.");
        BytesReceived += read;
        _end += read;
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null)
            await _stream.DisposeAsync();
        _client.Dispose();
    }
}
